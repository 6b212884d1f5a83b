package org.cryoudl.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.ParticleSimulator.Particle;
import org.cryoudl.simulation.ParticleSimulator.ParticleClass;
import org.cryoudl.simulation.ParticleSimulator.Truth;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.PixelCorrelation;
import org.cryoudl.testing.RandomDensity;
import org.junit.jupiter.api.Test;

class ParticleSimulatorTest {

  private static final int BOX = 64;

  private static final BlobProjection TEMPLATE =
      RandomDensity.within(15, 2.5, 3).project(EulerAngles.IDENTITY, 1);

  @Test
  void imageIsTheTemplateTurnedCounterClockwiseThenShifted() {
    ParticleSimulator simulator = simulator(recipe(CtfModel.Mode.NONE, 0, false));
    Image template = TEMPLATE.render(BOX);
    for (int index = 0; index < 5; index++) {
      Placement truth = simulator.truth(index).placement();
      Image image = simulator.simulate(index).clean();
      double t = Math.toRadians(truth.angleDegrees());
      double error = 0;
      double power = 0;
      for (int row = 12; row < BOX - 12; row++) {
        for (int column = 12; column < BOX - 12; column++) {
          // Mathematics' axes, y up: turning by +t brings (x, y) to (x cos - y sin, x sin + y cos).
          double x = column - 32;
          double up = 32 - row;
          double right = x * Math.cos(t) - up * Math.sin(t) + truth.rightPixels();
          double down = -(x * Math.sin(t) + up * Math.cos(t)) + truth.downPixels();
          double found = bilinear(image, down + 32, right + 32);
          error += Math.pow(found - template.at(row, column), 2);
          power += Math.pow(template.at(row, column), 2);
        }
      }
      assertTrue(error < 0.01 * power, "particle " + index + ": " + error / power);
    }
  }

  @Test
  void quarterTurnBringsWhatLiesRightToTheTop() {
    double[] point = new Placement(90, 0, 0).pose().applyInverse(10, 0);
    assertArrayEquals(new double[] {0, -10}, point, 1e-9);
    assertArrayEquals(new double[] {3, 2}, new Placement(70, 2, 3).pose().applyInverse(0, 0), 1e-9);
  }

  @Test
  void noiseIsAddedToTheFilteredImageAtTheRequestedRatio() {
    ParticleSimulator simulator = simulator(recipe(CtfModel.Mode.FULL, 10, false));
    double ratio = 0;
    for (int index = 0; index < 20; index++) {
      Particle particle = simulator.simulate(index);
      float[] noise = particle.noisy().pixels().clone();
      for (int i = 0; i < noise.length; i++) {
        noise[i] -= particle.filtered().pixels()[i];
      }
      ratio += NoiseModel.variance(noise) / NoiseModel.variance(particle.filtered().pixels()) / 20;
    }
    assertEquals(10, ratio, 0.25); // 20 x 4096 samples: 0.5 %, and the tails
  }

  @Test
  void marginOnlyChangesWhatTheBoxesEdgeDid() {
    Recipe without = recipe(CtfModel.Mode.PHASE_FLIPPED, 0, false);
    Recipe with = withMargin(without, 32);
    Image narrow = simulator(without).simulate(0).filtered();
    Image wide = simulator(with).simulate(0).filtered();
    assertEquals(BOX, wide.box());
    // The two sample the CTF differently; the particle itself stays where and what it was.
    assertTrue(PixelCorrelation.of(narrow.pixels(), wide.pixels()) > 0.98);
  }

  @Test
  void classesAppearInTheirProportionsWhateverElseIsDrawn() {
    ParticleSimulator simulator =
        new ParticleSimulator(
            recipe(CtfModel.Mode.NONE, 0, false),
            List.of(
                new ParticleClass("a", TEMPLATE, 1),
                new ParticleClass("b", TEMPLATE, 2),
                new ParticleClass("c", TEMPLATE, 1)));
    int[] count = new int[3];
    for (int index = 0; index < 4000; index++) {
      count[simulator.truth(index).classIndex()]++;
    }
    assertEquals(1000, count[0], 110); // four standard deviations
    assertEquals(2000, count[1], 126);
  }

  @Test
  void poseOfAParticleDoesNotDependOnNoiseOrCtf() {
    Truth plain = simulator(recipe(CtfModel.Mode.NONE, 0, false)).truth(17);
    Truth noisy = simulator(recipe(CtfModel.Mode.FULL, 10, true)).truth(17);
    assertEquals(plain.placement(), noisy.placement());
  }

  @Test
  void wholePixelShiftsReachBothEndsAndNothingBetween() {
    PoseRange range = new PoseRange(null, null, 2.0, false);
    boolean[] seen = new boolean[5];
    for (int i = 0; i < 200; i++) {
      Placement drawn = range.draw(new java.util.SplittableRandom(i));
      seen[(int) drawn.downPixels() + 2] = true;
      assertEquals(Math.rint(drawn.rightPixels()), drawn.rightPixels());
    }
    assertArrayEquals(new boolean[] {true, true, true, true, true}, seen);
  }

  private static ParticleSimulator simulator(Recipe recipe) {
    return new ParticleSimulator(recipe, List.of(new ParticleClass("one", TEMPLATE, 1)));
  }

  private static Recipe recipe(CtfModel.Mode mode, double ratio, boolean low) {
    return new Recipe(
        null,
        7L,
        100,
        BOX,
        2.0,
        List.of(new ParticleSource("unused.yaml", null, null, null, null, null, null, null, null)),
        new PoseRange(null, null, 6.0, null),
        new CtfModel(mode, null, null, null, null, null, null, null, null),
        new NoiseModel(ratio, low, null, null),
        Recipe.Scaling.NONE,
        false);
  }

  private static Recipe withMargin(Recipe recipe, int margin) {
    CtfModel.Mode mode = recipe.ctf().mode();
    return new Recipe(
        null,
        recipe.seed(),
        recipe.count(),
        recipe.boxPixels(),
        recipe.pixelSizeAngstroms(),
        recipe.sources(),
        recipe.poses(),
        new CtfModel(mode, null, null, null, null, null, null, null, margin),
        recipe.noise(),
        recipe.scaling(),
        false);
  }

  private static double bilinear(Image image, double row, double column) {
    int r = (int) Math.floor(row);
    int c = (int) Math.floor(column);
    double v = row - r;
    double u = column - c;
    return (1 - v) * ((1 - u) * image.at(r, c) + u * image.at(r, c + 1))
        + v * ((1 - u) * image.at(r + 1, c) + u * image.at(r + 1, c + 1));
  }
}
