package org.cryoudl.pipeline.validation;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.random.Shuffle;

/**
 * Two parts of a set that were aligned without knowing of each other, and how well their averages
 * agree once one is brought into the other's frame.
 *
 * @param first alignment of the first part
 * @param second alignment of the second part
 * @param match of the second average with the first
 * @param rings ring correlation of the masked, matched averages
 */
record HalfSets(Alignment first, Alignment second, FrameMatch match, RingCorrelation rings) {

  /** Compares two alignments of the same box. */
  static HalfSets of(Alignment first, Alignment second, CircularMask mask) {
    FrameMatch match =
        FrameMatch.of(
            first.largestView().unfilteredAverage(),
            second.largestView().unfilteredAverage(),
            mask);
    Image other = match.applyTo(second.largestView().unfilteredAverage());
    RingCorrelation rings =
        RingCorrelation.of(first.largestView().unfilteredAverage(), other, mask);
    return new HalfSets(first, second, match, rings);
  }

  /** The second average in the first's frame, filtered as its own half allows. */
  Image secondAverage() {
    return match.applyTo(second.largestView().average());
  }

  /** Correlation of every particle of both parts with its own part's average. */
  double[] correlations() {
    return DoubleStream.concat(
            DoubleStream.of(first.particles().correlation()),
            DoubleStream.of(second.particles().correlation()))
        .toArray();
  }

  /** Deals the rows 0 to {@code size - 1} at random into parts of nearly equal size, in order. */
  static int[][] deal(int size, int parts, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    Shuffle.inPlace(order, new SplittableRandom(seed));
    int[][] dealt = new int[parts][];
    for (int p = 0; p < parts; p++) {
      int part = p;
      dealt[p] =
          IntStream.range(0, size)
              .filter(i -> i % parts == part)
              .map(i -> order[i])
              .sorted()
              .toArray();
    }
    return dealt;
  }
}
