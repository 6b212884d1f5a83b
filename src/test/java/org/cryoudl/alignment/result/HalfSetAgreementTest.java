package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HalfSetAgreementTest {

  /** Two judges who are right with probability a each agree in {@code a^2 + (1 - a)^2}. */
  @Test
  void certaintyIsThatOfOneJudge() {
    for (double right : new double[] {0.55, 0.7, 0.9, 0.99}) {
      double agreement = right * right + (1 - right) * (1 - right);
      assertEquals(right, of(1_000_000_000, 1, agreement).halfTurnCertainty(), 1e-3);
      // A wrong turn is any of nine.
      double turns = right * right + (1 - right * right) / 9;
      assertEquals(right, of(1_000_000_000, turns, 1).turnCertainty(), 1e-3);
    }
  }

  @Test
  void whatMayBeChanceTellsNothing() {
    assertEquals(0.5, of(500, 1, 0.54).halfTurnCertainty());
    assertEquals(0, of(500, 0.13, 0.5).turnCertainty());
    assertTrue(of(500, 1, 1).halfTurnCertainty() > 0.998);
  }

  /** Ten particles that agree are right less surely than a thousand. */
  @Test
  void fewParticlesAreNoProof() {
    double few = of(10, 1, 1).halfTurnCertainty();
    assertTrue(few > 0.8 && few < 0.95, "ten particles: " + few);
    assertTrue(of(10, 1, 1).turnCertainty() < 0.95);
    assertTrue(of(1000, 1, 1).halfTurnCertainty() > 0.998);
    assertEquals(1, of(10, 1, 1).likelyHalfTurns());
    assertEquals(0.5, of(10, 1, 0.7).halfTurnCertainty());
  }

  private static HalfSetAgreement of(int particles, double turns, double halfTurns) {
    return new HalfSetAgreement(particles, turns, halfTurns, 1, 0, 1, 0, 0);
  }
}
