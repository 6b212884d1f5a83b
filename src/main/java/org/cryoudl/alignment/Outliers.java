package org.cryoudl.alignment;

import java.util.Arrays;

/**
 * Tells particles that do not belong to a set: those that show the average much more weakly than
 * the others (noise, other views, other specimens), and those that hold much more or less than the
 * average and noise (contamination, carbon). Both are judged by medians, which a minority of such
 * particles cannot move, and by what chance allows.
 */
final class Outliers {

  /** One-sided: chance takes this for 5 in 10,000 particles. */
  private static final double WEAK = -3.3;

  /** Two-sided: chance takes this for 1 in 100,000, more where tails are heavy. */
  private static final double MISFIT = 4.5;

  /** From a normal distribution's median absolute deviation to its standard deviation. */
  private static final double MAD = 1.4826;

  private Outliers() {}

  /**
   * How strongly particles show the average, robustly.
   *
   * @param median scale
   * @param spread standard deviation of the true scales, without that of their estimates
   */
  record Scales(double median, double spread) {

    static Scales of(double[] scale, double[] error) {
      double middle = Outliers.median(scale);
      double deviation =
          MAD * Outliers.median(Arrays.stream(scale).map(s -> Math.abs(s - middle)).toArray());
      double noise = Outliers.median(error);
      return new Scales(middle, Math.sqrt(Math.max(0, deviation * deviation - noise * noise)));
    }

    /** A scale drawn to the median as far as its error says. */
    double shrunk(double scale, double error) {
      double trust = spread * spread / (spread * spread + error * error);
      return Double.isFinite(error) ? median + trust * (scale - median) : median;
    }

    /** How many standard deviations a scale lies from the median. */
    double z(double scale, double error) {
      return Double.isFinite(error)
          ? (scale - median) / Math.sqrt(spread * spread + error * error)
          : Double.NEGATIVE_INFINITY;
    }
  }

  /**
   * Decides.
   *
   * <p>Scales are taken in units of the particle's own noise, so that a particle whose grey values
   * are all stronger or weaker is not taken for another.
   *
   * @param scale how strongly each particle shows an average without it
   * @param error standard errors of the scales
   * @param misfit mean square of each particle's residual, whitened
   */
  static boolean[] find(double[] scale, double[] error, double[] misfit) {
    double[] relative = new double[scale.length];
    double[] relativeError = new double[scale.length];
    for (int i = 0; i < scale.length; i++) {
      double noise = Math.sqrt(Math.max(misfit[i], Double.MIN_NORMAL));
      relative[i] = scale[i] / noise;
      relativeError[i] = error[i] / noise;
    }
    Scales scales = Scales.of(relative, relativeError);
    double middle = median(misfit);
    double deviation = MAD * median(Arrays.stream(misfit).map(m -> Math.abs(m - middle)).toArray());
    boolean[] outlier = new boolean[scale.length];
    for (int i = 0; i < outlier.length; i++) {
      boolean weak = scales.z(relative[i], relativeError[i]) < WEAK;
      outlier[i] = weak || Math.abs(misfit[i] - middle) > MISFIT * deviation;
    }
    return outlier;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
