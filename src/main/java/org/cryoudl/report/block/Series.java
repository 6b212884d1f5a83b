package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Numbers in a chart under one name. Arrays are copied in and out; values that are not finite leave
 * a gap.
 *
 * @param name in the legend
 * @param kind how they are drawn
 * @param x positions; the middles of bars
 * @param y values, as many
 * @param interval how sure each value is, if that is known
 */
public record Series(
    String name,
    Kind kind,
    double[] x,
    double[] y,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Interval> interval) {

  /** How a series is drawn. */
  public enum Kind {
    LINE,
    DASHED,
    /** A line with its points marked. */
    MARKED,
    /** A line that keeps its value until the next position. */
    STEPS,
    POINTS,
    BARS
  }

  /**
   * Ends of an interval about each value, drawn as whiskers. Arrays are copied in and out.
   *
   * @param along which coordinate they are of
   * @param low lower ends
   * @param high upper ends, as many
   */
  public record Interval(Along along, double[] low, double[] high) {

    /** A coordinate. */
    public enum Along {
      X,
      Y
    }

    public Interval {
      if (low.length != high.length) {
        throw new IllegalArgumentException(
            "an interval has " + low.length + " lower and " + high.length + " upper ends");
      }
      low = low.clone();
      high = high.clone();
    }

    @Override
    public double[] low() {
      return low.clone();
    }

    @Override
    public double[] high() {
      return high.clone();
    }
  }

  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "series '" + name + "' has " + x.length + " positions and " + y.length + " values");
    }
    if (interval.isPresent() && interval.get().low().length != x.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "series '%s' has %d values and %d intervals",
              name,
              x.length,
              interval.get().low().length));
    }
    x = x.clone();
    y = y.clone();
  }

  /** A series of values that are taken as they are. */
  public Series(String name, Kind kind, double[] x, double[] y) {
    this(name, kind, x, y, Optional.empty());
  }

  /** The same series with whiskers. */
  public Series withInterval(Interval.Along along, double[] low, double[] high) {
    return new Series(name, kind, x, y, Optional.of(new Interval(along, low, high)));
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
