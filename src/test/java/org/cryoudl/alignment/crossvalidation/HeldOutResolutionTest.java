package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Particles of known detail, against an average that shows it and one with noise in its place. */
class HeldOutResolutionTest {

  private static final int BOX = 64;
  private static final int FINEST = 26;
  private static final double NOISE = 60;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, FINEST);
  private static final GaussianBlobs SHARP =
      new GaussianBlobs(
          new double[][] {{3, 9, 2, 1}, {3, -8, 5, 1}, {3, -2, -10, 1}, {3, 4, 11, 1}});
  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(SHARP, DISC, 60, NOISE, 3, AnalyticParticles.NO_CTF, 4);
  private static final int[] ALL = IntStream.range(0, 60).toArray();

  @Test
  void rightDetailIsConfirmed() {
    assertTrue(finest(average(FINEST + 1), ALL) >= FINEST - 3);
  }

  @Test
  void noiseInPlaceOfDetailIsNot() {
    assertEquals(13, finest(average(13), ALL), 3);
    assertEquals(18, finest(average(18), ALL), 3);
  }

  /**
   * Expected gain of a shell: the power of the average in it over the noise's, once for each
   * particle; less where the average is wrong, by as much on average.
   */
  @Test
  void gainsAreThoseOfTheLikelihood() {
    Averages right = average(FINEST + 1);
    double[] gains = HeldOutResolution.gains(state(right), ALL, FINEST);
    double[] wrong = HeldOutResolution.gains(state(average(0)), ALL, FINEST);
    float[] values = new float[2 * DISC.size()];
    new AverageModel(right.full(), right.side(), FINEST).sample(DISC, 0, values);
    double power = 0;
    double sum = 0;
    double wrongSum = 0;
    for (int j = 0; j < DISC.size(); j++) {
      if (DISC.shell(j) > 8) {
        power += values[2 * j] * values[2 * j] + values[2 * j + 1] * values[2 * j + 1];
      }
    }
    for (int s = 9; s <= FINEST; s++) {
      sum += gains[s];
      wrongSum += wrong[s];
    }
    double expected = ALL.length * power / NOISE;
    assertEquals(expected, sum, 0.15 * expected);
    assertTrue(wrongSum < 0, "wrong detail gains " + wrongSum);
  }

  @Test
  void aFewBoundTheResolutionButNotThePoses() {
    OptionalInt few = confirmed(average(13), Arrays.copyOf(ALL, 8));
    assertEquals(13, few.orElseThrow(), 3);
    assertEquals(Integer.MAX_VALUE, HeldOutResolution.finestRefined(few, 19));
    assertEquals(few.getAsInt(), HeldOutResolution.finestRefined(few, 20));
    assertEquals(OptionalInt.empty(), confirmed(average(13), Arrays.copyOf(ALL, 4)));
  }

  private static int finest(Averages averages, int[] heldOut) {
    return HeldOutResolution.finestRefined(confirmed(averages, heldOut), heldOut.length);
  }

  private static OptionalInt confirmed(Averages averages, int[] heldOut) {
    return HeldOutResolution.confirmedShell(state(averages), heldOut, Progress.silent());
  }

  private static RefinementState state(Averages averages) {
    return new RefinementState(
        PARTICLES, PARTICLES.atTruth(), averages, AnalyticParticles.flat(DISC, NOISE));
  }

  /** The right average, whose coefficients from a shell on are turned by random phases. */
  private static Averages average(int from) {
    Random random = new Random(9);
    float[] values = new float[2 * DISC.size()];
    new AverageModel(SHARP.image(BOX), BOX, FINEST).sample(DISC, 0, values);
    for (int j = 0; j < DISC.size(); j++) {
      if (DISC.shell(j) >= from) {
        double phase = 2 * Math.PI * random.nextDouble();
        double re = values[2 * j] * Math.cos(phase) - values[2 * j + 1] * Math.sin(phase);
        double im = values[2 * j] * Math.sin(phase) + values[2 * j + 1] * Math.cos(phase);
        values[2 * j] = (float) re;
        values[2 * j + 1] = (float) im;
      }
    }
    float[] picture = DISC.picture(values, BOX);
    double[] resolved = new double[FINEST + 1];
    Arrays.fill(resolved, 0.9);
    return new Averages(
        BOX, FINEST, new float[][] {picture, picture}, picture, picture, resolved, 0.43);
  }
}
