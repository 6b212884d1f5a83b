package org.cryoudl.evaluation.pairs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.junit.jupiter.api.Test;

class PairwiseErrorTest {

  @Test
  void truthIsTheImagesAngleLessTheReferences() {
    Pair pair = Pair.of(0, 1, 20, 350, 7, 0.5);
    assertEquals(17, pair.trueDegrees(), 1e-12);
    assertEquals(3, pair.errorDegrees(), 1e-12);
    // Half a turn more is the same angle to the network.
    assertEquals(3, Pair.of(0, 1, 20, 170, 7, 0.5).errorDegrees(), 1e-12);
    assertEquals(-6, Pair.of(0, 1, 87, 0, 273, 0.5).errorDegrees(), 1e-12);
    assertEquals(-90, Pair.of(0, 1, 90, 0, 0, 0.5).errorDegrees(), 1e-12);
  }

  @Test
  void noOffsetIsFitted() {
    PairwiseError error =
        PairwiseError.of(
            List.of(
                Pair.of(0, 1, 14, 0, 10, 1),
                Pair.of(1, 2, 24, 10, 30, 1),
                Pair.of(2, 0, -18, 30, 0, 1)));
    assertEquals((4 + 4 + 12) / 3.0, error.errors().meanDegrees(), 1e-12);
    assertEquals(4, error.errors().medianDegrees(), 1e-12);
    assertEquals(Math.sqrt((16 + 16 + 144) / 3.0), error.errors().rmsDegrees(), 1e-12);
    assertEquals(1, error.errors().shareAbove3());
    assertEquals(1 / 3.0, error.errors().shareAbove10(), 1e-12);
  }

  @Test
  void histogramCountsEveryPairOnce() {
    PairwiseError error =
        PairwiseError.of(
            List.of(
                Pair.of(0, 1, 0.5, 0, 0, 1),
                Pair.of(0, 1, -0.75, 0, 0, 1),
                Pair.of(0, 1, 44, 0, 0, 1),
                Pair.of(0, 1, -90, 0, 0, 1)));
    int[] histogram = error.histogram();
    assertEquals(90, histogram.length);
    assertEquals(2, histogram[0]);
    assertEquals(1, histogram[44]);
    assertEquals(1, histogram[89]);
    assertEquals(4, Arrays.stream(histogram).sum());
  }

  @Test
  void noPairsHaveNoError() {
    assertThrows(IllegalArgumentException.class, () -> PairwiseError.of(List.of()));
  }
}
