package org.cryoudl.geometry;

/**
 * An in-plane pose in XMIPP's convention: {@code c_out = F R(-psi) c_in + s} with {@code F =
 * diag(-1, 1)} if flipped: turn, mirror x, then shift. Flipping does not negate shiftX.
 *
 * @param psiDegrees XMIPP's anglePsi in degrees
 * @param shiftXPixels XMIPP's shiftX in pixels
 * @param shiftYPixels XMIPP's shiftY in pixels
 * @param flip whether the image is mirrored along x
 */
public record XmippPose(double psiDegrees, double shiftXPixels, double shiftYPixels, boolean flip) {

  /** Where the point (x, y) of the particle image lands in the aligned frame, as {x, y}. */
  public double[] apply(double x, double y) {
    double[] turned = Angles.rotate(-psiDegrees, x, y);
    return new double[] {(flip ? -turned[0] : turned[0]) + shiftXPixels, turned[1] + shiftYPixels};
  }

  /** The same motion in XMIPP's terms: {@code psi_x = -psi_r, s = R(psi_r) o}. */
  public static XmippPose of(Pose relion) {
    double[] shift =
        Angles.rotate(relion.psiDegrees(), relion.originXPixels(), relion.originYPixels());
    return new XmippPose(-relion.psiDegrees(), shift[0], shift[1], false);
  }

  /**
   * The motion that mirrors x first, if {@code flip} says so, and then applies a RELION pose:
   * {@code R(psi) (F c + o) = F R(-psi) c + R(psi) o}.
   */
  public static XmippPose of(Pose relion, boolean flip) {
    XmippPose plain = of(relion);
    return flip
        ? new XmippPose(relion.psiDegrees(), plain.shiftXPixels(), plain.shiftYPixels(), true)
        : plain;
  }

  /**
   * The same motion in RELION's terms: {@code psi_r = -psi_x, o = R(psi_x) s}.
   *
   * @throws IllegalStateException if the image is flipped, which RELION's 2D metadata cannot hold
   */
  public Pose toRelion() {
    if (flip) {
      throw new IllegalStateException("a flipped pose has no counterpart in RELION's convention");
    }
    double[] origin = Angles.rotate(psiDegrees, shiftXPixels, shiftYPixels);
    return new Pose(-psiDegrees, origin[0], origin[1]);
  }
}
