package org.cryoudl.evaluation.classes;

import java.util.Locale;
import org.cryoudl.geometry.EulerAngles;

/**
 * A classification of particles whose true views are known. One entry a particle in each array.
 *
 * @param classes class found
 * @param psiDegrees in-plane angle found, RELION's rlnAnglePsi
 * @param flagged whether the classification marks the particle as none
 * @param views true direction and in-plane angle
 * @param specimens true specimen; {@code junk} or {@code -1} is no molecule
 */
public record ClassifiedViews(
    int[] classes,
    double[] psiDegrees,
    boolean[] flagged,
    EulerAngles[] views,
    String[] specimens) {

  public ClassifiedViews {
    int n = classes.length;
    if (n == 0
        || psiDegrees.length != n
        || flagged.length != n
        || views.length != n
        || specimens.length != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d classes, %d angles, %d flags, %d views and %d specimens must be as many and at"
                  + " least 1",
              n,
              psiDegrees.length,
              flagged.length,
              views.length,
              specimens.length));
    }
  }

  /** Number of particles. */
  public int size() {
    return classes.length;
  }

  /** Whether that name stands for no molecule. */
  static boolean isJunk(String specimen) {
    return specimen.equals("junk") || specimen.equals("-1");
  }
}
