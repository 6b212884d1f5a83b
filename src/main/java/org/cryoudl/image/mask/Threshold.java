package org.cryoudl.image.mask;

import java.util.Arrays;
import org.cryoudl.image.grid.Grid;

/** Thresholds that are found from the values. */
public final class Threshold {

  private static final int BINS = 1024;

  /** Volume of protein in cubic Angstrom per dalton (Harpaz et al., Structure 2 (1994) 641). */
  public static final double CUBIC_ANGSTROMS_PER_DALTON = 1.21;

  private Threshold() {}

  /**
   * The threshold that divides the values into the two groups that differ most (Otsu, IEEE Trans.
   * Syst. Man Cybern. 9 (1979) 62).
   */
  public static double otsu(Grid grid) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float value : grid.values()) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double width = (most - least) / BINS;
    if (!(width > 0)) {
      return least;
    }
    long[] counts = new long[BINS];
    for (float value : grid.values()) {
      counts[Math.min(BINS - 1, (int) ((value - least) / width))]++;
    }
    double total = 0;
    for (int b = 0; b < BINS; b++) {
      total += (double) b * counts[b];
    }
    double below = 0;
    double sum = 0;
    double best = -1;
    double sumOfBest = 0;
    int equal = 0;
    for (int b = 0; b < BINS - 1; b++) {
      below += counts[b];
      sum += (double) b * counts[b];
      double above = grid.size() - below;
      double apart = sum / below - (total - sum) / above;
      double between = below * above * apart * apart;
      if (between > best * (1 + 1e-12)) {
        best = between;
        sumOfBest = 0;
        equal = 0;
      }
      if (between >= best) {
        // An empty gap between the groups: its middle.
        sumOfBest += b + 1;
        equal++;
      }
    }
    return least + width * sumOfBest / equal;
  }

  /**
   * The contour that holds a mass of protein: as many voxels as it fills are at least as dense.
   *
   * @param kilodaltons the mass
   * @param pixelSizeAngstroms of the volume
   * @return NaN if the volume has fewer voxels
   */
  public static double ofMass(Grid volume, double kilodaltons, double pixelSizeAngstroms) {
    double voxel = Math.pow(pixelSizeAngstroms, 3);
    double count = Math.rint(kilodaltons * 1000 * CUBIC_ANGSTROMS_PER_DALTON / voxel);
    if (!(count >= 1 && count <= volume.size())) {
      return Double.NaN;
    }
    float[] sorted = volume.values().clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - (int) count];
  }
}
