package org.cryoudl.training.pairs;

import org.cryoudl.network.matching.AngleCurve;

/** Targets of pairs where every image's rotation is known. */
final class KnownTargets {

  private KnownTargets() {}

  /**
   * A curve for each pair of a layout, around the difference of its two rotations.
   *
   * @param turnDegrees rotation of each image (+x toward +row)
   * @param deviationDegrees standard deviation of a curve
   * @param bins values of a curve, over 180 degrees
   * @return pairs x bins values
   */
  static float[] of(PairLayout layout, double[] turnDegrees, double deviationDegrees, int bins) {
    int[][] pairs = layout.indices();
    float[] targets = new float[pairs.length * bins];
    for (int p = 0; p < pairs.length; p++) {
      double psi = turnDegrees[pairs[p][0]] - turnDegrees[pairs[p][1]];
      AngleCurve.writeTarget(psi, deviationDegrees, targets, p * bins, bins);
    }
    return targets;
  }
}
