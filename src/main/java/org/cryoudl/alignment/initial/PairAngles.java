package org.cryoudl.alignment.initial;

import java.util.Locale;

/**
 * Angles between pairs of images of one set, each modulo 180 degrees, from whatever compared them.
 *
 * <p>{@code degrees[p]} is the turn that brings image {@code second[p]} onto image {@code
 * first[p]}, so {@code degrees = psi(second) - psi(first)} where psi turns each image onto a frame
 * that all share. Every pair is named once; the other direction follows.
 *
 * @param images how many images the set has
 * @param first 0-based image of each pair that the angle is measured against
 * @param second 0-based image of each pair that is turned
 * @param degrees the turn, modulo 180
 * @param weight how much is known about it, not negative: the length of the mean of {@code exp(2 i
 *     angle)} over its distribution, 1 for a sure angle and 0 for one that may be any
 */
public record PairAngles(int images, int[] first, int[] second, double[] degrees, double[] weight) {

  public PairAngles {
    int pairs = first.length;
    if (second.length != pairs || degrees.length != pairs || weight.length != pairs) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "pairs need as many second images, angles and weights as first images, got %d, %d, %d, %d",
              second.length,
              degrees.length,
              weight.length,
              pairs));
    }
    for (int p = 0; p < pairs; p++) {
      if (Math.min(first[p], second[p]) < 0
          || Math.max(first[p], second[p]) >= images
          || first[p] == second[p]) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a pair must name two of %d images, got %d and %d",
                images,
                first[p],
                second[p]));
      }
      if (!(weight[p] >= 0) || !Double.isFinite(weight[p] + degrees[p])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a pair needs a finite angle and a weight of 0 or more, got %s and %s",
                degrees[p],
                weight[p]));
      }
    }
  }

  /** Number of pairs. */
  public int pairs() {
    return first.length;
  }
}
