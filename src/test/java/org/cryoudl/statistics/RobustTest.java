package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RobustTest {

  @Test
  void mediansOfAnEvenNumberAreTheTwoInTheMiddle() {
    double[] even = {7, 1, 5, 3};
    assertEquals(5, Robust.median(even));
    assertEquals(3, Robust.lowerMedian(even));
    assertEquals(7, even[0]);
    double[] odd = {9, 2, 4};
    assertEquals(4, Robust.median(odd));
    assertEquals(4, Robust.lowerMedian(odd));
  }

  /** Of 20,000 normal numbers with one in ten far off; the plain deviation would be about 30. */
  @Test
  void theDeviationIsThatOfTheMajority() {
    Random random = new Random(4);
    double[] values = new double[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 10 == 0 ? 100 : 3 + 2 * random.nextGaussian();
    }
    // One in ten on one side moves the median absolute deviation by about a tenth.
    assertEquals(2.25, Robust.deviation(values), 0.15);
  }

  @Test
  void theNormalDistributionHasItsTabulatedValues() {
    assertEquals(0.5, NormalDistribution.cumulative(0), 1e-7);
    assertEquals(0.8413447461, NormalDistribution.cumulative(1), 1e-7);
    assertEquals(0.0227501319, NormalDistribution.cumulative(-2), 1e-7);
    assertEquals(0.9986501020, NormalDistribution.cumulative(3), 1e-7);
  }
}
