package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.RingMask;
import org.junit.jupiter.api.Test;

class FoldEstimatesTest {

  private static final PolarFrequencies FREQUENCIES = new PolarFrequencies(32, 6, 0.43);
  private static final RingMask MASK = new RingMask(FREQUENCIES, 0.43);
  private static final int LENGTH = 2 * FREQUENCIES.rings() * FREQUENCIES.harmonics();
  private static final int PARTICLES = 40;

  private final double[] noise = new double[FREQUENCIES.rings()];
  private final float[] truth = new float[LENGTH];
  private final FoldSums sums = new FoldSums(1, FREQUENCIES);

  FoldEstimatesTest() {
    SplittableRandom random = new SplittableRandom(3);
    Arrays.fill(noise, 400);
    float[] drawn = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      drawn[i] = (float) random.nextGaussian();
    }
    for (int j = 0; j < FREQUENCIES.harmonics(); j++) {
      MASK.apply(j, drawn, 2 * FREQUENCIES.rings() * j, truth, 2 * FREQUENCIES.rings() * j);
    }
    for (int f = 0; f < FoldSums.FOLDS; f++) {
      ClassSums fold = sums.fold(f);
      for (int r = 0; r < FREQUENCIES.rings(); r++) {
        fold.denominator[0][r] = PARTICLES;
      }
      for (int i = 0; i < LENGTH; i++) {
        fold.numerator[0][i] =
            (float) (PARTICLES * truth[i] + 3 * Math.sqrt(PARTICLES) * random.nextGaussian());
      }
      fold.weight[0] = PARTICLES;
    }
  }

  /** By class, what is missing of the Wiener filter's average to another picture. */
  private float[][] missing(ClassFilter filter, ClassSums others, float[] picture) {
    float[] missing = filter.averages(others)[0];
    for (int i = 0; i < LENGTH; i++) {
      missing[i] = picture[i] - missing[i];
    }
    return new float[][] {missing};
  }

  @Test
  void whatIsTrueIsConfirmedAtEveryRing() {
    FoldEstimates estimates =
        FoldEstimates.of(
            sums, FREQUENCIES, MASK, noise, (filter, others) -> missing(filter, others, truth));

    for (double share : estimates.shares()) {
      assertTrue(share > 0.7, Arrays.toString(estimates.shares()));
    }
  }

  @Test
  void whatIsInventedIsNot() {
    SplittableRandom random = new SplittableRandom(5);
    float[] other = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      other[i] = (float) random.nextGaussian();
    }
    FoldEstimates estimates =
        FoldEstimates.of(
            sums, FREQUENCIES, MASK, noise, (filter, others) -> new float[][] {other.clone()});

    for (double share : estimates.shares()) {
      assertTrue(share < 0.3, Arrays.toString(estimates.shares()));
    }
  }

  @Test
  void withoutAPriorAveragesAreThoseOfTheWienerFilter() {
    FoldEstimates estimates =
        FoldEstimates.of(sums, FREQUENCIES, MASK, noise, AveragesPrior.WIENER);
    ClassSums others = sums.without(4);

    assertArrayEquals(
        ClassFilter.of(others, FREQUENCIES, MASK, noise).averages(others)[0],
        estimates.averages(4)[0]);
    assertArrayEquals(new double[FREQUENCIES.rings()], estimates.shares());
  }
}
