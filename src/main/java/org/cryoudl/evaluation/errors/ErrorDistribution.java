package org.cryoudl.evaluation.errors;

import java.util.Arrays;

/**
 * How sizes of errors are distributed, with 95 % bootstrap intervals.
 *
 * @param mean mean size
 * @param median median size
 * @param rms root of the mean square
 * @param above1 share above 1 degree, 0 to 1
 * @param above3 share above 3 degrees
 * @param above10 share above 10 degrees
 * @param histogramEdges edges of the histogram's bins in degrees, one more than counts
 * @param histogramCounts errors in each bin; the last one takes all that are larger
 * @param cumulativeSizes sizes in degrees at which the cumulative curve is given
 * @param cumulativeShares share of the errors of at most these sizes
 */
public record ErrorDistribution(
    Estimate mean,
    Estimate median,
    Estimate rms,
    Estimate above1,
    Estimate above3,
    Estimate above10,
    double[] histogramEdges,
    int[] histogramCounts,
    double[] cumulativeSizes,
    double[] cumulativeShares) {

  private static final int BINS = 40;
  private static final int POINTS = 60;
  private static final double LEAST_SIZE = 0.01;

  /** Bins reach to this many medians, and no farther than the largest error. */
  private static final double REACH = 6;

  /**
   * The distribution of sizes of errors.
   *
   * @param sizes degrees, at least one, not changed
   */
  public static ErrorDistribution of(double[] sizes, Bootstrap bootstrap) {
    Estimate median = bootstrap.median(sizes);
    double largest = Math.max(LEAST_SIZE, Arrays.stream(sizes).max().orElse(0));
    double reach = Math.max(LEAST_SIZE, Math.min(largest, REACH * median.value()));
    double[] edges = new double[BINS + 1];
    int[] counts = new int[BINS];
    for (int b = 0; b <= BINS; b++) {
      edges[b] = reach * b / BINS;
    }
    for (double size : sizes) {
      counts[Math.min(BINS - 1, (int) (size / reach * BINS))]++;
    }
    double[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double[] at = new double[POINTS];
    double[] shares = new double[POINTS];
    for (int p = 0; p < POINTS; p++) {
      at[p] = LEAST_SIZE * Math.pow(largest / LEAST_SIZE, p / (POINTS - 1.0));
      shares[p] = atMost(sorted, p == POINTS - 1 ? largest : at[p]) / (double) sizes.length;
    }
    return new ErrorDistribution(
        bootstrap.mean(sizes),
        median,
        bootstrap.rms(sizes),
        bootstrap.shareAbove(sizes, 1),
        bootstrap.shareAbove(sizes, 3),
        bootstrap.shareAbove(sizes, 10),
        edges,
        counts,
        at,
        shares);
  }

  private static int atMost(double[] sorted, double limit) {
    int count = 0;
    while (count < sorted.length && sorted[count] <= limit) {
      count++;
    }
    return count;
  }
}
