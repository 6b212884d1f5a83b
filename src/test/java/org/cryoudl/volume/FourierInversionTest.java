package org.cryoudl.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierInversionTest {

  private static final int BOX = 32;

  private static List<Backprojection.Picture> pictures(
      AnalyticVolume volume, int count, double noise) {
    SplittableRandom random = new SplittableRandom(9);
    List<Backprojection.Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EulerAngles view =
          new EulerAngles(
              360 * random.nextDouble(),
              Math.toDegrees(Math.acos(1 - 2 * random.nextDouble())),
              360 * random.nextDouble());
      float[] pixels = volume.projection(view);
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] += (float) (noise * random.nextGaussian());
      }
      HalfSpectrum spectrum = Fft2D.of(volume.box()).forward(pixels);
      Fft2D.of(volume.box()).centrePhase(spectrum.values());
      pictures.add(new Backprojection.Picture(spectrum, new float[0], view));
    }
    return pictures;
  }

  private static Backprojection sums(List<Backprojection.Picture> pictures, PointGroup group) {
    int box = pictures.get(0).section().box();
    Backprojection sums = new Backprojection(box, group);
    sums.add(pictures);
    return sums;
  }

  /** Grey values too: the volume itself comes back, not only its shape. */
  @ParameterizedTest
  @CsvSource({"32", "33"})
  void projectionsFromAllSidesGiveTheVolumeBack(int box) {
    PointGroup none = PointGroup.named("C1");
    AnalyticVolume volume = AnalyticVolume.random(box, 10, none, 5);
    Grid truth = volume.cube();
    Grid got = FourierInversion.of(sums(pictures(volume, 400, 0), none));
    double difference = 0;
    double power = 0;
    for (int i = 0; i < truth.size(); i++) {
      difference += Math.pow(truth.values()[i] - got.values()[i], 2);
      power += Math.pow(truth.values()[i], 2);
    }
    assertEquals(0, Math.sqrt(difference / power), 0.03);
    double[] fsc = ShellCorrelation.of(truth, got).perShell();
    for (int s = 1; s <= box / 4; s++) {
      assertTrue(fsc[s] > 0.99, "shell " + s + ": " + fsc[s]);
    }
  }

  /** A few pictures are enough if each stands for many; with wrong axes they would not agree. */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"C5,60", "D7,25", "T,30", "O,15", "I,8", "I1,8", "I3,8", "I4,8"})
  void symmetryStandsForTheMissingViews(String name, int count) {
    PointGroup group = PointGroup.named(name);
    AnalyticVolume volume = AnalyticVolume.random(BOX, 2, group, 6);
    List<Backprojection.Picture> few = pictures(volume, count, 0);
    double[] with =
        ShellCorrelation.of(volume.cube(), FourierInversion.of(sums(few, group))).perShell();
    for (int s = 1; s <= BOX / 4; s++) {
      assertTrue(with[s] > 0.97, name + " shell " + s + ": " + with[s]);
    }
    double[] without =
        ShellCorrelation.of(volume.cube(), FourierInversion.of(sums(few, PointGroup.named("C1"))))
            .perShell();
    assertTrue(with[BOX / 4] > without[BOX / 4], name);
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    PointGroup none = PointGroup.named("C1");
    List<Backprojection.Picture> pictures =
        pictures(AnalyticVolume.random(BOX, 10, none, 5), 40, 1);
    Grid one = Parallelism.of(1).call(() -> FourierInversion.of(sums(pictures, none)));
    Grid three = Parallelism.of(3).call(() -> FourierInversion.of(sums(pictures, none)));
    assertArrayEquals(one.values(), three.values());
  }

  /** Wiener weights bring a noisy volume nearer to the truth than plain ones. */
  @Test
  void wienerWeightsTakeNoiseAway() {
    PointGroup none = PointGroup.named("C1");
    AnalyticVolume volume = AnalyticVolume.random(BOX, 10, none, 5);
    List<Backprojection.Picture> noisy = pictures(volume, 200, 20);
    Backprojection first = sums(noisy.subList(0, 100), none);
    Backprojection second = sums(noisy.subList(100, 200), none);
    ShellCorrelation halves =
        ShellCorrelation.of(FourierInversion.of(first), FourierInversion.of(second));
    first.merge(second);
    Grid plain = FourierInversion.of(first);
    Grid wiener = FourierInversion.wiener(first, halves.spectralSnr());
    double before = distance(volume.cube(), plain);
    double after = distance(volume.cube(), wiener);
    assertTrue(after < 0.6 * before, before + " -> " + after);
  }

  private static double distance(Grid a, Grid b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.pow(a.values()[i] - b.values()[i], 2);
    }
    return Math.sqrt(sum / a.size());
  }
}
