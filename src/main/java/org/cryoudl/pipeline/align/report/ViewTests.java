package org.cryoudl.pipeline.align.report;

import java.util.Optional;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ShiftAxis;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.statistics.Robust;

/**
 * What has to be tested of a view before its poses are used: the rules of the verdict.
 *
 * @param alignment the view's
 * @param index of the view in {@link Alignment#views}
 */
record ViewTests(Alignment alignment, int index) {

  /** Share of the average's strength below which the average is overstated. */
  private static final double OVERSTATED = 0.75;

  /** Median probability, or share of the particles, below which poses are uncertain. */
  private static final double UNCERTAIN = 0.9;

  /** Share of right half-turns, by independent halves, below which they are uncertain. */
  private static final double UNCERTAIN_HALF_TURNS = 0.99;

  /** Ratio of the strongest pattern in the residuals to chance from which on it is reported. */
  private static final double SECOND_PATTERN = 1.25;

  /** Least share of half-turns decided by noise from which on they are uncertain. */
  private static final double AMBIGUOUS_HALF_TURNS = 1e-3;

  /** Correlation of a view with itself after a rotation below which it is another view. */
  private static final double ALIKE = 0.8;

  /** Share of particles that noise rotates wrongly below which two orientations differ. */
  private static final double DISTINCT = 0.05;

  ViewResult view() {
    return alignment.views().get(index);
  }

  /** Median whitened correlation of its particles. */
  double medianCorrelation() {
    return median(alignment.particles().correlation());
  }

  /** Median confidence of its particles. */
  double medianConfidence() {
    return median(alignment.particles().confidence());
  }

  private double median(double[] values) {
    return Robust.median(alignment.particles().inView(index, values));
  }

  /** What particles correlate with an average of noise that they are part of. */
  double ownShare() {
    return 1 / Math.sqrt(view().particles());
  }

  /** Whether held-out particles agree with its average no better than noise does. */
  boolean isNoise() {
    return view().heldOut().indicatesNoise() && !isUnconfirmed();
  }

  /** Whether they agree with it, but may do so because each chose the best of all averages. */
  boolean isUnconfirmed() {
    return view().heldOut().mayBeChosen();
  }

  /**
   * Whether its particles are too few for a test: no particle was held out and the correlation is
   * no more than noise can have, halves are too small to compare, or it was not scored while other
   * classes were.
   */
  boolean isTooSmall() {
    return view().heldOut().isUntested()
        || (alignment.hasClasses() && view().reliability().isEmpty())
        || (view().heldOut().count() == 0 && medianCorrelation() < ownShare());
  }

  /** Whether independent halves do not confirm its rotations. */
  boolean hasNoRotations() {
    return view().reliability().filter(AverageReliability::hasNoRotations).isPresent();
  }

  /** Whether particles distinguish orientations that an imposed symmetry makes equal. */
  boolean contradictsSymmetry() {
    return symmetry().imposed()
        && symmetry().similarity() < ALIKE
        && symmetry().undecidedShare() < DISTINCT;
  }

  /**
   * Whether its particles share a pattern beside their average. The variance along one direction,
   * known from n particles, has a relative standard deviation of sqrt(2 / n).
   */
  boolean isMixed() {
    double chance = 1 + 2 * Math.sqrt(2.0 / view().particles());
    return view().heterogeneityRatio() > Math.max(SECOND_PATTERN, chance);
  }

  /** Whether held-out particles confirm only a part of its average's strength. */
  boolean isOverstated() {
    return view().heldOut().trust() < OVERSTATED;
  }

  /** Whether independent halves disagree on the rotations of many particles. */
  boolean halvesDisagree() {
    return agreement().filter(found -> found.turns() < UNCERTAIN).isPresent();
  }

  /** Whether the typical particle does not know its pose, and not only because of half-turns. */
  boolean isUncertain() {
    return halvesDisagree()
        || (medianConfidence() < UNCERTAIN && view().halfTurnAmbiguity() <= AMBIGUOUS_HALF_TURNS);
  }

  /** Whether it has more than a two-fold symmetry within noise that was not imposed. */
  boolean isSymmetric() {
    return symmetry().order() > 2 && !symmetry().imposed();
  }

  /** Whether it can hardly be distinguished from itself after a half-turn, by any of the tests. */
  boolean hasAmbiguousHalfTurns() {
    return symmetry().order() <= 2
        && !symmetry().imposed()
        && (symmetry().order() == 2
            || view().halfTurnAmbiguity() > AMBIGUOUS_HALF_TURNS
            || agreement()
                .filter(
                    found ->
                        found.likelyHalfTurns() < UNCERTAIN_HALF_TURNS
                            || found.halfTurnCertainty() < UNCERTAIN)
                .isPresent());
  }

  /** The numbers of other classes that show the same view as far as is known. */
  ClassNames likeThis() {
    return paired(false);
  }

  /** Whether another class shows the same view as far as is known. */
  boolean isLikeAnother() {
    return !likeThis().numbers().isEmpty();
  }

  /** The numbers of other classes that particles tell from it, but whose averages look the same. */
  ClassNames similarToThis() {
    return paired(true);
  }

  /** Whether the average of another class looks the same, although particles tell them apart. */
  boolean isSimilarToAnother() {
    return !similarToThis().numbers().isEmpty();
  }

  private ClassNames paired(boolean different) {
    return new ClassNames(
        alignment.alike().stream()
            .filter(pair -> pair.isConfirmedDifferent() == different)
            .filter(pair -> pair.first() == index || pair.second() == index)
            .map(pair -> pair.first() + pair.second() - index + 1)
            .toList());
  }

  /** Whether the typical particle does not know whether it is mirrored. */
  boolean hasUncertainFlips() {
    return alignment
        .particles()
        .flips()
        .filter(found -> median(found.probability()) < UNCERTAIN)
        .isPresent();
  }

  /** The axis along which its shifts are known clearly worse, if there is one. */
  Optional<ShiftAxis> filament() {
    return alignment.particles().shiftAxis(index).filter(ShiftAxis::isFilament);
  }

  RotationalSymmetry symmetry() {
    return view().symmetry();
  }

  Optional<HalfSetAgreement> agreement() {
    return view().agreement();
  }

  HeldOutEvidence heldOut() {
    return view().heldOut();
  }
}
