package org.cryoudl.similarity;

/**
 * How alike two images are that lie on each other.
 *
 * @param ncc normalised cross-correlation, -1 to 1
 * @param ssim structural similarity, -1 to 1 (Wang et al. 2004)
 * @param mutualInformation as the correlation that two normal variables of this mutual information
 *     would have, 0 to 1 (Linfoot 1957)
 */
public record PairMeasures(double ncc, double ssim, double mutualInformation) {}
