package org.cryoudl.pipeline.align.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.ClassAccuracy;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ShiftAxis;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.jspecify.annotations.Nullable;

/**
 * One view in the record of an alignment.
 *
 * @param number counted from 1, as in rlnClassNumber
 * @param particles how many show it
 * @param meanPosterior mean posterior of the class over its particles
 * @param effectiveParticles see {@link ClassAccuracy}; 0 if no particle shows it
 * @param medianPsiErrorDegrees median standard error of psi; null if no particle shows it
 * @param medianShiftErrorPixels the same of shifts
 * @param frc0143Angstroms resolution to which the half averages agree, {@link
 *     RingCorrelation#crossing} at 0.143; null without an end or if the pixel size is unknown
 * @param frc0143Shell the same in cycles per box, -1 if the correlation never falls below
 * @param resolutionAngstroms how fine the average is resolved, {@link ViewResult#resolvedShell};
 *     null without an end, if nothing is resolved, or if the pixel size is unknown
 * @param confirmedShell finest detail that held-out particles confirm, in cycles per box; null if
 *     they confirm all that the halves agree on, or are too few to tell
 * @param ringCorrelation per shell
 * @param patternRatio strongest pattern shared by the residuals over chance
 * @param undecidedHalfTurns least share of half-turns that noise decided wrongly
 * @param flagged particles that do not fit the view
 * @param witnesses particles that were held out of the average
 * @param logEvidence their log likelihood ratio of the average to noise; null without any
 * @param trust share of the average's strength that they confirm
 * @param halfTurnTrust share of the difference between both half-turns that they confirm
 * @param noiseCorrelation median correlation that images of pure noise reach; null if not measured
 * @param agreement of independent halves; null where there was no doubt
 * @param symmetry of the view; null if it was not measured
 * @param shiftAxis direction along which shifts are least certain; null if it was not measured, or
 *     there are classes
 * @param maskRadiusPixels radius of the mask around its average; null if the method has none of its
 *     own
 * @param volume number of the volume, found first, of which it is a group of neighbouring views;
 *     null if of none
 * @param score how likely it shows a molecule, 0 to 1; see {@link ClassQuality}
 * @param recommended whether its score is high enough to go on with it
 * @param scoreReason what lowers the score most, or "recommended"
 * @param level how far it can be trusted: sound, doubtful or do not trust
 * @param remark what has to be known before it is used, or none
 */
record ViewSummary(
    int number,
    int particles,
    double meanPosterior,
    double effectiveParticles,
    @Nullable Double medianPsiErrorDegrees,
    @Nullable Double medianShiftErrorPixels,
    @Nullable Double frc0143Angstroms,
    double frc0143Shell,
    @Nullable Double resolutionAngstroms,
    @Nullable Integer confirmedShell,
    double[] ringCorrelation,
    double patternRatio,
    double undecidedHalfTurns,
    int flagged,
    int witnesses,
    @Nullable Double logEvidence,
    double trust,
    double halfTurnTrust,
    @Nullable Double noiseCorrelation,
    @Nullable HalfSetAgreement agreement,
    @Nullable RotationalSymmetry symmetry,
    @Nullable ShiftAxis shiftAxis,
    @Nullable Double maskRadiusPixels,
    @Nullable Integer volume,
    double score,
    boolean recommended,
    String scoreReason,
    String level,
    String remark) {

  static ViewSummary of(Alignment alignment, int index, String level, String remark) {
    ViewResult view = alignment.views().get(index);
    Optional<ClassAccuracy> accuracy = ClassAccuracy.of(alignment, index);
    ClassQuality score = ClassQuality.of(alignment, index);
    ParticleResults particles = alignment.particles();
    Optional<AverageReliability> reliability = view.reliability();
    double posterior = 0;
    for (double one : particles.inView(index, particles.classPosterior())) {
      posterior += one;
    }
    OptionalDouble resolved = view.rings().crossing(RingCorrelation.RESOLVED);
    Frequencies frequencies = new Frequencies(alignment.box(), alignment.pixelSizeAngstroms());
    OptionalInt confirmed =
        view.heldOut().count() > 0 ? view.heldOut().confirmedShell() : OptionalInt.empty();
    return new ViewSummary(
        index + 1,
        view.particles(),
        posterior / Math.max(1, view.particles()),
        accuracy.map(ClassAccuracy::effectiveParticles).orElse(0.0),
        accuracy.map(ClassAccuracy::psiErrorDegrees).filter(Double::isFinite).orElse(null),
        accuracy.map(ClassAccuracy::shiftErrorPixels).filter(Double::isFinite).orElse(null),
        orNull(frequencies.angstroms(resolved)),
        resolved.orElse(-1),
        orNull(frequencies.angstroms(view.resolvedShell())),
        confirmed.isPresent() ? (Integer) confirmed.getAsInt() : null,
        view.ringCorrelation(),
        view.heterogeneityRatio(),
        view.halfTurnAmbiguity(),
        particles.outliers(index),
        view.heldOut().count(),
        view.heldOut().count() > 0 ? (Double) view.heldOut().logEvidence() : null,
        view.heldOut().trust(),
        view.heldOut().halfTurnTrust(),
        reliability.map(AverageReliability::noiseCorrelation).orElse(null),
        view.agreement().orElse(null),
        reliability.map(AverageReliability::symmetry).orElse(null),
        alignment.hasClasses() ? null : particles.shiftAxis(index).orElse(null),
        reliability.map(known -> known.maskRadius() * alignment.box()).orElse(null),
        orNull(alignment.volumeOf(index)),
        score.value(),
        score.isRecommended(),
        score.reason(),
        level,
        remark);
  }

  private static @Nullable Integer orNull(OptionalInt value) {
    return value.isPresent() ? (Integer) value.getAsInt() : null;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? (Double) value.getAsDouble() : null;
  }
}
