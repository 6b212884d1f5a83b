package org.cryoudl.report;

import java.util.Arrays;

/**
 * Numbers in a chart under one name. Arrays are copied in and out; values that are not finite leave
 * a gap.
 *
 * @param name in the legend
 * @param kind how they are drawn
 * @param x positions; the middles of bars
 * @param y values, as many
 */
public record Series(String name, Kind kind, double[] x, double[] y) {

  /** How a series is drawn. */
  public enum Kind {
    LINE,
    DASHED,
    /** A line that keeps its value until the next position. */
    STEPS,
    POINTS,
    BARS
  }

  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "series '" + name + "' has " + x.length + " positions and " + y.length + " values");
    }
    x = x.clone();
    y = y.clone();
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }

  public static Series line(String name, double[] x, double[] y) {
    return new Series(name, Kind.LINE, x, y);
  }

  /**
   * How many values fall into each of equally wide bins. Values beyond the range count in the first
   * or last bin; the upper edge belongs to the last. What is not finite is left out.
   *
   * @param from lower edge of the first bin
   * @param to upper edge of the last, greater
   * @param bins at least 1
   */
  public static Series histogram(String name, double[] values, double from, double to, int bins) {
    double width = (to - from) / bins;
    double[] middles = new double[bins];
    double[] counts = new double[bins];
    for (int b = 0; b < bins; b++) {
      middles[b] = from + (b + 0.5) * width;
    }
    for (double value : values) {
      if (Double.isFinite(value)) {
        counts[(int) Math.max(0, Math.min(bins - 1, Math.floor((value - from) / width)))]++;
      }
    }
    return new Series(name, Kind.BARS, middles, counts);
  }

  /**
   * The share of values at or below each of them, rising to 1.
   *
   * @param values at least one, finite; not changed
   */
  public static Series cumulative(String name, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] share = new double[sorted.length];
    for (int i = 0; i < share.length; i++) {
      share[i] = (i + 1.0) / share.length;
    }
    return new Series(name, Kind.STEPS, sorted, share);
  }
}
