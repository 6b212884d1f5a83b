package org.cryoudl.statistics;

import java.util.Arrays;

/** Location and spread of numbers, of which a minority of outliers takes no notice. */
public final class Robust {

  /** From a normal distribution's median absolute deviation to its standard deviation. */
  public static final double NORMAL_OVER_MAD = 1.4826;

  private Robust() {}

  /** The upper median: of an even number of values the larger of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The lower median: of an even number of values the smaller of the two in the middle. */
  public static double lowerMedian(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(sorted.length - 1) / 2];
  }

  /** The standard deviation, estimated from the median absolute deviation. */
  public static double deviation(double[] values) {
    double middle = median(values);
    return NORMAL_OVER_MAD
        * median(Arrays.stream(values).map(value -> Math.abs(value - middle)).toArray());
  }
}
