package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;
import org.cryoudl.report.Verdict;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class ClassVerdictTest {

  private static final int EACH = 50;
  private static final RotationalSymmetry NONE = new RotationalSymmetry(1, 0.2, 0);
  private static final HeldOutEvidence REAL = new HeldOutEvidence(10, 300, 1, 1, 1, 0);
  private static final HeldOutEvidence NOISE = new HeldOutEvidence(10, -3, 0, 0, 0.5, 1);

  @Test
  void goodClassesGetNoRemark() {
    ClassVerdict verdict = verdict(0.3, view(REAL, NONE, 1, 0), view(REAL, NONE, 1, 0));
    assertEquals(Verdict.Tone.GOOD, verdict.tone());
    assertTrue(verdict.text().startsWith("2 classes of 50, 50 particles; 100 %"), verdict.text());
    assertEquals("none", verdict.remark(1));
  }

  @Test
  void classesOfNoiseAreNamed() {
    ClassVerdict one = verdict(0.3, view(REAL, NONE, 1, 0), view(NOISE, NONE, 1, 0.5));
    assertEquals(Verdict.Tone.CAUTION, one.tone());
    assertTrue(one.text().contains("in the average: class 2; do not use it"), one.text());
    assertFalse(one.text().contains("half-turn"), one.text());
    ClassVerdict all = verdict(0.3, view(NOISE, NONE, 1, 0.5), view(NOISE, NONE, 1, 0.5));
    assertEquals(Verdict.Tone.BAD, all.tone());
    assertTrue(all.text().startsWith("No structure found, do not use these classes"), all.text());
  }

  @Test
  void whatIsWrongWithEachClassIsSaid() {
    ClassVerdict verdict =
        verdict(
            0.3,
            view(REAL, NONE, 1.6, 0),
            view(REAL, new RotationalSymmetry(6, 0.99, 0.5), 1, 0.5),
            view(REAL, new RotationalSymmetry(2, 0.97, 0.3), 1, 0.3));
    assertEquals(Verdict.Tone.CAUTION, verdict.tone());
    String text = verdict.text();
    assertTrue(text.contains("averages leave: class 1; more classes"), text);
    assertTrue(text.contains("Symmetric within noise: class 2 (C6)"), text);
    assertTrue(text.contains("after a half-turn: class 3; rely on angles modulo 180"), text);
    assertEquals("still mixed", verdict.remark(0));
    assertEquals("C6 within noise", verdict.remark(1));
    assertEquals("half-turns unsure", verdict.remark(2));
  }

  /** Nobody was asked: 50 particles correlate by 1 / sqrt(50) = 0.14 with an average of noise. */
  @Test
  void fewParticlesAreNotTrustedUnlessTheyCorrelateMoreThanNoise() {
    ClassVerdict weak = verdict(0.1, view(HeldOutEvidence.NONE, NONE, 1, 0));
    assertEquals(Verdict.Tone.BAD, weak.tone());
    assertEquals("too few to tell", weak.remark(0));
    ClassVerdict strong = verdict(0.2, view(HeldOutEvidence.NONE, NONE, 1, 0));
    assertEquals(Verdict.Tone.GOOD, strong.tone());
  }

  @Test
  void halvesThatDisagreeMakePosesUnsure() {
    ViewResult view =
        view(REAL, NONE, Optional.of(new HalfSetAgreement(50, 0.8, 1, 1, 0, 1, 0, 0)));
    ClassVerdict verdict = verdict(0.3, view);
    assertTrue(verdict.text().contains("Poses are unsure"), verdict.text());
    assertEquals("poses unsure", verdict.remark(0));
  }

  /** Of three turns of a three-fold view halves agree on one in three: that is what it must be. */
  @Test
  void halvesOfASymmetricViewNeedNotAgree() {
    HeldOutEvidence open = new HeldOutEvidence(10, 300, 1, 1, 1, 0.67);
    HalfSetAgreement third = new HalfSetAgreement(500, 0.34, 1, 1, 0, 1, 0, 0);
    ClassVerdict symmetric =
        verdict(0.3, view(open, new RotationalSymmetry(3, 0.99, 0.5), Optional.of(third)));
    assertTrue(symmetric.text().contains("Symmetric within noise: class 1 (C3)"), symmetric.text());
    assertFalse(symmetric.text().contains("noise, by particles"), symmetric.text());
    HalfSetAgreement chance = new HalfSetAgreement(500, 0.12, 0.5, 1, 0, 1, 0, 0);
    ClassVerdict lost = verdict(0.3, view(REAL, NONE, Optional.of(chance)));
    assertEquals("no angles", lost.remark(0));
    assertEquals(Verdict.Tone.BAD, lost.tone());
    assertTrue(lost.text().contains("No angles"), lost.text());
    assertFalse(lost.text().contains("No structure"), lost.text());
  }

  @Test
  void weakAveragesAndUnsureParticlesAreNamed() {
    HeldOutEvidence weak = new HeldOutEvidence(10, 30, 0.4, 1, 1, 0);
    assertEquals("overstated", verdict(0.3, view(weak, NONE, 1, 0)).remark(0));
    ClassVerdict unsure = verdict(0.3, 0.5, view(REAL, NONE, 1, 0));
    assertEquals("poses unsure", unsure.remark(0));
    assertEquals(Verdict.Tone.CAUTION, unsure.tone());
  }

  private static ViewResult view(
      HeldOutEvidence heldOut, RotationalSymmetry symmetry, double pattern, double halfTurns) {
    return view(
        new AverageReliability(0.43, symmetry, 0.05, heldOut, Optional.empty()),
        pattern,
        halfTurns);
  }

  private static ViewResult view(
      HeldOutEvidence heldOut, RotationalSymmetry symmetry, Optional<HalfSetAgreement> agreement) {
    return view(new AverageReliability(0.43, symmetry, 0.05, heldOut, agreement), 1, 0);
  }

  private static ViewResult view(AverageReliability reliability, double pattern, double halfTurns) {
    return new ViewResult(
        EACH,
        Image.square(4),
        Image.square(4),
        new double[3],
        new double[3],
        pattern,
        halfTurns,
        Optional.of(reliability));
  }

  private static ClassVerdict verdict(double correlation, ViewResult... views) {
    return verdict(correlation, 1, views);
  }

  private static ClassVerdict verdict(double correlation, double confidence, ViewResult... views) {
    return new ClassVerdict(
        KnownAlignment.of(views).confidence(confidence).correlation(correlation).build());
  }
}
