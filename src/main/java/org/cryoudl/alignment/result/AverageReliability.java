package org.cryoudl.alignment.result;

import java.util.Optional;

/**
 * How far the average of a view can be relied on.
 *
 * @param maskRadius radius of the mask around the average, as a share of the box
 * @param symmetry rotational symmetry of the view, as far as it shows in the particles
 * @param noiseCorrelation median correlation that images of pure noise reach with the average in
 *     the best of all poses
 * @param heldOut how far particles that had no part in the average agree with it
 * @param agreement how far halves of the set agree that were refined apart; empty where the
 *     held-out particles left no doubt, or there were none
 */
public record AverageReliability(
    double maskRadius,
    RotationalSymmetry symmetry,
    double noiseCorrelation,
    HeldOutEvidence heldOut,
    Optional<HalfSetAgreement> agreement) {

  /** The same with another word of held-out particles. */
  AverageReliability with(HeldOutEvidence other) {
    return new AverageReliability(maskRadius, symmetry, noiseCorrelation, other, agreement);
  }
}
