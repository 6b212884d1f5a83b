package org.cryoudl.alignment.harmonics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.alignment.poses.ClassTurns;
import org.junit.jupiter.api.Test;

class PolarPosteriorsTest {

  private static final int SHIFTS = 7;

  /** Pairs come most probable first; the first of each class counts. */
  @Test
  void theLikeliestTurnOfEachClassIsFound() {
    PolarPosteriors posteriors = new PolarPosteriors(2, 5);
    posteriors.pairs[1] =
        new int[] {
          PolarPosteriors.code(3, 6, 16, SHIFTS),
          PolarPosteriors.code(3, 2, 1, SHIFTS),
          PolarPosteriors.code(0, 0, 63, SHIFTS),
          PolarPosteriors.code(4, 1, 0, SHIFTS),
          PolarPosteriors.code(0, 1, 2, SHIFTS)
        };
    ClassTurns turns = posteriors.turnsOf(1, SHIFTS);
    assertArrayEquals(new int[] {3, 0, 4}, turns.classes());
    assertEquals(90, turns.in(3));
    assertEquals(360 - 360.0 / 64, turns.in(0));
    assertEquals(0, turns.in(4));
    assertTrue(Float.isNaN(turns.in(1)));
    assertEquals(0, posteriors.turnsOf(0, SHIFTS).classes().length);
  }
}
