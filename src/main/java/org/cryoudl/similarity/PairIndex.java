package org.cryoudl.similarity;

/** Where a pair stands in a list of all pairs: (0, 1), (0, 2), ..., (1, 2), ... */
final class PairIndex {

  private PairIndex() {}

  /** How many pairs so many averages have. */
  static int pairs(int count) {
    return Math.toIntExact((long) count * (count - 1) / 2);
  }

  /** The place of a pair. */
  static int of(int i, int j, int count) {
    if (i == j) {
      throw new IllegalArgumentException("average " + i + " is no pair with itself");
    }
    int low = Math.min(i, j);
    int high = Math.max(i, j);
    return (int) ((long) low * (2L * count - low - 1) / 2) + high - low - 1;
  }
}
