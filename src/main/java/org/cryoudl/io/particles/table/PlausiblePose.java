package org.cryoudl.io.particles.table;

import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.geometry.XmippPose;

/** Poses from files, refused where a number is so great that sums with it mean nothing. */
final class PlausiblePose {

  /** In degrees and in pixels. */
  private static final double GREATEST = 1e9;

  private PlausiblePose() {}

  /**
   * A pose in RELION's convention.
   *
   * @param place of the row, for a message
   * @throws DataException if a number is too great
   */
  static Pose of(String place, double psiDegrees, double xPixels, double yPixels) {
    require(place, psiDegrees, xPixels, yPixels);
    return new Pose(psiDegrees, xPixels, yPixels);
  }

  /** The same in XMIPP's convention. */
  static XmippPose ofXmipp(
      String place, double psiDegrees, double xPixels, double yPixels, boolean flip) {
    require(place, psiDegrees, xPixels, yPixels);
    return new XmippPose(psiDegrees, xPixels, yPixels, flip);
  }

  private static void require(String place, double psiDegrees, double xPixels, double yPixels) {
    if (Math.abs(psiDegrees) <= GREATEST
        && Math.abs(xPixels) <= GREATEST
        && Math.abs(yPixels) <= GREATEST) {
      return;
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s: the pose has psi %s degrees and shift (%s, %s) pixels, but none may be greater than"
                + " %.0f; correct the row or remove it",
            place,
            psiDegrees,
            xPixels,
            yPixels,
            GREATEST));
  }
}
