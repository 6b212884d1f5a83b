package org.cryoudl.training.cartesian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.failure.DataException;
import org.cryoudl.random.KeyedRandom;

/**
 * Which pairs each step sees: all of a stack in an order of chance, epoch after epoch. Pair-wise,
 * image i and image i + 1, cyclically; jointly, the first image and every other. A step's pairs
 * depend on seed and step alone. Steps are filled across the end of an epoch.
 */
final class CartesianPairs {

  private final int size;
  private final boolean cyclic;
  private final int pairsPerStep;
  private final long seed;
  private long shuffledEpoch = -1;
  private int[] order = {};

  /**
   * Pairs of a stack.
   *
   * @param size number of images
   * @param cyclic whether each image meets the next; otherwise the first meets all others
   * @throws DataException if there are fewer than two
   */
  CartesianPairs(int size, boolean cyclic, int pairsPerStep, long seed) {
    if (size < 2) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "training compares two images at least, but the stack holds %d; name more particles",
              size));
    }
    this.size = size;
    this.cyclic = cyclic;
    this.pairsPerStep = pairsPerStep;
    this.seed = seed;
  }

  /** Pairs in an epoch. */
  int count() {
    return cyclic ? size : size - 1;
  }

  /** The pairs of a step, counted from 0. */
  CartesianBatch batch(long step) {
    Map<Integer, Integer> positions = new LinkedHashMap<>();
    int[] first = new int[pairsPerStep];
    int[] second = new int[pairsPerStep];
    float[] firstTurn = new float[pairsPerStep];
    float[] secondTurn = new float[pairsPerStep];
    for (int i = 0; i < pairsPerStep; i++) {
      long number = step * pairsPerStep + i;
      int pair = shuffled(number / count())[(int) (number % count())];
      first[i] = position(positions, cyclic ? pair : 0);
      second[i] = position(positions, (pair + 1) % size);
      SplittableRandom random = KeyedRandom.of(seed, "turns", number);
      firstTurn[i] = (float) (360 * random.nextDouble());
      secondTurn[i] = (float) (360 * random.nextDouble());
    }
    List<Integer> images = new ArrayList<>(positions.keySet());
    return new CartesianBatch(
        images.stream().mapToInt(Integer::intValue).toArray(),
        first,
        second,
        firstTurn,
        secondTurn,
        step,
        1 + step * pairsPerStep / count());
  }

  private static int position(Map<Integer, Integer> positions, int image) {
    Integer next = positions.size();
    Integer before = positions.putIfAbsent(image, next);
    return before == null ? next : before;
  }

  private int[] shuffled(long epoch) {
    if (epoch != shuffledEpoch) {
      SplittableRandom random = KeyedRandom.of(seed, "epoch", epoch);
      order = new int[count()];
      for (int i = 0; i < order.length; i++) {
        int at = random.nextInt(i + 1);
        order[i] = order[at];
        order[at] = i;
      }
      shuffledEpoch = epoch;
    }
    return order;
  }
}
