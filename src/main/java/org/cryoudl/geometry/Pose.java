package org.cryoudl.geometry;

/**
 * An in-plane pose in RELION's convention: {@code c_out = R(psi) (c_in + o)}, that is shift by +o
 * first, then turn by +psi. Coordinates are {@code c = (x, y) = (column - floor(N/2), row -
 * floor(N/2))}, rows in file order, and {@code R(t) = [[cos t, -sin t], [sin t, cos t]]} turns +x
 * (right) toward +row. The pose maps the frame of the particle image to the aligned frame. As
 * sampling: {@code out(c) = in(R(-psi) c - o)}.
 *
 * @param psiDegrees rotation in degrees, any real value
 * @param originXPixels o.x in pixels; the particle sits at -o in its box
 * @param originYPixels o.y in pixels
 */
public record Pose(double psiDegrees, double originXPixels, double originYPixels) {

  /** The pose that leaves an image as it is. */
  public static final Pose IDENTITY = new Pose(0, 0, 0);

  public Pose {
    if (!Double.isFinite(psiDegrees + originXPixels + originYPixels)) {
      throw new IllegalArgumentException(
          "pose must be finite, got psi "
              + psiDegrees
              + ", origin ("
              + originXPixels
              + ", "
              + originYPixels
              + ")");
    }
  }

  /** This pose with its rotation brought into [-180, 180). */
  public Pose normalised() {
    return new Pose(Angles.wrap(psiDegrees, 360), originXPixels, originYPixels);
  }

  /** Where the point (x, y) of the particle image lands in the aligned frame, as {x, y}. */
  public double[] apply(double x, double y) {
    return Angles.rotate(psiDegrees, x + originXPixels, y + originYPixels);
  }

  /** Where the point (x, y) of the aligned frame comes from in the particle image, as {x, y}. */
  public double[] applyInverse(double x, double y) {
    double[] turned = Angles.rotate(-psiDegrees, x, y);
    return new double[] {turned[0] - originXPixels, turned[1] - originYPixels};
  }

  /**
   * This pose followed by a motion of the aligned frame: {@code c -> R(turn) c + shift}. Used to
   * bring an average, and every pose with it, to another orientation or centre.
   */
  public Pose thenMove(double turnDegrees, double shiftXPixels, double shiftYPixels) {
    // R(turn) R(psi) (c + o) + s = R(psi + turn) (c + o + R(-psi - turn) s)
    double psi = psiDegrees + turnDegrees;
    double[] back = Angles.rotate(-psi, shiftXPixels, shiftYPixels);
    return new Pose(psi, originXPixels + back[0], originYPixels + back[1]);
  }
}
