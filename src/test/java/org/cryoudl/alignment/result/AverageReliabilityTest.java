package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What independent halves confirm of a class. */
class AverageReliabilityTest {

  /** Turns agree as often as chance has it, one in nine: no rotation is confirmed. */
  @Test
  void halvesThatDisagreeConfirmNothing() {
    AverageReliability chance = halves(90, 1.0 / 9, HeldOutEvidence.NONE);
    assertTrue(chance.hasNoRotations());
    assertEquals(0, chance.confirmedRotations(), 1e-12);
    assertEquals(0, chance.certainty(40), 1e-12);
    // Held-out particles that confirm the average are the better test, if there are enough.
    HeldOutEvidence confirmed = new HeldOutEvidence(15, 50, 1, 1, 1, 0);
    assertEquals(1, halves(90, 1.0 / 9, confirmed).certainty(40), 0);
    assertEquals(0, halves(90, 1.0 / 9, confirmed).certainty(39), 1e-12);
  }

  /** Nine in ten agree: two standard errors below, 0.83, are sqrt((0.83 - 1/9) / (8/9)) right. */
  @Test
  void halvesThatAgreeConfirmRotations() {
    AverageReliability agree = halves(90, 0.9, HeldOutEvidence.NONE);
    assertFalse(agree.hasNoRotations());
    assertEquals(0.90, agree.confirmedRotations(), 0.01);
    assertEquals(1, agree.certainty(0), 0);
    assertEquals(
        1, reliability(RotationalSymmetry.NONE, HeldOutEvidence.NONE, Optional.empty()), 0);
  }

  /** Of rotations that the average itself leaves open, as of a disc, none can be confirmed. */
  @Test
  void openRotationsNeedNoConfirmation() {
    HeldOutEvidence open = new HeldOutEvidence(20, 50, 1, 1, 1, 0.95);
    assertTrue(halves(90, 0.4, HeldOutEvidence.NONE).confirmedRotations() < 0.5 + 0.05);
    assertEquals(1, halves(90, 0.4, open).confirmedRotations());
  }

  private static AverageReliability halves(int particles, double turns, HeldOutEvidence heldOut) {
    HalfSetAgreement agreement = new HalfSetAgreement(particles, turns, 0.5, 1, 1, 1, 0, 0, 0, 0);
    return new AverageReliability(
        0.4, RotationalSymmetry.NONE, 0.1, heldOut, Optional.of(agreement));
  }

  private static double reliability(
      RotationalSymmetry symmetry, HeldOutEvidence heldOut, Optional<HalfSetAgreement> agreement) {
    return new AverageReliability(0.4, symmetry, 0.1, heldOut, agreement).confirmedRotations();
  }
}
