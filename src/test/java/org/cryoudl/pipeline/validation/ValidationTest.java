package org.cryoudl.pipeline.validation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidationTest {

  @Test
  void separationCountsPairs() {
    Random random = new Random(1);
    double[] a = random.doubles(37).map(v -> Math.round(v * 10) / 10.0).toArray();
    double[] b = random.doubles(23).map(v -> Math.round(v * 10) / 10.0).toArray();
    double wins = 0;
    for (double x : a) {
      for (double y : b) {
        wins += x > y ? 1 : x == y ? 0.5 : 0;
      }
    }
    assertEquals(wins / (37 * 23), Validation.separation(a, b), 1e-12);
  }

  @Test
  void partsShareNothingAndLeaveNothingOut() {
    int[][] parts = HalfSets.deal(103, 4, 11);
    int[] all = Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray();
    assertArrayEquals(IntStream.range(0, 103).toArray(), all);
    for (int[] part : parts) {
      assertTrue(part.length == 25 || part.length == 26, "size " + part.length);
    }
    int[][] other = HalfSets.deal(103, 4, 12);
    assertTrue(!Arrays.equals(parts[0], other[0]), "another seed deals otherwise");
  }
}
