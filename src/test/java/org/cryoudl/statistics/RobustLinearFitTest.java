package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the line that the values were made from. */
class RobustLinearFitTest {

  private static final int VALUES = 60;

  private static double[][] functions() {
    double[][] functions = new double[2][VALUES];
    for (int i = 0; i < VALUES; i++) {
      functions[0][i] = 1;
      functions[1][i] = i / 10.0;
    }
    return functions;
  }

  private static double[] ones() {
    double[] ones = new double[VALUES];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void exactValuesGiveTheLine() {
    double[] values = new double[VALUES];
    Arrays.setAll(values, i -> 3 - 0.7 * i / 10.0);
    RobustLinearFit fit = RobustLinearFit.of(values, functions(), ones());
    assertArrayEquals(new double[] {3, -0.7}, fit.coefficients(), 1e-6);
    assertEquals(0, fit.deviation(), 1e-6);
  }

  /** A quarter of the values lies far off and has no part in the line. */
  @Test
  void aQuarterOfOutliersDoesNotMatter() {
    Random random = new Random(3);
    double[] values = new double[VALUES];
    for (int i = 0; i < VALUES; i++) {
      values[i] = 3 - 0.7 * i / 10.0 + 0.1 * random.nextGaussian() + (i % 4 == 0 ? 50 : 0);
    }
    RobustLinearFit fit = RobustLinearFit.of(values, functions(), ones());
    assertArrayEquals(new double[] {3, -0.7}, fit.coefficients(), 0.08);
    assertTrue(fit.deviation() > 0.05 && fit.deviation() < 0.25, "" + fit.deviation());
    assertTrue(fit.residuals()[4] > 40, "" + fit.residuals()[4]);
  }

  /** A value that is the mean of a hundred counts a hundred times, and its residual ten times. */
  @Test
  void countsAreWeights() {
    double[] counts = ones();
    counts[VALUES - 1] = 100;
    double[] values = new double[VALUES];
    values[VALUES - 1] = 1;
    RobustLinearFit fit = RobustLinearFit.of(values, functions(), counts);
    double at = fit.coefficients()[0] + fit.coefficients()[1] * (VALUES - 1) / 10.0;
    assertEquals(10 * Math.abs(1 - at), fit.residuals()[VALUES - 1], 1e-9);
  }
}
