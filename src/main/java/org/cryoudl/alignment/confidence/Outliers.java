package org.cryoudl.alignment.confidence;

import org.cryoudl.statistics.Robust;

/**
 * Finds particles that do not belong to a set: those that show the average much more weakly than
 * the others (noise, other views, other specimens), and those that hold much more or less than the
 * average and noise (contamination, carbon). Both are compared with medians, which a minority of
 * such particles cannot move, and by what chance allows.
 */
public final class Outliers {

  /** One-sided: chance takes this for 5 in 10,000 particles. */
  private static final double WEAK = -3.3;

  /** One-sided, for correlations, whose tails are heavier because defocus differs. */
  private static final double UNLIKE = -4;

  /** Two-sided: chance takes this for 1 in 100,000, more where tails are heavy. */
  private static final double MISFIT = 4.5;

  private Outliers() {}

  /**
   * How strongly particles show the average, robustly.
   *
   * @param median scale
   * @param spread standard deviation of the true scales, without that of their estimates
   */
  record Scales(double median, double spread) {

    static Scales of(double[] scale, double[] error) {
      double middle = Robust.median(scale);
      double deviation = Robust.deviation(scale);
      double noise = Robust.median(error);
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
   * What a set's particles are like, for comparison.
   *
   * <p>Scales are taken in units of the particle's own noise, so that a particle whose grey values
   * are all stronger or weaker is not taken for another.
   *
   * @param scales of all particles, each over the root of its misfit
   * @param middle median misfit
   * @param deviation standard deviation of the misfit, robustly
   * @param correlation median correlation with an average without the particle
   * @param correlationDeviation its standard deviation, robustly
   */
  record Rule(
      Scales scales,
      double middle,
      double deviation,
      double correlation,
      double correlationDeviation) {

    /**
     * Makes it from a set.
     *
     * @param scale how strongly each particle shows an average without it
     * @param error standard errors of the scales
     * @param misfit mean square of each particle's residual, whitened
     * @param correlation of each particle with that average
     */
    static Rule of(double[] scale, double[] error, double[] misfit, double[] correlation) {
      double[] relative = new double[scale.length];
      double[] relativeError = new double[scale.length];
      for (int i = 0; i < scale.length; i++) {
        relative[i] = scale[i] / noise(misfit[i]);
        relativeError[i] = error[i] / noise(misfit[i]);
      }
      return new Rule(
          Scales.of(relative, relativeError),
          Robust.median(misfit),
          Robust.deviation(misfit),
          Robust.median(correlation),
          Robust.deviation(correlation));
    }

    /** Whether a particle hardly belongs to the set. */
    boolean rejects(double scale, double error, double misfit, double correlated) {
      boolean weak = scales.z(scale / noise(misfit), error / noise(misfit)) < WEAK;
      boolean unlike = correlated - correlation < UNLIKE * correlationDeviation;
      return weak || unlike || Math.abs(misfit - middle) > MISFIT * deviation;
    }

    private static double noise(double misfit) {
      return Math.sqrt(Math.max(misfit, Double.MIN_NORMAL));
    }
  }

  /** Decides for every particle of a set; see {@link Rule#of}. */
  static boolean[] find(double[] scale, double[] error, double[] misfit, double[] correlation) {
    Rule rule = Rule.of(scale, error, misfit, correlation);
    boolean[] outlier = new boolean[scale.length];
    for (int i = 0; i < outlier.length; i++) {
      outlier[i] = rule.rejects(scale[i], error[i], misfit[i], correlation[i]);
    }
    return outlier;
  }
}
