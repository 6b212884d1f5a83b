package org.cryoudl.simulation.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.PoseRange;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.Density.Blob;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.cryoudl.simulation.views.ViewSimulator.Truth;
import org.junit.jupiter.api.Test;

class ViewSimulatorTest {

  private static final double PIXEL = 4;
  private static final int BOX = 48;

  private static final Density BLOBS =
      new Density(
          List.of(
              new Blob(30, -12, 18, 8, 5), new Blob(-9, 24, -3, 6, 3), new Blob(0, 6, 40, 10, 4)));

  private static final CtfModel NO_CTF =
      new CtfModel(CtfModel.Mode.NONE, null, null, null, null, null, null, null, null);

  @Test
  void gaussiansProjectToGaussiansWhereTheTruthSaysTheyLie() {
    ViewSimulator simulator = simulator(recipe(20, NO_CTF, JunkModel.none(), 1), one(BLOBS));
    for (int index = 0; index < 20; index++) {
      Truth truth = simulator.truth(index);
      double[] m = truth.view().matrix();
      float[] pixels = simulator.simulate(index).clean().pixels();
      double peak = 0;
      double worst = 0;
      for (int row = 0; row < BOX; row++) {
        for (int column = 0; column < BOX; column++) {
          double expected = 0;
          for (Blob b : BLOBS.blobs()) {
            double x = (m[0] * b.x() + m[1] * b.y() + m[2] * b.z()) / PIXEL + truth.rightPixels();
            double y = (m[3] * b.x() + m[4] * b.y() + m[5] * b.z()) / PIXEL + truth.downPixels();
            double s = b.sigma() / PIXEL;
            double d = Math.hypot(column - BOX / 2 - x, row - BOX / 2 - y);
            expected += b.weight() / (2 * Math.PI * s * s) * Math.exp(-d * d / (2 * s * s));
          }
          peak = Math.max(peak, expected);
          worst = Math.max(worst, Math.abs(expected - pixels[row * BOX + column]));
        }
      }
      assertTrue(worst < 1e-5 * peak, index + ": " + worst + " of " + peak);
    }
  }

  @Test
  void specimensAndJunkComeInTheirShares() {
    int count = 20_000;
    List<ViewedSpecimen> three =
        List.of(
            new ViewedSpecimen("a", BLOBS, DirectionModel.uniform(), List.of(), 3),
            new ViewedSpecimen("b", BLOBS, DirectionModel.uniform(), List.of(), 2),
            new ViewedSpecimen("c", BLOBS, DirectionModel.uniform(), List.of(), 1));
    JunkModel junk = new JunkModel(0.2, 2.0, null, null, null, null, null, 0.0);
    ViewSimulator simulator = simulator(recipe(count, NO_CTF, junk, 0.1), three);
    int[] good = new int[3];
    Map<JunkKind, Integer> bad = new EnumMap<>(JunkKind.class);
    for (int i = 0; i < count; i++) {
      Truth truth = simulator.truth(i);
      truth.junk().ifPresent(kind -> bad.merge(kind, 1, Integer::sum));
      if (truth.junk().isEmpty()) {
        good[truth.specimen()]++;
      }
    }
    // Four standard deviations of binomial counts.
    int molecules = good[0] + good[1] + good[2];
    assertEquals(0.8 * count, molecules, 4 * Math.sqrt(0.16 * count));
    assertEquals(molecules / 2.0, good[0], 4 * Math.sqrt(molecules / 4.0));
    assertEquals(molecules / 6.0, good[2], 4 * Math.sqrt(molecules * 5 / 36.0));
    int all = count - molecules;
    assertEquals(all * 2 / 7.0, bad.get(JunkKind.EMPTY_ICE), 4 * Math.sqrt(all * 10 / 49.0));
    assertEquals(all / 7.0, bad.get(JunkKind.CLUMP), 4 * Math.sqrt(all * 6 / 49.0));
    assertEquals(null, bad.get(JunkKind.RIM));
  }

  @Test
  void theSignalInsideMoleculesHasTheVarianceThatTheRatioStates() {
    CtfModel ctf = CtfModel.standard();
    Density molecule = new RandomSpecimen(4L, 120.0, 3, null).specimen().density();
    double ratio = 0.1;
    int count = 2000;
    List<ViewedSpecimen> specimens = one(molecule);
    // Almost without noise, so that images show the filtered signal, in deviations of their noise.
    double high = 1e8;
    ViewRecipe recipe = recipe(count, ctf, JunkModel.none(), high);
    ViewSimulator simulator = simulator(recipe, specimens);
    double low = simulator(recipe(count, ctf, JunkModel.none(), ratio), specimens).noiseDeviation();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      ViewSimulator.Particle particle = simulator.simulate(i);
      float[] clean = particle.clean().pixels();
      double peak = 0;
      for (float value : clean) {
        peak = Math.max(peak, value);
      }
      Image filtered = new Image(BOX, BOX, clean.clone());
      ctf.apply(filtered.pixels(), BOX, PIXEL, simulator.truth(i).ctf().orElseThrow());
      sum += NoiseLevel.varianceInside(clean, filtered.pixels(), 0.05 * peak) / count;
    }
    assertEquals(ratio, sum / (low * low), 0.08 * ratio);
    double expected = Math.sqrt(high / ratio);
    assertEquals(expected, low / simulator.noiseDeviation(), 1e-9 * expected);
  }

  @Test
  void emptyIceIsWhiteNoiseOfVarianceOne() {
    JunkModel ice = new JunkModel(1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    ViewSimulator simulator = simulator(recipe(40, CtfModel.standard(), ice, 0.1), one(BLOBS));
    double sum = 0;
    double squares = 0;
    double neighbours = 0;
    for (int i = 0; i < 40; i++) {
      ViewSimulator.Particle particle = simulator.simulate(i);
      float[] pixels = particle.noisy().pixels();
      for (int p = 0; p < pixels.length; p++) {
        assertEquals(0, particle.clean().pixels()[p], 0);
        sum += pixels[p];
        squares += pixels[p] * pixels[p];
        neighbours += p % BOX == 0 ? 0 : pixels[p] * pixels[p - 1];
      }
    }
    double n = 40.0 * BOX * BOX;
    assertEquals(0, sum / n, 0.03);
    assertEquals(1, squares / n, 0.03);
    assertEquals(0, neighbours / n, 0.02);
  }

  @Test
  void particlesOfOneMicrographShareTheirDefocusAndTheRampOfTheIce() {
    MicrographModel shared = new MicrographModel(10, 100.0, 8.0);
    CtfModel ctf =
        new CtfModel(CtfModel.Mode.FULL, null, null, null, null, null, 400.0, null, null);
    JunkModel ice = new JunkModel(1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    ViewSimulator simulator =
        simulator(
            new ViewRecipe(
                null, 5L, 40, BOX, PIXEL, sources(), null, null, null, ice, shared, ctf, null,
                null),
            one(BLOBS));
    List<Double> ramps = new ArrayList<>();
    for (int m = 0; m < 4; m++) {
      Truth first = simulator.truth(10 * m);
      double x = 0;
      double y = 0;
      for (int i = 10 * m; i < 10 * m + 10; i++) {
        Truth truth = simulator.truth(i);
        assertEquals(m + 1, truth.micrograph());
        var own = truth.ctf().orElseThrow();
        var other = first.ctf().orElseThrow();
        assertEquals(other.defocusUAngstroms(), own.defocusUAngstroms(), 200);
        assertEquals(other.defocusAngleDegrees(), own.defocusAngleDegrees(), 0);
        double astigmatism = own.defocusUAngstroms() - own.defocusVAngstroms();
        assertTrue(astigmatism >= 0 && astigmatism <= 400, "astigmatism " + astigmatism);
        x += slope(simulator.simulate(i).noisy().pixels(), true) / 10;
        y += slope(simulator.simulate(i).noisy().pixels(), false) / 10;
      }
      ramps.add(Math.hypot(x, y));
    }
    assertNotEquals(
        simulator.truth(0).ctf().orElseThrow().defocusUAngstroms(),
        simulator.truth(10).ctf().orElseThrow().defocusUAngstroms(),
        300);
    // The background's deviation contains the ramp, so a ramp of 8 is scaled to less.
    double largest = ramps.stream().mapToDouble(r -> r).max().orElseThrow();
    assertTrue(largest > 1 && largest < 8, "ramps " + ramps);
  }

  /** Grey difference across the box by least squares. */
  private static double slope(float[] pixels, boolean alongX) {
    double top = 0;
    double bottom = 0;
    for (int p = 0; p < pixels.length; p++) {
      double at = (double) ((alongX ? p % BOX : p / BOX) - BOX / 2) / BOX;
      top += at * pixels[p];
      bottom += at * at;
    }
    return top / bottom;
  }

  @Test
  void imagesDependOnSeedAndIndexOnly() {
    ViewRecipe recipe =
        recipe(
            5,
            CtfModel.standard(),
            new JunkModel(0.5, null, null, null, null, null, null, null),
            0.1);
    ViewSimulator first = simulator(recipe, one(BLOBS));
    ViewSimulator second = simulator(recipe, one(BLOBS));
    for (int i = 4; i >= 0; i--) {
      float[] expected = first.simulate(i).noisy().pixels();
      org.junit.jupiter.api.Assertions.assertArrayEquals(
          expected, second.simulate(i).noisy().pixels());
    }
  }

  private static ViewRecipe recipe(int count, CtfModel ctf, JunkModel junk, double snr) {
    return new ViewRecipe(
        null,
        7L,
        count,
        BOX,
        PIXEL,
        sources(),
        null,
        new PoseRange(null, null, 4.0, null),
        null,
        junk,
        new MicrographModel(1, null, null),
        ctf,
        snr,
        null);
  }

  private static List<SpecimenSource> sources() {
    RandomSpecimen any = new RandomSpecimen(null, null, null, null);
    return List.of(new SpecimenSource(null, any, null, null, null, null, null, null, null));
  }

  private static List<ViewedSpecimen> one(Density density) {
    return List.of(
        new ViewedSpecimen("one", density, DirectionModel.uniform(), List.<EulerAngles>of(), 1));
  }

  private static ViewSimulator simulator(ViewRecipe recipe, List<ViewedSpecimen> specimens) {
    return new ViewSimulator(recipe, specimens);
  }
}
