package org.cryoudl.statistics;

import java.util.Arrays;

/**
 * Values as a sum of known functions, so that the typical value (by the median) is described best:
 * iteratively reweighted least squares, first of absolute deviations, then with Tukey's biweight.
 *
 * @param coefficients of the functions
 * @param residuals absolute ones, times the root of each value's weight
 * @param deviation of a typical residual, as a standard deviation
 */
public record RobustLinearFit(double[] coefficients, double[] residuals, double deviation) {

  private static final int ROUNDS = 6;
  private static final double BIWEIGHT = 4.685;

  /**
   * Fits it.
   *
   * @param values what is fitted
   * @param functions the functions at each value
   * @param counts how many measurements each value is the mean of
   */
  public static RobustLinearFit of(double[] values, double[][] functions, double[] counts) {
    int n = values.length;
    double[] weights = new double[n];
    Arrays.fill(weights, 1);
    double[] residual = new double[n];
    double[] coefficients = new double[functions.length];
    double deviation = 0;
    for (int round = 0; round <= 2 * ROUNDS; round++) {
      coefficients = solve(values, functions, weights, counts);
      for (int s = 0; s < n; s++) {
        double at = 0;
        for (int f = 0; f < functions.length; f++) {
          at += coefficients[f] * functions[f][s];
        }
        residual[s] = Math.abs(values[s] - at) * Math.sqrt(counts[s]);
      }
      deviation = Robust.NORMAL_OVER_MAD * Robust.median(residual);
      if (!(deviation > 0)) {
        break;
      }
      for (int s = 0; s < n; s++) {
        double z = residual[s] / deviation;
        double t = z / BIWEIGHT;
        weights[s] = round < ROUNDS ? 1 / Math.max(z, 0.1) : t < 1 ? (1 - t * t) * (1 - t * t) : 0;
      }
    }
    return new RobustLinearFit(coefficients, residual, deviation);
  }

  /** Weighted least squares by Cholesky decomposition, slightly damped. */
  private static double[] solve(
      double[] values, double[][] functions, double[] weights, double[] counts) {
    int n = functions.length;
    double[][] lower = new double[n][n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        for (int s = 0; s < values.length; s++) {
          lower[i][j] += weights[s] * counts[s] * functions[i][s] * functions[j][s];
        }
      }
      for (int s = 0; s < values.length; s++) {
        x[i] += weights[s] * counts[s] * functions[i][s] * values[s];
      }
    }
    for (int i = 0; i < n; i++) {
      lower[i][i] *= 1 + 1e-9;
      for (int j = 0; j <= i; j++) {
        double sum = lower[i][j];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(Math.max(sum, Double.MIN_NORMAL)) : sum / lower[j][j];
      }
      for (int k = 0; k < i; k++) {
        x[i] -= lower[i][k] * x[k];
      }
      x[i] /= lower[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= lower[k][i] * x[k];
      }
      x[i] /= lower[i][i];
    }
    return x;
  }
}
