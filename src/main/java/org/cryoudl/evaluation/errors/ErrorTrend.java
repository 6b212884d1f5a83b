package org.cryoudl.evaluation.errors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Errors against something else known of each particle: as many particles in every bin, in order of
 * that quantity.
 *
 * @param bins from the smallest values to the largest
 */
public record ErrorTrend(List<Bin> bins) {

  private static final int BINS = 5;

  public ErrorTrend {
    bins = List.copyOf(bins);
  }

  /**
   * Some particles of similar value.
   *
   * @param from least value
   * @param to largest value
   * @param particles how many
   * @param meanErrorDegrees mean size of their angle errors
   */
  public record Bin(double from, double to, int particles, Estimate meanErrorDegrees) {}

  /**
   * The trend of errors with a quantity.
   *
   * @param values one a particle
   * @param sizes size of each particle's error in degrees
   */
  public static ErrorTrend of(double[] values, double[] sizes, Bootstrap bootstrap) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int count = Math.min(BINS, order.length);
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < count; b++) {
      int from = b * order.length / count;
      int to = (b + 1) * order.length / count;
      double[] errors = IntStream.range(from, to).mapToDouble(k -> sizes[order[k]]).toArray();
      bins.add(
          new Bin(values[order[from]], values[order[to - 1]], to - from, bootstrap.mean(errors)));
    }
    return new ErrorTrend(bins);
  }
}
