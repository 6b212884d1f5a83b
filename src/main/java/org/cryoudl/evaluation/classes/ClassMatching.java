package org.cryoudl.evaluation.classes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Two classifications of the same particles: which classes are the same, and how far both agree.
 * Classes are matched one to one so that as many particles as possible are in matching classes; a
 * class without a particle in common with its match stays alone.
 *
 * @param particles how many both sort
 * @param pairs classes that match, the largest overlap first
 * @param onlyFirst classes of the first that match none
 * @param onlySecond classes of the second that match none
 * @param inMatching particles in matching classes
 * @param adjustedRandIndex 1 for the same partition, 0 on average for independent ones (Hubert and
 *     Arabie, J. Classif. 2 (1985) 193)
 */
public record ClassMatching(
    int particles,
    List<Pair> pairs,
    List<Integer> onlyFirst,
    List<Integer> onlySecond,
    int inMatching,
    double adjustedRandIndex) {

  /**
   * Two classes that match.
   *
   * @param first number of the class in the first classification
   * @param second its number in the second
   * @param firstSize particles in it in the first
   * @param secondSize particles in it in the second
   * @param shared particles in both
   */
  public record Pair(int first, int second, int firstSize, int secondSize, int shared) {

    /** Particles in both over particles in either (Jaccard). */
    public double overlap() {
      return (double) shared / (firstSize + secondSize - shared);
    }
  }

  /**
   * Matches.
   *
   * @param first class of each particle, any numbers
   * @param second class of the same particles in the other classification
   */
  public static ClassMatching of(int[] first, int[] second) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "two classifications must be of as many particles and at least 1, got %d and %d",
              first.length,
              second.length));
    }
    int[] numbersA = Arrays.stream(first).sorted().distinct().toArray();
    int[] numbersB = Arrays.stream(second).sorted().distinct().toArray();
    long[][] counts = new long[numbersA.length][numbersB.length];
    for (int i = 0; i < first.length; i++) {
      counts[Arrays.binarySearch(numbersA, first[i])][Arrays.binarySearch(numbersB, second[i])]++;
    }
    long[] rows = Arrays.stream(counts).mapToLong(row -> Arrays.stream(row).sum()).toArray();
    long[] columns = new long[numbersB.length];
    for (long[] row : counts) {
      for (int b = 0; b < columns.length; b++) {
        columns[b] += row[b];
      }
    }
    int[] matched = Assignment.largest(counts);
    List<Pair> pairs = new ArrayList<>();
    List<Integer> onlyFirst = new ArrayList<>();
    List<Integer> onlySecond = new ArrayList<>(Arrays.stream(numbersB).boxed().toList());
    for (int a = 0; a < numbersA.length; a++) {
      int b = matched[a];
      if (b >= 0 && counts[a][b] > 0) {
        onlySecond.remove(Integer.valueOf(numbersB[b]));
        pairs.add(
            new Pair(
                numbersA[a], numbersB[b], (int) rows[a], (int) columns[b], (int) counts[a][b]));
      } else {
        onlyFirst.add(numbersA[a]);
      }
    }
    pairs.sort(Comparator.comparingInt(Pair::shared).reversed().thenComparing(Pair::first));
    return new ClassMatching(
        first.length,
        List.copyOf(pairs),
        List.copyOf(onlyFirst),
        List.copyOf(onlySecond),
        pairs.stream().mapToInt(Pair::shared).sum(),
        adjustedRandIndex(counts, rows, columns, first.length));
  }

  private static double adjustedRandIndex(
      long[][] counts, long[] rows, long[] columns, long particles) {
    double together = 0;
    for (long[] row : counts) {
      together += Arrays.stream(row).mapToDouble(ClassMatching::pairsOf).sum();
    }
    double inFirst = Arrays.stream(rows).mapToDouble(ClassMatching::pairsOf).sum();
    double inSecond = Arrays.stream(columns).mapToDouble(ClassMatching::pairsOf).sum();
    double expected = particles < 2 ? 0 : inFirst * inSecond / pairsOf(particles);
    double most = (inFirst + inSecond) / 2;
    // Both all one class, or both all alone: the same partition.
    return most == expected ? 1 : (together - expected) / (most - expected);
  }

  private static double pairsOf(long n) {
    return n * (n - 1) / 2.0;
  }
}
