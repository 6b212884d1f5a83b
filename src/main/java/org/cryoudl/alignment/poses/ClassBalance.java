package org.cryoudl.alignment.poses;

import java.util.Arrays;

/**
 * Weights of classes with which all classes hold equally many particles, by their posteriors: one
 * side of Sinkhorn's scaling (Cuturi, NIPS 26 (2013) 2292), whose other side is that each
 * particle's posteriors add up to one. A class that attracts more than its share loses {@code log
 * (size * classes / particles)} of its log weight, round by round.
 */
public final class ClassBalance {

  /** The weights are worked out from at most so many particles, evenly spread. */
  private static final int PARTICLES = 4000;

  private static final int ROUNDS = 300;

  /** Sizes that differ from an even share by less than this part of it are equal. */
  private static final double EQUAL = 0.02;

  /** Sizes after a pass that need not be brought closer together. */
  private static final double NEARLY = 0.05;

  /** An empty class counts as this part of an even share, so that its weight stays finite. */
  private static final double LEAST = 1e-3;

  private ClassBalance() {}

  /** Whether sizes are nearly equal. */
  public static boolean isEven(double[] sizes) {
    double even = Arrays.stream(sizes).average().orElse(0);
    return Arrays.stream(sizes).allMatch(size -> Math.abs(size - even) <= NEARLY * even);
  }

  /**
   * The weights.
   *
   * @param logLikelihoods of the likeliest pose in each class, by particle
   * @param start log weights to start from, not changed
   * @return log weights whose exponentials add up to one
   */
  public static double[] logWeights(float[][] logLikelihoods, double[] start) {
    int count = Math.min(PARTICLES, logLikelihoods.length);
    float[][] some = new float[count][];
    Arrays.setAll(some, i -> logLikelihoods[(int) ((long) i * logLikelihoods.length / count)]);
    double[] logWeights = start.clone();
    double share = (double) count / logWeights.length;
    for (int round = 0; round < ROUNDS; round++) {
      double[] sizes = sizes(some, logWeights);
      double furthest = 0;
      for (int k = 0; k < sizes.length; k++) {
        double relative = sizes[k] / share;
        furthest = Math.max(furthest, Math.abs(relative - 1));
        logWeights[k] -= Math.log(Math.max(LEAST, relative));
      }
      normalise(logWeights);
      if (furthest < EQUAL) {
        break;
      }
    }
    return logWeights;
  }

  /** Sums of the posteriors of each class. */
  private static double[] sizes(float[][] logLikelihoods, double[] logWeights) {
    double[] sizes = new double[logWeights.length];
    double[] posterior = new double[logWeights.length];
    for (float[] own : logLikelihoods) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < sizes.length; k++) {
        posterior[k] = own[k] + logWeights[k];
        best = Math.max(best, posterior[k]);
      }
      double sum = 0;
      for (int k = 0; k < sizes.length; k++) {
        posterior[k] = Math.exp(posterior[k] - best);
        sum += posterior[k];
      }
      for (int k = 0; k < sizes.length; k++) {
        sizes[k] += posterior[k] / sum;
      }
    }
    return sizes;
  }

  private static void normalise(double[] logWeights) {
    double best = Arrays.stream(logWeights).max().orElseThrow();
    double sum = Arrays.stream(logWeights).map(w -> Math.exp(w - best)).sum();
    for (int k = 0; k < logWeights.length; k++) {
      logWeights[k] -= best + Math.log(sum);
    }
  }
}
