package org.cryoudl.alignment.poses;

import org.cryoudl.geometry.Pose;

/**
 * The best pose and what surrounds it.
 *
 * @param pose the posterior's maximum in the most probable class, between grid points
 * @param confidence posterior mass within one grid step of it
 * @param logEvidence log of the likelihood summed over all candidates
 * @param classIndex the most probable class
 * @param classShares posterior of each class, summed over poses
 * @param classDegrees the best turn in each class, on the grid; NaN where none was tried
 */
public record PoseFound(
    Pose pose,
    double confidence,
    double logEvidence,
    int classIndex,
    double[] classShares,
    double[] classDegrees) {}
