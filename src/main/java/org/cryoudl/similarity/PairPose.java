package org.cryoudl.similarity;

import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;

/**
 * How the second average of a pair has to be moved to lie on the first: mirrored left to right
 * about its centre column, if it is, then moved by a pose.
 *
 * @param mirrored whether it is mirrored first
 * @param pose shift, then turn, in pixels of the image that it is used on
 */
public record PairPose(boolean mirrored, Pose pose) {

  private static final Warp WARP = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);

  /** The same motion in an image of other size. */
  public PairPose scaled(double factor) {
    return new PairPose(
        mirrored,
        new Pose(pose.psiDegrees(), factor * pose.originXPixels(), factor * pose.originYPixels()));
  }

  /**
   * The motion of the first average onto the second. A mirror turns the sense of rotations: it is
   * its own inverse but for the shift.
   */
  public PairPose inverse() {
    // Where the first frame's centre comes from in the second image, seen in the first's
    // directions.
    double[] moved = Angles.rotate(pose.psiDegrees(), pose.originXPixels(), pose.originYPixels());
    return mirrored
        ? new PairPose(true, new Pose(pose.psiDegrees(), moved[0], -moved[1]))
        : new PairPose(false, new Pose(-pose.psiDegrees(), -moved[0], -moved[1]));
  }

  /** The second average as it lies on the first. */
  public Image apply(Image second) {
    return WARP.apply(mirrored ? mirrored(second) : second, pose);
  }

  /**
   * A square image mirrored left to right about its centre column; an even one repeats its edge.
   */
  static Image mirrored(Image image) {
    int box = image.box();
    Image mirror = Image.square(box);
    int centre = Image.centre(box);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        mirror.pixels()[r * box + c] = image.at(r, Math.min(box - 1, 2 * centre - c));
      }
    }
    return mirror;
  }
}
