package org.cryoudl.evaluation.classes;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.random.KeyedRandom;

/**
 * In-plane errors of pairs of particles of one class that look from nearly the same direction.
 * Their median is exact; for intervals a random part of at most about 200,000 pairs is kept.
 */
final class PairErrors {

  private static final double MOST_KEPT = 200_000;

  /** Bins of the errors, which lie from 0 to 180 degrees. */
  private static final int BINS = 1 << 16;

  private final double median;
  private final int[] first;
  private final int[] second;
  private final double[] errors;

  private PairErrors(double median, int[] first, int[] second, double[] errors) {
    this.median = median;
    this.first = first;
    this.second = second;
    this.errors = errors;
  }

  static PairErrors of(List<ViewGroup> groups) {
    // The middle of very many values without keeping them: count them in bins, then keep those of
    // the bins that hold the middle.
    long[] bins = new long[BINS];
    groups.forEach(group -> group.pairs((i, j, error) -> bins[bin(error)]++));
    long count = Arrays.stream(bins).sum();
    long below = 0;
    int lower = 0;
    while (lower < BINS - 1 && below + bins[lower] <= (count - 1) / 2) {
      below += bins[lower++];
    }
    int upper = lower;
    long upTo = below + bins[lower];
    while (upper < BINS - 1 && upTo <= count / 2) {
      upTo += bins[++upper];
    }
    int first = lower;
    int last = upper;
    double share = Math.min(1, MOST_KEPT / Math.max(1, count));
    SplittableRandom random = KeyedRandom.of(1, "pairs kept", 0);
    IntStream.Builder left = IntStream.builder();
    IntStream.Builder right = IntStream.builder();
    Buffer kept = new Buffer();
    Buffer middle = new Buffer();
    for (ViewGroup group : groups) {
      group.pairs(
          (i, j, error) -> {
            if (bin(error) >= first && bin(error) <= last) {
              middle.add(error);
            }
            if (share >= 1 || random.nextDouble() < share) {
              left.add(i);
              right.add(j);
              kept.add(error);
            }
          });
    }
    double[] near = middle.values();
    Arrays.sort(near);
    double median =
        count == 0
            ? Double.NaN
            : (near[(int) ((count - 1) / 2 - below)] + near[(int) (count / 2 - below)]) / 2;
    int[] i = left.build().toArray();
    int[] j = right.build().toArray();
    double[] unsorted = kept.values();
    int[] order =
        IntStream.range(0, i.length)
            .boxed()
            .sorted((a, b) -> Double.compare(unsorted[a], unsorted[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new PairErrors(
        median,
        Arrays.stream(order).map(o -> i[o]).toArray(),
        Arrays.stream(order).map(o -> j[o]).toArray(),
        Arrays.stream(order).mapToDouble(o -> unsorted[o]).toArray());
  }

  private static int bin(double degrees) {
    return (int) Math.min(BINS - 1, degrees / 180 * BINS);
  }

  /** The median over all pairs in degrees; NaN if there are none. */
  double median() {
    return median;
  }

  /** The median where each particle counts so often. */
  double median(int[] weights) {
    long total = 0;
    for (int p = 0; p < errors.length; p++) {
      total += (long) weights[first[p]] * weights[second[p]];
    }
    long passed = 0;
    for (int p = 0; p < errors.length; p++) {
      passed += (long) weights[first[p]] * weights[second[p]];
      if (2 * passed >= total && total > 0) {
        return errors[p];
      }
    }
    return Double.NaN;
  }

  /** A growing list of numbers. */
  private static final class Buffer {

    private double[] values = new double[1024];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(2, count));
      }
      values[count++] = value;
    }

    double[] values() {
      return Arrays.copyOf(values, count);
    }
  }
}
