package org.cryoudl.alignment.result;

/**
 * How far poses can be relied on, found by comparing each particle with an average that does not
 * hold it. Arrays run over the particles that were aligned.
 *
 * @param halfTurnProbability probability of the half-turn, given the angle modulo 180 degrees
 * @param effectivePoses exponential of the entropy of the posterior on a grid of 2 degrees and
 *     0.008 box: 1 if one pose stands out
 * @param minorShiftErrorPixels standard error of the shift across its worse axis
 * @param shiftAxisDegrees direction of the worse axis in the average, modulo 180 degrees, clockwise
 *     from +x
 * @param outlier whether a particle hardly belongs to the set; the averages are without it
 */
public record PoseReliability(
    double[] halfTurnProbability,
    double[] effectivePoses,
    double[] minorShiftErrorPixels,
    double[] shiftAxisDegrees,
    boolean[] outlier) {

  /** How many particles hardly belong to the set. */
  public int outliers() {
    int count = 0;
    for (boolean one : outlier) {
      count += one ? 1 : 0;
    }
    return count;
  }
}
