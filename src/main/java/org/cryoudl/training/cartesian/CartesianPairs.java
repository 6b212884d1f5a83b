package org.cryoudl.training.cartesian;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.random.KeyedRandom;

/**
 * Which pairs each step sees: all of a stack in an order of chance, epoch after epoch. Pair-wise,
 * image i and image i + 1, cyclically; jointly, the first image and every other; both within each
 * group of images that show the same. A step's pairs depend on seed and step alone. Steps are
 * filled across the end of an epoch.
 */
final class CartesianPairs {

  /** The two images of each pair. */
  private final int[] reference;

  private final int[] other;
  private final int pairsPerStep;
  private final long seed;
  private long shuffledEpoch = -1;
  private int[] order = {};

  /**
   * Pairs of a stack.
   *
   * @param groups number of the group of each image
   * @param cyclic whether each image meets the next of its group; otherwise the first meets all
   *     others
   * @throws DataException if no group has two
   */
  CartesianPairs(int[] groups, boolean cyclic, int pairsPerStep, long seed) {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    for (int i = 0; i < groups.length; i++) {
      members.computeIfAbsent(groups[i], number -> new ArrayList<>()).add(i);
    }
    List<int[]> pairs = new ArrayList<>();
    for (List<Integer> group : members.values()) {
      int size = group.size();
      for (int m = 0; size > 1 && m < (cyclic ? size : size - 1); m++) {
        pairs.add(new int[] {group.get(cyclic ? m : 0), group.get((m + 1) % size)});
      }
    }
    if (pairs.isEmpty()) {
      throw new DataException(
          members.size() < 2
              ? String.format(
                  Locale.ROOT,
                  "training compares two images at least, but the stack holds %d; name more"
                      + " particles",
                  groups.length)
              : String.format(
                  Locale.ROOT,
                  "training by class compares two images of a class at least, but each of the %d"
                      + " images has a class of its own; name more particles",
                  groups.length));
    }
    this.reference = pairs.stream().mapToInt(pair -> pair[0]).toArray();
    this.other = pairs.stream().mapToInt(pair -> pair[1]).toArray();
    this.pairsPerStep = pairsPerStep;
    this.seed = seed;
  }

  /** Pairs of images that all show the same. */
  CartesianPairs(int size, boolean cyclic, int pairsPerStep, long seed) {
    this(new int[size], cyclic, pairsPerStep, seed);
  }

  /** Pairs in an epoch. */
  int count() {
    return reference.length;
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
      first[i] = position(positions, reference[pair]);
      second[i] = position(positions, other[pair]);
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
