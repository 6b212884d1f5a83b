package org.cryoudl.alignment.result;

import java.util.Optional;

/**
 * How far the average of a view can be relied on.
 *
 * @param maskRadius radius of the mask around the average, as a share of the box
 * @param symmetry rotational symmetry of the view, as far as the particles can tell
 * @param noiseCorrelation median correlation that images of pure noise reach with the average in
 *     the best of all poses
 * @param testimony what particles that had no part in the average say of it
 * @param agreement how far halves of the set agree that were refined apart; empty where the
 *     witnesses left no doubt, or none were asked
 */
public record AverageReliability(
    double maskRadius,
    RotationalSymmetry symmetry,
    double noiseCorrelation,
    HeldOutEvidence testimony,
    Optional<HalfSetAgreement> agreement) {}
