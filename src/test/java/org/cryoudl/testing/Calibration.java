package org.cryoudl.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;

/**
 * Stated probabilities beside what came true: of all cases stated with about one probability, that
 * share must be right.
 */
public final class Calibration {

  /** Deviations of a binomial share that chance explains. */
  private static final double DEVIATIONS = 3;

  private final int bins;
  private final double[] stated;
  private final double[] right;
  private final int[] count;

  /**
   * @param bins of equal width between 0 and 1
   */
  public Calibration(int bins) {
    this.bins = bins;
    stated = new double[bins];
    right = new double[bins];
    count = new int[bins];
  }

  /** Adds a case. */
  public void add(double probability, boolean cameTrue) {
    add(probability, cameTrue ? 1 : 0);
  }

  /** Adds a case of which it is known how often it would come true. */
  public void add(double probability, double truth) {
    int bin = Math.min(bins - 1, (int) (probability * bins));
    stated[bin] += probability;
    right[bin] += truth;
    count[bin]++;
  }

  /** Adds all cases of another. */
  public void add(Calibration other) {
    for (int b = 0; b < bins; b++) {
      stated[b] += other.stated[b];
      right[b] += other.right[b];
      count[b] += other.count[b];
    }
  }

  /**
   * Fails if less comes true than is stated, beyond some slack and what chance explains, in any bin
   * that holds so many cases.
   */
  public void assertNoSurer(double slack, int least) {
    for (int b = 0; b < bins; b++) {
      if (count[b] >= least) {
        double p = stated[b] / count[b];
        double chance = 2 * Math.sqrt(p * (1 - p) / count[b]);
        assertTrue(right[b] / count[b] >= p - slack - chance, "\n" + table());
      }
    }
  }

  /** A line of Markdown for each bin. */
  public String table() {
    StringBuilder text = new StringBuilder("| bin | cases | stated | true |\n|---|---|---|---|\n");
    for (int b = 0; b < bins; b++) {
      if (count[b] > 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %.1f to %.1f | %d | %.3f | %.3f |\n",
                (double) b / bins,
                (b + 1.0) / bins,
                count[b],
                stated[b] / count[b],
                right[b] / count[b]));
      }
    }
    return text.toString();
  }

  /**
   * Fails unless the shares are those stated, in every bin, to what chance and a little more
   * explains.
   *
   * @param slack allowed beyond chance, for what is approximate in the probabilities
   */
  public void assertHolds(double slack) {
    for (int b = 0; b < bins; b++) {
      if (count[b] > 0) {
        double p = stated[b] / count[b];
        double chance = DEVIATIONS * Math.sqrt(Math.max(p * (1 - p), 0.25 / count[b]) / count[b]);
        assertEquals(p, right[b] / count[b], chance + slack, toString());
      }
    }
  }

  /** Fails unless at least so many cases fell into each of the bins from one to another. */
  public void assertFilled(int from, int to, int least) {
    for (int b = from; b <= to; b++) {
      assertTrue(count[b] >= least, "too few cases to tell: " + this);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int b = 0; b < bins; b++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d: stated %.3f, right %.3f; ",
              count[b],
              stated[b] / count[b],
              right[b] / count[b]));
    }
    return text.toString();
  }
}
