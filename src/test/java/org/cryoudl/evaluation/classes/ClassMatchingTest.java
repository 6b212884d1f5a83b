package org.cryoudl.evaluation.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.random.KeyedRandom;
import org.junit.jupiter.api.Test;

class ClassMatchingTest {

  @Test
  void theSamePartitionUnderOtherNumbersMatchesFully() {
    ClassMatching found =
        ClassMatching.of(new int[] {1, 1, 2, 2, 3}, new int[] {30, 30, 10, 10, 20});
    assertEquals(1, found.adjustedRandIndex(), 1e-12);
    assertEquals(5, found.inMatching());
    assertEquals(new ClassMatching.Pair(1, 30, 2, 2, 2), found.pairs().get(0));
    assertEquals(1, found.pairs().get(0).overlap(), 0);
    assertEquals(List.of(), found.onlyFirst());
  }

  /**
   * Worked by hand. Counts: (2, 1), (0, 3): pairs together 1 + 0 + 0 + 3 = 4; pairs within rows 3 +
   * 3 = 6, within columns 1 + 6 = 7, of 15 in all: (4 - 42 / 15) / (6.5 - 42 / 15) = 12 / 37.
   */
  @Test
  void theAdjustedRandIndexOfASmallExample() {
    ClassMatching found =
        ClassMatching.of(new int[] {1, 1, 1, 2, 2, 2}, new int[] {1, 1, 2, 2, 2, 2});
    assertEquals(12.0 / 37, found.adjustedRandIndex(), 1e-12);
    assertEquals(5, found.inMatching());
    assertEquals(0.75, found.pairs().get(0).overlap(), 1e-12);
  }

  @Test
  void independentPartitionsHaveAnIndexNearZero() {
    int[] a = new int[20_000];
    int[] b = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = KeyedRandom.of(1, "a", i).nextInt(8);
      b[i] = KeyedRandom.of(1, "b", i).nextInt(5);
    }
    assertEquals(0, ClassMatching.of(a, b).adjustedRandIndex(), 0.001);
  }

  @Test
  void oneClassOnBothSidesIsTheSamePartition() {
    assertEquals(1, ClassMatching.of(new int[] {1, 1}, new int[] {2, 2}).adjustedRandIndex(), 0);
    assertEquals(1, ClassMatching.of(new int[] {1, 2}, new int[] {2, 1}).adjustedRandIndex(), 0);
  }

  @Test
  void classesWithoutAPartnerStayAlone() {
    ClassMatching found = ClassMatching.of(new int[] {1, 1, 2, 3}, new int[] {5, 5, 5, 5});
    assertEquals(1, found.pairs().size());
    assertEquals(List.of(2, 3), found.onlyFirst());
    assertEquals(2, found.inMatching());
  }

  /** Greedy matching would take 10 and be left with 1; the best sum is 9 + 9. */
  @Test
  void theSumIsLargestNotTheFirstPair() {
    assertEquals(List.of(1, 0), list(Assignment.largest(new long[][] {{10, 9}, {9, 1}})));
  }

  @Test
  void assignmentsAreAsGoodAsTheBestOfAllPermutations() {
    for (int trial = 0; trial < 200; trial++) {
      var random = KeyedRandom.of(4, "table", trial);
      int rows = 1 + random.nextInt(6);
      int columns = 1 + random.nextInt(6);
      long[][] values = new long[rows][columns];
      for (long[] row : values) {
        for (int c = 0; c < columns; c++) {
          row[c] = random.nextInt(20);
        }
      }
      int[] found = Assignment.largest(values);
      long sum = 0;
      boolean[] used = new boolean[columns];
      int assigned = 0;
      for (int r = 0; r < rows; r++) {
        if (found[r] >= 0) {
          assertEquals(false, used[found[r]], "a column twice");
          used[found[r]] = true;
          sum += values[r][found[r]];
          assigned++;
        }
      }
      assertEquals(Math.min(rows, columns), assigned);
      assertEquals(best(values, 0, new boolean[columns]), sum, "trial " + trial);
    }
  }

  /** The largest sum by trying everything, rows left out included. */
  private static long best(long[][] values, int row, boolean[] used) {
    if (row == values.length) {
      return 0;
    }
    long best = best(values, row + 1, used);
    for (int c = 0; c < used.length; c++) {
      if (!used[c]) {
        used[c] = true;
        best = Math.max(best, values[row][c] + best(values, row + 1, used));
        used[c] = false;
      }
    }
    return best;
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
