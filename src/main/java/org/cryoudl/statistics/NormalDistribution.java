package org.cryoudl.statistics;

/** The standard normal distribution. */
public final class NormalDistribution {

  /** Share of the distribution within one standard deviation of its mean. */
  public static final double WITHIN_ONE_DEVIATION = 0.6827;

  private NormalDistribution() {}

  /** The normal distribution function (Abramowitz and Stegun 26.2.17, error below 8e-8). */
  public static double cumulative(double x) {
    double t = 1 / (1 + 0.2316419 * Math.abs(x));
    double tail =
        Math.exp(-x * x / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x < 0 ? tail : 1 - tail;
  }
}
