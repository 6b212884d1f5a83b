package org.cryoudl.pipeline.align.report;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ShiftAxis;
import org.cryoudl.report.Verdict;
import org.cryoudl.statistics.Robust;

/** Says in words what an alignment found, and what it did not. */
final class AlignmentVerdict {

  /** Share of the average's strength below which it is said to be overstated. */
  static final double OVERSTATED = 0.75;

  /** Median confidence below which it is mentioned. */
  static final double UNSURE = 0.9;

  /**
   * Share of right turns, as halves of the set agree on them, below which there is no alignment.
   */
  private static final double NO_TURNS = 0.5;

  /** The same of half-turns, below which they are said to be unsure. */
  private static final double UNSURE_HALF_TURNS = 0.99;

  /** Ratio of the strongest pattern in the residuals to chance from which on it is reported. */
  private static final double SECOND_PATTERN = 1.25;

  /** Least share of undecided half-turns from which on they are reported. */
  private static final double DOUBTFUL_HALF_TURNS = 1e-3;

  /** Share of flagged particles from which on they are mentioned. */
  static final double NEGLIGIBLE_OUTLIERS = 0.01;

  /** Correlation of a view with itself after a turn below which it is another view. */
  private static final double ALIKE = 0.8;

  /** Share of particles that noise turns wrongly below which they tell two orientations apart. */
  private static final double TOLD_APART = 0.05;

  /** What is missing where the particles were not compared with averages without them. */
  private static final String NOT_APPRAISED =
      " These poses were not appraised: standard errors are those of the likelihood's curvature, which"
          + " are too small for noisy sets, confidence is that of the half-turn and of what the network"
          + " says, and no particle is flagged.";

  private AlignmentVerdict() {}

  /** How the verdict is to be taken. */
  static Verdict.Tone tone(Alignment alignment) {
    if (alignment.hasClasses()) {
      return new ClassVerdict(alignment).tone();
    }
    if (isNoise(alignment)) {
      return Verdict.Tone.BAD;
    }
    boolean doubt =
        isPattern(alignment.largestView().heterogeneityRatio(), alignment.size())
            || alignment.largestView().halfTurnAmbiguity() > DOUBTFUL_HALF_TURNS
            || alignment.particles().flips().filter(AlignmentVerdict::isUnsure).isPresent()
            || contradicted(foundSymmetry(alignment))
            || !weakness(alignment).isEmpty();
    return doubt ? Verdict.Tone.CAUTION : Verdict.Tone.GOOD;
  }

  /**
   * Whether particles share a pattern beside their average. The variance along one direction, known
   * from n particles, has a relative standard deviation of sqrt(2 / n).
   *
   * @param ratio strongest pattern that the average leaves over that of chance
   */
  static boolean isPattern(double ratio, int particles) {
    return ratio > Math.max(SECOND_PATTERN, 1 + 2 * Math.sqrt(2.0 / particles));
  }

  private static boolean isNoise(Alignment alignment) {
    return alignment.largestView().heldOut().indicatesNoise()
        || isDoubtful(alignment)
        || alignment
            .largestView()
            .reliability()
            .filter(AlignmentVerdict::isWithoutTurns)
            .isPresent();
  }

  private static Optional<HalfSetAgreement> agreement(Alignment alignment) {
    return alignment.largestView().agreement();
  }

  /**
   * Whether halves that were refined apart do not confirm the turns of a view. Turns that one
   * average leaves open, as those of a symmetric view, need no confirmation.
   */
  static boolean isWithoutTurns(AverageReliability view) {
    double decided = 1 - view.heldOut().elsewhere();
    return view.symmetry().order() <= 2
        && view.agreement().filter(found -> found.turnCertainty() < NO_TURNS * decided).isPresent();
  }

  private static boolean isDoubtful(Alignment alignment) {
    return isDoubtful(alignment.largestView().heldOut(), alignment.particles().correlation());
  }

  /** Whether nobody could be asked and the correlation is no more than noise can have. */
  static boolean isDoubtful(HeldOutEvidence testimony, double[] correlation) {
    return testimony.count() == 0 && Robust.median(correlation) < ownShare(correlation.length);
  }

  private static double ownShare(int particles) {
    return 1 / Math.sqrt(particles);
  }

  /** Whether a view can hardly be told from itself after a half-turn, by any of the signs. */
  static boolean isTwofold(Optional<AverageReliability> view, double undecidedHalfTurns) {
    return undecidedHalfTurns > DOUBTFUL_HALF_TURNS
        || view.filter(
                found ->
                    found.symmetry().order() == 2
                        || found
                            .agreement()
                            .filter(halves -> halves.halfTurnCertainty() < UNSURE_HALF_TURNS)
                            .isPresent())
            .isPresent();
  }

  static String of(Alignment alignment) {
    String found = alignment.hasClasses() ? new ClassVerdict(alignment).text() : ofOne(alignment);
    return alignment.particles().reliability().isEmpty() && !alignment.hasClasses()
        ? found + NOT_APPRAISED
        : found;
  }

  private static String ofOne(Alignment alignment) {
    double correlation = Robust.median(alignment.particles().correlation());
    if (alignment.largestView().heldOut().indicatesNoise()) {
      return String.format(
          Locale.ROOT,
          "No structure found, do not use these poses: %d particles that had no part in the average"
              + " agree with it no better than noise does (log evidence %.1f, needed %.1f).",
          alignment.largestView().heldOut().count(),
          alignment.largestView().heldOut().logEvidence(),
          HeldOutEvidence.NEEDED);
    }
    if (isDoubtful(alignment)) {
      return String.format(
          Locale.ROOT,
          "Do not trust these poses: %d particles are too few to tell whether they show anything"
              + " (median correlation with the average of the others %.2f, below %.2f).",
          alignment.size(),
          correlation,
          ownShare(alignment.size()));
    }
    if (isNoise(alignment)) {
      return String.format(
          Locale.ROOT,
          "No angles found, do not use these poses: there is something in the images, but two halves"
              + " of the set that were refined apart agree on the angle of %.0f %% of the particles"
              + " only (11 %% by chance).",
          100 * agreement(alignment).map(HalfSetAgreement::turns).orElse(0.0));
    }
    if (contradicted(foundSymmetry(alignment))) {
      return "Do not trust these poses." + symmetry(alignment);
    }
    if (isPattern(alignment.largestView().heterogeneityRatio(), alignment.size())) {
      return String.format(
          Locale.ROOT,
          "One average does not describe these particles: what it leaves of them shares a pattern"
              + " %.2f times as strong as chance gives, from several views, conformations or junk"
              + " (or a filament that goes on beyond the mask%s). Poses hold for the view the average"
              + " shows; sort the particles into classes first.",
          alignment.largestView().heterogeneityRatio(),
          alignment.phases().isPresent() ? "" : ", or defocus that differs: no CTF was used");
    }
    return oneView(alignment, correlation)
        + weakness(alignment)
        + symmetry(alignment)
        + hands(alignment)
        + axis(alignment)
        + outliers(alignment);
  }

  private static String weakness(Alignment alignment) {
    double confidence = Robust.median(alignment.particles().confidence());
    String overstated =
        alignment.largestView().heldOut().trust() < OVERSTATED
            ? String.format(
                Locale.ROOT,
                " The average is overstated: particles that had no part in it confirm %.0f %% of"
                    + " its strength.",
                100 * alignment.largestView().heldOut().trust())
            : "";
    String halves =
        agreement(alignment)
            .filter(found -> found.turns() < UNSURE)
            .map(
                found ->
                    String.format(
                        Locale.ROOT,
                        " Poses are unsure: two halves of the set that were refined apart agree on the"
                            + " angle of %.0f %% of the particles (11 %% by chance).",
                        100 * found.turns()))
            .orElse("");
    if (!halves.isEmpty()) {
      return overstated + halves;
    }
    return confidence < UNSURE && alignment.largestView().halfTurnAmbiguity() <= DOUBTFUL_HALF_TURNS
        ? overstated
            + String.format(
                Locale.ROOT,
                " Poses are unsure: the median probability that a turn is right to within 10 degrees"
                    + " is %.2f.",
                confidence)
        : overstated;
  }

  private static String symmetry(Alignment alignment) {
    RotationalSymmetry symmetry = foundSymmetry(alignment);
    if (symmetry.imposed()) {
      return imposed(symmetry);
    }
    if (symmetry.order() > 2) {
      return String.format(
          Locale.ROOT,
          " The view is %d-fold within noise (correlation with itself turned by %.1f degrees %.3f):"
              + " angles are known modulo %.1f degrees only.",
          symmetry.order(),
          360.0 / symmetry.order(),
          symmetry.similarity(),
          360.0 / symmetry.order());
    }
    return isTwofold(
            alignment.largestView().reliability(), alignment.largestView().halfTurnAmbiguity())
        ? " The view looks nearly the same after a half-turn"
            + agreement(alignment).map(AlignmentVerdict::halfTurns).orElse("")
            + ": rely on angles modulo 180 degrees only."
        : "";
  }

  private static String halfTurns(HalfSetAgreement agreement) {
    return String.format(
        Locale.ROOT,
        " (two halves of the set that were refined apart agree on %.0f %% of the half-turns, 50 %% by"
            + " chance)",
        100 * agreement.halfTurns());
  }

  private static RotationalSymmetry foundSymmetry(Alignment alignment) {
    return alignment.largestView().symmetry();
  }

  private static String imposed(RotationalSymmetry symmetry) {
    double turn = 360.0 / symmetry.order();
    String told =
        contradicted(symmetry)
            ? "the particles contradict that: rough averages without it correlate only %.2f with"
                + " themselves turned by %.1f degrees; try again without the symmetry"
            : "rough averages without it correlate %.2f with themselves turned by %.1f degrees";
    return String.format(
        Locale.ROOT,
        " The average was given the symmetry C%d, as asked ("
            + told
            + "): angles are known modulo"
            + " %.1f degrees.",
        symmetry.order(),
        symmetry.similarity(),
        turn,
        turn);
  }

  /** Whether the particles tell the view from itself where a symmetry says that they cannot. */
  private static boolean contradicted(RotationalSymmetry symmetry) {
    return symmetry.imposed()
        && symmetry.similarity() < ALIKE
        && symmetry.undecidedShare() < TOLD_APART;
  }

  private static String hands(Alignment alignment) {
    return alignment
        .particles()
        .flips()
        .map(
            hands ->
                String.format(
                    Locale.ROOT,
                    isUnsure(hands)
                        ? " The view looks nearly the same in a mirror: flips (%d of %d particles)"
                            + " cannot be relied on."
                        : " %d of %d particles are mirrored.",
                    hands.count(),
                    alignment.size()))
        .orElse("");
  }

  /** Whether the typical particle cannot tell which side it shows. */
  private static boolean isUnsure(MirrorFlips hands) {
    return Robust.median(hands.probability()) < UNSURE;
  }

  private static String axis(Alignment alignment) {
    return alignment
        .particles()
        .shiftAxis(0)
        .filter(ShiftAxis::isFilament)
        .map(
            axis ->
                String.format(
                    Locale.ROOT,
                    " Shifts are known much worse along one axis (at %.0f degrees in the average), as"
                        + " along a filament: to %.2f px along it, to %.2f px across.",
                    axis.directionDegrees(),
                    axis.alongPixels(),
                    axis.acrossPixels()))
        .orElse("");
  }

  static String outliers(Alignment alignment) {
    int outliers = alignment.particles().reliability().map(PoseReliability::outliers).orElse(0);
    return outliers > NEGLIGIBLE_OUTLIERS * alignment.size()
        ? String.format(
            Locale.ROOT,
            " %d of %d particles hardly belong to the set: they are flagged and left out of the"
                + " %s.",
            outliers,
            alignment.size(),
            alignment.hasClasses() ? "averages" : "average")
        : "";
  }

  private static String oneView(Alignment alignment, double correlation) {
    return String.format(
        Locale.ROOT,
        "The particles agree with one average (median correlation with those of the others %.2f%s)"
            + " and show no sign of a second view (shared pattern in the residuals %.2f, chance 1).",
        correlation,
        alignment
            .largestView()
            .reliability()
            .map(
                known ->
                    String.format(Locale.ROOT, ", of pure noise %.2f", known.noiseCorrelation()))
            .orElse(""),
        alignment.largestView().heterogeneityRatio());
  }
}
