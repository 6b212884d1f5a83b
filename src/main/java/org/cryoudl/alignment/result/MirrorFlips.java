package org.cryoudl.alignment.result;

/**
 * Which particles were mirrored onto the average. Poses of mirrored particles are those of the
 * mirrored image. Which side of the specimen the average shows is chance.
 *
 * @param flipped whether x becomes -x before a particle's pose is applied
 * @param probability that this is right, given the averages of the half sets without the particle,
 *     0 to 1
 */
public record MirrorFlips(boolean[] flipped, double[] probability) {

  /** How many particles are mirrored. */
  public int count() {
    int count = 0;
    for (boolean one : flipped) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
