package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;
import org.cryoudl.report.Verdict;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

/** Sentences and levels at figures on either side of the rules of docs/reading-results.md. */
class AlignmentVerdictTest {

  private static final int EACH = 100;
  private static final RotationalSymmetry NONE = new RotationalSymmetry(1, 0.2, 0);
  private static final HeldOutEvidence REAL = new HeldOutEvidence(10, 500, 1, 1, 1, 0);
  private static final HeldOutEvidence NOISE = new HeldOutEvidence(10, -2.5, 0, 0, 0.5, 1);
  private static final HeldOutEvidence WEAK = new HeldOutEvidence(10, 30, 0.6, 1, 1, 0);

  @Test
  void oneGoodViewIsSound() {
    AlignmentVerdict verdict = verdict(0.2, 1, view(REAL, NONE, 1.05, 1e-6));
    assertEquals(Verdict.Tone.GOOD, verdict.tone());
    assertEquals(
        "The particles agree with one average (median correlation with those of the others 0.20, of"
            + " pure noise 0.06) and show no sign of a second view (shared pattern in the residuals"
            + " 1.05, chance 1).",
        verdict.text());
    assertEquals("none", verdict.remark(0));
  }

  @Test
  void noiseIsNamed() {
    AlignmentVerdict one = verdict(0.3, 1, view(NOISE, NONE, 1, 0.5));
    assertEquals(Verdict.Tone.BAD, one.tone());
    assertEquals(
        "No structure found, do not use these poses: 10 held-out particles agree with the average no"
            + " better than noise does (log evidence -2.5, needed 6.9).",
        one.text());
    AlignmentVerdict some =
        verdict(
            0.3, 1, view(REAL, NONE, 1, 0), view(NOISE, NONE, 1.6, 0.5), view(NOISE, NONE, 1, 0));
    assertEquals(Verdict.Tone.CAUTION, some.tone());
    assertEquals(
        "3 classes with 100, 100 and 100 particles; 100 % of the particles have a class posterior"
            + " above 0.9. Classes 2 and 3 show no more than noise: held-out particles do not confirm"
            + " their averages. Do not use them.",
        some.text());
    assertEquals("no more than noise", some.remark(1));
    AlignmentVerdict all = verdict(0.3, 1, view(NOISE, NONE, 1, 0.5), view(NOISE, NONE, 1, 0.5));
    assertEquals(Verdict.Tone.BAD, all.tone());
    assertEquals(
        "No structure found, do not use these classes: held-out particles agree with none of the 2"
            + " averages better than noise does.",
        all.text());
    // A class that is too small to be tested does not make the others more than noise.
    AlignmentVerdict small =
        verdict(
            0.3,
            1,
            view(NOISE, NONE, 1, 0.5),
            view(NOISE, NONE, 1, 0.5),
            view(HeldOutEvidence.UNTESTED, NONE, 1, 0.5));
    assertEquals(Verdict.Tone.BAD, small.tone());
    assertEquals(
        "No structure found, do not use these classes: held-out particles agree with none of the 2"
            + " averages better than noise does, and 1 more has too few particles to tell.",
        small.text());
    assertEquals("too few particles for a test", small.remark(2));
  }

  /** Without held-out particles: 100 correlate by 1 / sqrt(100) = 0.1 with an average of noise. */
  @Test
  void fewParticlesMustCorrelateMoreThanNoise() {
    ViewResult untested = view(HeldOutEvidence.NONE, NONE, 1, 0);
    AlignmentVerdict weak = verdict(0.09, 1, untested);
    assertEquals(Verdict.Tone.BAD, weak.tone());
    assertTrue(weak.text().startsWith("Do not trust these poses: 100 particles"), weak.text());
    assertTrue(weak.text().contains("0.09, below 0.10"), weak.text());
    assertEquals(Verdict.Tone.GOOD, verdict(0.11, 1, untested).tone());
    AlignmentVerdict classes = verdict(0.09, 1, untested, untested);
    assertEquals(Verdict.Tone.BAD, classes.tone());
    assertTrue(
        classes
            .text()
            .endsWith(
                "Classes 1 and 2 have too few particles to distinguish structure from noise."),
        classes.text());
    assertEquals("too few particles for a test", classes.remark(0));
  }

  /** Halves too small to compare: nothing was tested, however well the particles correlate. */
  @Test
  void whatWasNotTestedIsNotTrusted() {
    AlignmentVerdict verdict = verdict(0.9, 1, view(HeldOutEvidence.UNTESTED, NONE, 1, 0));
    assertEquals(Verdict.Tone.BAD, verdict.tone());
    assertTrue(verdict.text().startsWith("Do not trust these poses"), verdict.text());
  }

  /** A class that is too small to be scored is no good, an unscored method is not judged by it. */
  @Test
  void posesThatAreNotScored() {
    ViewResult unscored =
        new ViewResult(
            EACH,
            Image.square(4),
            Image.square(4),
            new double[3],
            new double[3],
            1,
            0,
            Optional.empty());
    AlignmentVerdict one = verdict(0.3, 1, unscored);
    assertEquals(Verdict.Tone.GOOD, one.tone());
    assertTrue(one.text().contains("These poses were not scored"), one.text());
    AlignmentVerdict classes = verdict(0.3, 1, view(REAL, NONE, 1, 0), unscored);
    assertEquals("too few particles for a test", classes.remark(1));
    assertEquals(Verdict.Tone.CAUTION, classes.tone());
  }

  /** The variance along a direction known from 100 particles: 1 + 2 sqrt(2 / 100) = 1.28. */
  @Test
  void severalViewsInOneAverageAreFound() {
    AlignmentVerdict one = verdict(0.4, 0.5, view(REAL, NONE, 1.29, 0));
    assertEquals(Verdict.Tone.CAUTION, one.tone());
    assertTrue(one.text().startsWith("One average does not describe"), one.text());
    assertTrue(one.text().contains("1.29 times"), one.text());
    assertFalse(one.text().contains("uncertain"), one.text());
    AverageReliability apart =
        new AverageReliability(0.43, NONE, 0.06, REAL, Optional.of(halves(0.6, 0.9)));
    String doubted = verdict(0.4, 0.5, view(apart, 1.29, 0)).text();
    assertTrue(doubted.startsWith("One average does not describe"), doubted);
    assertTrue(doubted.contains("halves of the set agree on psi of 60 %"), doubted);
    assertEquals(Verdict.Tone.GOOD, verdict(0.4, 1, view(REAL, NONE, 1.27, 0)).tone());
    AlignmentVerdict classes =
        verdict(0.4, 1, view(REAL, NONE, 1.6, 0), view(REAL, NONE, 1, 0), view(REAL, NONE, 1.3, 0));
    assertTrue(
        classes
            .text()
            .endsWith(
                "Classes 1 and 3 probably still mix views (residual up to 1.6 x chance); more classes"
                    + " may separate them."),
        classes.text());
    assertEquals("still mixed", classes.remark(0));
    assertEquals("none", classes.remark(1));
    AlignmentVerdict first = verdict(0.4, 1, view(REAL, NONE, 1.6, 0), view(REAL, NONE, 1, 0));
    assertTrue(
        first.text().contains("Class 1 probably still mixes views (residual 1.6 x chance)"),
        first.text());
  }

  @Test
  void weakAveragesAndUncertainPosesAreNamed() {
    AlignmentVerdict one = verdict(0.1, 0.55, view(WEAK, NONE, 1, 0));
    assertEquals(Verdict.Tone.CAUTION, one.tone());
    assertTrue(one.text().contains("confirm 60 % of its strength"), one.text());
    assertTrue(one.text().contains("within 10 degrees is 0.55"), one.text());
    AlignmentVerdict classes = verdict(0.3, 1, view(REAL, NONE, 1, 0), view(WEAK, NONE, 1, 0));
    assertTrue(
        classes
            .text()
            .endsWith("Held-out particles support only part of the average of class 2 (60 %)."),
        classes.text());
    assertEquals("overstated", classes.remark(1));
    AlignmentVerdict uncertain =
        verdict(0.3, 0.5, view(REAL, NONE, 1, 0), view(REAL, NONE, 1, 0), view(REAL, NONE, 1, 0));
    assertTrue(
        uncertain.text().endsWith("Poses in classes 1 to 3 are uncertain."), uncertain.text());
    assertEquals("poses uncertain", uncertain.remark(2));
  }

  @Test
  void halvesThatDisagreeAreNamed() {
    AlignmentVerdict twofold = verdict(0.2, 0.56, view(REAL, NONE, halves(1, 0.53), 1e-4));
    assertTrue(
        twofold.text().contains("agree on 53 % of the half-turns, 50 % by chance"), twofold.text());
    assertTrue(twofold.text().contains("modulo 180"), twofold.text());
    AlignmentVerdict unsure = verdict(0.2, 0.8, view(REAL, NONE, halves(0.8, 1), 1e-9));
    assertTrue(unsure.text().contains("psi of 80 % of the particles"), unsure.text());
    assertFalse(unsure.text().contains("modulo 180"), unsure.text());
    AlignmentVerdict none = verdict(0.2, 0.3, view(REAL, NONE, halves(0.2, 0.6), 1e-9));
    assertTrue(none.text().startsWith("No rotations found, do not use"), none.text());
    assertEquals(Verdict.Tone.BAD, none.tone());
    AlignmentVerdict sure = verdict(0.2, 1, view(REAL, NONE, halves(1, 1), 1e-9));
    assertEquals(Verdict.Tone.GOOD, sure.tone());
    AlignmentVerdict classes =
        verdict(
            0.3, 1, view(REAL, NONE, halves(0.8, 1), 0), view(REAL, NONE, halves(0.12, 0.5), 0));
    assertEquals("poses uncertain", classes.remark(0));
    assertEquals("no rotations", classes.remark(1));
    assertTrue(classes.text().contains("Class 2: no rotations found"), classes.text());
  }

  /** Of three orientations of a three-fold view halves agree on one in three, as they must. */
  @Test
  void halvesOfASymmetricViewNeedNotAgree() {
    HeldOutEvidence open = new HeldOutEvidence(10, 300, 1, 1, 1, 0.67);
    RotationalSymmetry threefold = new RotationalSymmetry(3, 0.99, 0.5);
    AlignmentVerdict symmetric = verdict(0.3, 1, view(open, threefold, halves(0.34, 1), 0));
    assertTrue(symmetric.text().contains("3-fold within noise"), symmetric.text());
    assertTrue(symmetric.text().contains("modulo 120.0 degrees only"), symmetric.text());
    assertEquals(Verdict.Tone.CAUTION, symmetric.tone());
  }

  @Test
  void symmetricClassesAreNamed() {
    RotationalSymmetry twofold = new RotationalSymmetry(2, 0.97, 0.3);
    AlignmentVerdict verdict =
        verdict(
            0.3,
            1,
            view(REAL, new RotationalSymmetry(6, 0.99, 0.5), 1, 0.5),
            view(REAL, twofold, 1, 0.3),
            view(REAL, twofold, 1, 0.3),
            view(REAL, NONE, 1, 0.01));
    assertEquals(Verdict.Tone.CAUTION, verdict.tone());
    assertTrue(
        verdict
            .text()
            .endsWith(
                "Class 1 is symmetric within noise (C6): psi is known modulo 60 degrees only. Classes"
                    + " 2 to 4: the 180-degree ambiguity is not resolved; use psi modulo 180 degrees"
                    + " only."),
        verdict.text());
    assertEquals("C6 within noise", verdict.remark(0));
    assertEquals("half-turns uncertain", verdict.remark(1));
  }

  @Test
  void imposedSymmetryIsComparedWithTheParticles() {
    RotationalSymmetry right = new RotationalSymmetry(4, 0.95, 0.4, true);
    AlignmentVerdict confirmed = verdict(0.3, 1, view(REAL, right, 1, 0));
    assertEquals(Verdict.Tone.GOOD, confirmed.tone());
    assertTrue(
        confirmed.text().contains("the symmetry C4, as requested (rough averages"),
        confirmed.text());
    RotationalSymmetry wrong = new RotationalSymmetry(4, 0.3, 0.01, true);
    AlignmentVerdict contradicted = verdict(0.3, 1, view(REAL, wrong, 1, 0));
    assertEquals(Verdict.Tone.BAD, contradicted.tone());
    assertTrue(
        contradicted.text().startsWith("Do not trust these poses. The average was given"),
        contradicted.text());
    assertTrue(contradicted.text().contains("only 0.30 with themselves"), contradicted.text());
  }

  @Test
  void flipsAndFlagsAreCounted() {
    boolean[] flipped = new boolean[EACH];
    flipped[3] = true;
    ViewResult view = view(REAL, NONE, 1, 0);
    double[] certain = new double[EACH];
    Arrays.fill(certain, 0.95);
    AlignmentVerdict sure =
        AlignmentVerdict.of(
            KnownAlignment.of(view).flips(new MirrorFlips(flipped, certain)).outliers(2).build());
    assertTrue(
        sure.text()
            .endsWith(
                "1 of 100 particles are mirrored. 2 of 100 particles do not fit the set: they are"
                    + " flagged and left out of the average."),
        sure.text());
    assertEquals(Verdict.Tone.GOOD, sure.tone());
    double[] open = new double[EACH];
    Arrays.fill(open, 0.6);
    AlignmentVerdict unsure =
        AlignmentVerdict.of(
            KnownAlignment.of(view).flips(new MirrorFlips(flipped, open)).outliers(1).build());
    assertTrue(unsure.text().endsWith("(1 of 100 particles) cannot be relied on."), unsure.text());
    assertEquals(Verdict.Tone.CAUTION, unsure.tone());
  }

  @Test
  void viewsOfOneVolumeAreNamed() {
    ViewResult view = view(REAL, NONE, 1, 0);
    AlignmentVerdict verdict =
        AlignmentVerdict.of(
            KnownAlignment.of(view, view, view, view, view)
                .volumes(List.of(List.of(0, 1, 2, 4)))
                .build());
    assertTrue(
        verdict
            .text()
            .contains(
                "Classes 1 to 3 and 5 are groups of neighbouring views of one volume, which was"
                    + " found first."),
        verdict.text());
    verdict =
        AlignmentVerdict.of(
            KnownAlignment.of(view, view, view, view, view)
                .volumes(List.of(List.of(0, 2), List.of(3)))
                .build());
    assertTrue(
        verdict
            .text()
            .contains(
                "Classes 1 and 3 are groups of neighbouring views of one volume, which was found"
                    + " first. Class 4 is a group of neighbouring views of another volume."),
        verdict.text());
  }

  /** What may have been aligned in place of the particles leaves no view sound. */
  @Test
  void noViewOfDoubtfulInputIsSound() {
    Alignment sound = KnownAlignment.of(view(REAL, NONE, 1, 0)).build();
    assertEquals("sound", AlignmentVerdict.of(sound).level(0));
    AlignmentVerdict cautious = AlignmentVerdict.cautious(sound);
    assertEquals("doubtful", cautious.level(0));
    assertEquals(Verdict.Tone.CAUTION, cautious.tone());
  }

  /** Two groups; one of the classes shows no rotations, one no more than noise. */
  @Test
  void alikeClassesAreNamedTogether() {
    ViewResult good = view(REAL, NONE, 1, 0);
    ViewResult without = view(REAL, NONE, halves(0.2, 0.9), 0);
    AlignmentVerdict verdict =
        AlignmentVerdict.of(
            KnownAlignment.of(good, good, without, good, view(NOISE, NONE, 1, 0.5), good)
                .alike(
                    new ClassLikeness(0, 2, 0.96, 0.97, 0.99, 0),
                    new ClassLikeness(0, 4, 0.9, 0.97, 0.95, 0),
                    new ClassLikeness(3, 5, 0.9, 0.97, 0.95, 0))
                .build());
    assertTrue(
        verdict
            .text()
            .contains("Classes 1, 3 and 5 look alike, and so do classes 4 and 6: held-out"),
        verdict.text());
    assertEquals("like classes 3 and 5", verdict.remark(0));
    assertEquals("none", verdict.remark(1));
    assertEquals("no rotations, like class 1", verdict.remark(2));
    assertEquals("like class 6", verdict.remark(3));
    assertEquals("no more than noise", verdict.remark(4));
  }

  /** What the eye takes for one picture is named, whatever particles that were held out say. */
  @Test
  void averagesThatLookTheSameAreNamed() {
    ViewResult good = view(REAL, NONE, 1, 0);
    AlignmentVerdict verdict =
        AlignmentVerdict.of(
            KnownAlignment.of(good, good, view(NOISE, NONE, 1, 0.5), good)
                .alike(
                    new ClassLikeness(0, 2, 0.85, 0.88, 0.96, 1),
                    new ClassLikeness(0, 3, 0.91, 0.94, 0.83, 0.5))
                .build());
    assertTrue(
        verdict
            .text()
            .contains(
                "Classes 1, 3 and 4 have averages that look the same (rings correlate by 0.83 to"
                    + " 0.96 of what one view has), although held-out particles confirm 50 to 100 %"
                    + " of their differences"),
        verdict.text());
    assertEquals("average looks like classes 3 and 4", verdict.remark(0));
    assertEquals("none", verdict.remark(1));
    assertEquals("no more than noise, average looks like class 1", verdict.remark(2));
    assertEquals("average looks like class 1", verdict.remark(3));
    assertEquals("doubtful", verdict.level(0));
    assertEquals("sound", verdict.level(1));
    assertFalse(verdict.text().contains("look alike"), verdict.text());
  }

  @Test
  void emptyClassesAreCounted() {
    AlignmentVerdict verdict =
        verdict(0.3, 1, view(REAL, NONE, 1, 0), view(REAL, NONE, 1, 0), ViewResult.empty(4));
    assertEquals(Verdict.Tone.CAUTION, verdict.tone());
    assertEquals("empty", verdict.remark(2));
    assertEquals(
        "2 classes with 100 and 100 particles; 100 % of the particles have a class posterior above"
            + " 0.9. 1 of the 3 requested classes lost all its particles.",
        verdict.text());
  }

  private static HalfSetAgreement halves(double rotations, double halfTurns) {
    return new HalfSetAgreement(500, rotations, halfTurns, 1, 0, 1, 0, 0, 0, 0);
  }

  private static ViewResult view(
      HeldOutEvidence heldOut, RotationalSymmetry symmetry, double pattern, double halfTurns) {
    return view(
        new AverageReliability(0.43, symmetry, 0.06, heldOut, Optional.empty()),
        pattern,
        halfTurns);
  }

  private static ViewResult view(
      HeldOutEvidence heldOut,
      RotationalSymmetry symmetry,
      HalfSetAgreement agreement,
      double halfTurns) {
    return view(
        new AverageReliability(0.43, symmetry, 0.06, heldOut, Optional.of(agreement)),
        1,
        halfTurns);
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

  private static AlignmentVerdict verdict(
      double correlation, double confidence, ViewResult... views) {
    return AlignmentVerdict.of(
        KnownAlignment.of(views).confidence(confidence).correlation(correlation).build());
  }
}
