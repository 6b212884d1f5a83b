package org.cryoudl.statistics;

/**
 * What brings values to mean 0 and standard deviation 1: the mean is taken off, the rest
 * multiplied.
 *
 * @param mean of the values
 * @param scale one over their standard deviation; 0 where they differ by rounding alone
 */
public record Standardisation(double mean, double scale) {

  /** Variance of what rounding leaves of even values, as a share of their squared mean, at most. */
  private static final double ROUNDING = 1e-12;

  /** Measures values, one at least. */
  public static Standardisation of(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    double variance = squares / values.length - mean * mean;
    boolean even = !(variance > ROUNDING * mean * mean);
    return new Standardisation(mean, even ? 0 : 1 / Math.sqrt(variance));
  }
}
