package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;

/**
 * One class in the record of an alignment.
 *
 * @param number counted from 1, as in rlnClassNumber
 * @param particles how many are in it
 * @param meanPosterior mean posterior of the class over its particles
 * @param frc0143Angstroms resolution at which the half averages' correlation falls below 0.143;
 *     null if it never does or the pixel size is unknown
 * @param frc0143Shell the same in cycles per box, -1 if never
 * @param patternRatio strongest pattern shared by the residuals over chance
 * @param undecidedHalfTurns least share of half-turns that noise decided wrongly
 * @param flagged particles that hardly belong to the class
 * @param witnesses particles that had no part in the average and were asked about it
 * @param logEvidence what they say of it, null if there were none
 * @param trust share of the average's strength that they confirm
 * @param agreement of halves that were refined apart, null if that was not asked
 * @param symmetry of the view, null if the class has too few particles to tell
 * @param maskRadiusPixels radius of the mask around its average, null if it was not appraised
 * @param remark what has to be known before it is used, or none
 */
record ClassSummary(
    int number,
    int particles,
    double meanPosterior,
    Double frc0143Angstroms,
    int frc0143Shell,
    double patternRatio,
    double undecidedHalfTurns,
    int flagged,
    int witnesses,
    Double logEvidence,
    double trust,
    HalfSetAgreement agreement,
    RotationalSymmetry symmetry,
    Double maskRadiusPixels,
    String remark) {

  /** The classes of an alignment, none if the particles were not sorted. */
  static List<ClassSummary> of(Alignment alignment) {
    List<ClassSummary> all = new ArrayList<>();
    if (!alignment.hasClasses()) {
      return all;
    }
    ParticleResults particles = alignment.particles();
    OptionalDouble pixelSize = alignment.pixelSizeAngstroms();
    double[] posterior = new double[alignment.views().size()];
    for (int i = 0; i < particles.size(); i++) {
      posterior[particles.classIndex()[i]] += particles.classPosterior()[i];
    }
    ClassVerdict verdict = new ClassVerdict(alignment);
    for (int k = 0; k < posterior.length; k++) {
      ViewResult view = alignment.views().get(k);
      HeldOutEvidence heldOut = view.heldOut();
      int shell = view.shellBelow(0.143);
      all.add(
          new ClassSummary(
              k + 1,
              view.particles(),
              posterior[k] / Math.max(1, view.particles()),
              shell > 0 && pixelSize.isPresent()
                  ? alignment.box() * pixelSize.getAsDouble() / shell
                  : null,
              shell,
              view.heterogeneityRatio(),
              view.halfTurnAmbiguity(),
              particles.outliers(k),
              heldOut.count(),
              heldOut.count() > 0 ? (Double) heldOut.logEvidence() : null,
              heldOut.trust(),
              view.agreement().orElse(null),
              view.reliability().map(AverageReliability::symmetry).orElse(null),
              view.reliability().map(a -> a.maskRadius() * alignment.box()).orElse(null),
              view.particles() > 0 ? verdict.remark(k) : "empty"));
    }
    return all;
  }
}
