package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.junit.jupiter.api.Test;

class CartesianPairsTest {

  @Test
  void everyCyclicPairComesOnceAnEpoch() {
    CartesianPairs pairs = new CartesianPairs(10, true, 5, 3);
    TreeMap<Integer, Integer> seen = new TreeMap<>();
    for (int step = 0; step < 4; step++) {
      CartesianBatch batch = pairs.batch(step);
      assertEquals(1 + step / 2, batch.epoch());
      for (int i = 0; i < 5; i++) {
        int x = batch.images()[batch.first()[i]];
        int y = batch.images()[batch.second()[i]];
        assertEquals((x + 1) % 10, y);
        seen.merge(x, 1, Integer::sum);
      }
    }
    assertEquals(10, seen.size());
    assertTrue(seen.values().stream().allMatch(count -> count == 2), seen.toString());
  }

  @Test
  void jointPairsCompareAllWithTheFirstWhichPassesTheBranchOnce() {
    CartesianPairs pairs = new CartesianPairs(10, false, 9, 3);
    CartesianBatch batch = pairs.batch(0);
    assertEquals(9, pairs.count());
    assertEquals(10, batch.images().length);
    for (int i = 0; i < 9; i++) {
      assertEquals(0, batch.images()[batch.first()[i]]);
    }
    assertEquals(9, java.util.Arrays.stream(batch.second()).distinct().count());
    assertEquals(2, pairs.batch(1).epoch());
  }

  /** Images 0, 2, 4 show one thing, 1 and 5 another, 3 a third. */
  @Test
  void pairsStayWithinTheirGroup() {
    int[] groups = {7, 8, 7, 9, 7, 8};
    assertEquals(
        Set.of(List.of(0, 2), List.of(2, 4), List.of(4, 0), List.of(1, 5), List.of(5, 1)),
        seen(new CartesianPairs(groups, true, 5, 3)));
    assertEquals(
        Set.of(List.of(0, 2), List.of(0, 4), List.of(1, 5)),
        seen(new CartesianPairs(groups, false, 3, 3)));
    assertThrows(DataException.class, () -> new CartesianPairs(new int[] {1, 2, 3}, true, 1, 3));
  }

  private static Set<List<Integer>> seen(CartesianPairs pairs) {
    CartesianBatch batch = pairs.batch(0);
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < pairs.count(); i++) {
      seen.add(List.of(batch.images()[batch.first()[i]], batch.images()[batch.second()[i]]));
    }
    return seen;
  }

  @Test
  void aStepDependsOnSeedAndStepAlone() {
    CartesianPairs once = new CartesianPairs(7, true, 4, 3);
    CartesianPairs again = new CartesianPairs(7, true, 4, 3);
    once.batch(0);
    once.batch(1);
    CartesianBatch expected = once.batch(5);
    CartesianBatch found = again.batch(5);
    assertArrayEquals(expected.images(), found.images());
    assertArrayEquals(expected.firstTurnDegrees(), found.firstTurnDegrees());
    float first = expected.firstTurnDegrees()[0];
    assertTrue(first != new CartesianPairs(7, true, 4, 4).batch(5).firstTurnDegrees()[0]);
    assertEquals(first - expected.secondTurnDegrees()[0], expected.differences()[0]);
  }

  @Test
  void oneImageIsNoPair() {
    DataException refused =
        assertThrows(DataException.class, () -> new CartesianPairs(1, true, 4, 3));
    assertEquals(
        "training compares two images at least, but the stack holds 1; name more particles",
        refused.getMessage());
  }
}
