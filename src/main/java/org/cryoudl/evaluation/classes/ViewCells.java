package org.cryoudl.evaluation.classes;

import java.util.List;

/**
 * 48 cells of the sphere, spread evenly on a spiral: from how many of those that a specimen is seen
 * from does some class look?
 *
 * @param specimenOf specimen of each particle, -1 for what is no molecule
 * @param cellOf cell of each particle
 */
record ViewCells(int[] specimenOf, int[] cellOf) {

  private static final int CELLS = 48;
  private static final double LEAST_SHARE = 0.01;
  private static final double NEAR_DEGREES = 20;
  private static final double[][] DIRECTIONS = directions();

  private static double[][] directions() {
    double[][] all = new double[CELLS][];
    for (int c = 0; c < CELLS; c++) {
      double latitude = Math.acos(1 - (c + 0.5) / (CELLS / 2));
      double longitude = Math.PI * (1 + Math.sqrt(5)) * (c + 0.5);
      all[c] =
          new double[] {
            Math.sin(latitude) * Math.cos(longitude),
            Math.sin(latitude) * Math.sin(longitude),
            Math.cos(latitude)
          };
    }
    return all;
  }

  /**
   * Share of the occupied cells from which a class has its mean direction within 20 degrees. A cell
   * is occupied by a specimen if at least 1 % of its particles, and one, look from there.
   *
   * @param weights how often each particle counts
   * @param means for each specimen the mean directions of its classes
   */
  double found(int[] weights, List<List<double[]>> means) {
    long[][] counts = new long[means.size()][CELLS];
    long[] sizes = new long[means.size()];
    for (int i = 0; i < weights.length; i++) {
      if (specimenOf[i] >= 0) {
        counts[specimenOf[i]][cellOf[i]] += weights[i];
        sizes[specimenOf[i]] += weights[i];
      }
    }
    int occupied = 0;
    int seen = 0;
    for (int s = 0; s < means.size(); s++) {
      for (int c = 0; c < CELLS; c++) {
        if (counts[s][c] >= Math.max(1, LEAST_SHARE * sizes[s])) {
          double[] cell = DIRECTIONS[c];
          occupied++;
          seen += means.get(s).stream().anyMatch(mean -> near(mean, cell)) ? 1 : 0;
        }
      }
    }
    return (double) seen / Math.max(1, occupied);
  }

  private static boolean near(double[] mean, double[] cell) {
    double cosine = mean[0] * cell[0] + mean[1] * cell[1] + mean[2] * cell[2];
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine)))) < NEAR_DEGREES;
  }

  /** The cell whose direction is nearest to a rotation's. */
  static int nearest(double[] rotation) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < CELLS; c++) {
      double[] d = DIRECTIONS[c];
      double cosine = rotation[6] * d[0] + rotation[7] * d[1] + rotation[8] * d[2];
      if (cosine > largest) {
        largest = cosine;
        best = c;
      }
    }
    return best;
  }
}
