package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class AlignmentVerdictTest {

  private static final HeldOutEvidence REAL = new HeldOutEvidence(10, 500, 1, 1, 1, 0);

  @Test
  void noiseSeveralViewsAndOneViewAreToldApart() {
    String noise = verdict(0.3, 1, 1, new HeldOutEvidence(10, -2.5, 0, 0, 0.5, 1), 0.5);
    assertTrue(noise.startsWith("No structure found"), noise);
    assertTrue(noise.contains("-2.5, needed 6.9"), noise);
    String several = verdict(0.4, 1, 1.6, REAL, 0);
    assertTrue(several.contains("does not describe"), several);
    String one = verdict(0.4, 1, 1.05, REAL, 1e-6);
    assertTrue(one.contains("no sign of a second view"), one);
    assertFalse(one.contains("modulo 180"), one);
    assertFalse(one.contains("unsure"), one);
    assertFalse(one.contains("overstated"), one);
    assertTrue(verdict(0.4, 0.6, 1.05, REAL, 0.01).contains("modulo 180"));
  }

  @Test
  void weakSetsAreCalledWeak() {
    HeldOutEvidence weak = new HeldOutEvidence(10, 30, 0.6, 1, 1, 0.4);
    String verdict = verdict(0.1, 0.55, 1, weak, 0);
    assertTrue(verdict.contains("confirm 60 % of"), verdict);
    assertTrue(verdict.contains("within 10 degrees is 0.55"), verdict);
  }

  /** Without witnesses, as in small sets, the correlation has to be more than an own share. */
  @Test
  void fewParticlesMustCorrelate() {
    assertTrue(verdict(0.09, 1, 1, HeldOutEvidence.NONE, 0).startsWith("Do not trust"));
    assertFalse(verdict(0.3, 1, 1, HeldOutEvidence.NONE, 0).startsWith("Do not trust"));
  }

  /** What halves of the set that were refined apart agree on is said in numbers. */
  @Test
  void halvesThatDisagreeAreTold() {
    Optional<HalfSetAgreement> flips = Optional.of(halves(1, 0.53));
    String twofold = verdict(0.2, 0.56, 1, REAL, 1e-4, flips);
    assertTrue(twofold.contains("agree on 53 % of the half-turns, 50 % by chance"), twofold);
    assertTrue(twofold.contains("modulo 180"), twofold);
    String unsure = verdict(0.2, 0.8, 1, REAL, 1e-9, Optional.of(halves(0.8, 1)));
    assertTrue(unsure.contains("angle of 80 % of the particles"), unsure);
    assertFalse(unsure.contains("modulo 180"), unsure);
    String none = verdict(0.2, 0.3, 1, REAL, 1e-9, Optional.of(halves(0.2, 0.6)));
    assertTrue(none.startsWith("No angles found, do not use these poses"), none);
    String sure = verdict(0.2, 1, 1, REAL, 1e-9, Optional.of(halves(1, 1)));
    assertFalse(sure.contains("unsure") || sure.contains("modulo 180"), sure);
    assertTrue(sure.contains("0.20, of pure noise 0.06"), sure);
  }

  private static HalfSetAgreement halves(double turns, double halfTurns) {
    return new HalfSetAgreement(500, turns, halfTurns, 1, 0, 1, 0, 0);
  }

  private static String verdict(
      double correlation,
      double confidence,
      double pattern,
      HeldOutEvidence heldOut,
      double halfTurns) {
    return verdict(correlation, confidence, pattern, heldOut, halfTurns, Optional.empty());
  }

  /** 100 particles that are all alike. */
  private static String verdict(
      double correlation,
      double confidence,
      double pattern,
      HeldOutEvidence heldOut,
      double halfTurns,
      Optional<HalfSetAgreement> agreement) {
    AverageReliability reliability =
        new AverageReliability(0.43, RotationalSymmetry.NONE, 0.06, heldOut, agreement);
    return AlignmentVerdict.of(
        KnownAlignment.of(
                new ViewResult(
                    100,
                    Image.square(4),
                    Image.square(4),
                    new double[3],
                    new double[3],
                    pattern,
                    halfTurns,
                    Optional.of(reliability)))
            .confidence(confidence)
            .correlation(correlation)
            .build());
  }
}
