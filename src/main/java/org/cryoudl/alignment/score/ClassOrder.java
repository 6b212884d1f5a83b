package org.cryoudl.alignment.score;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;

/**
 * The order in which classes are shown: the best score first, of equal scores the lower number.
 * Files keep the classes in the order of their numbers.
 */
public final class ClassOrder {

  private ClassOrder() {}

  /** Indices, from 0, of the classes that hold particles. */
  public static List<Integer> bestFirst(Alignment alignment) {
    double[] score =
        IntStream.range(0, alignment.views().size())
            .mapToDouble(k -> ClassQuality.of(alignment, k).value())
            .toArray();
    return IntStream.range(0, score.length)
        .filter(k -> !alignment.views().get(k).isEmpty())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> -score[k]).thenComparing(k -> k))
        .toList();
  }
}
