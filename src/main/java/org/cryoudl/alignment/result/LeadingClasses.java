package org.cryoudl.alignment.result;

import java.util.stream.IntStream;

/**
 * The classes that each particle may belong to: its own first, then the others by falling
 * probability, at most {@link #MOST} in all, the others only from {@link #LEAST} on.
 *
 * @param classIndex by particle: classes, as in {@link Alignment#views}
 * @param probability of each
 * @param psiDegrees turn onto the average of each, in RELION's convention; NaN where the search
 *     kept none
 */
public record LeadingClasses(int[][] classIndex, float[][] probability, float[][] psiDegrees) {

  /** Classes of a particle at most. */
  public static final int MOST = 3;

  /** Least probability of a class that is not the particle's own. */
  public static final double LEAST = 0.01;

  /**
   * The leading classes by their posteriors.
   *
   * @param own class of a particle
   * @param shares posteriors of all classes
   * @return indices of classes, the own one first
   */
  public static int[] choose(int own, float[] shares) {
    return IntStream.concat(
            IntStream.of(own),
            IntStream.range(0, shares.length)
                .filter(k -> k != own && shares[k] >= LEAST)
                .boxed()
                .sorted(
                    (a, b) ->
                        shares[a] == shares[b]
                            ? Integer.compare(a, b)
                            : Float.compare(shares[b], shares[a]))
                .mapToInt(Integer::intValue)
                .limit(MOST - 1))
        .toArray();
  }
}
