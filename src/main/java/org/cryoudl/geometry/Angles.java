package org.cryoudl.geometry;

/** Arithmetic of angles in degrees and of the plane rotation R(t) that all conventions share. */
public final class Angles {

  private Angles() {}

  /** Brings {@code degrees} into [-period/2, period/2). */
  public static double wrap(double degrees, double period) {
    double wrapped = degrees - period * Math.floor((degrees + period / 2) / period);
    // Rounding can land exactly on the excluded end.
    return wrapped >= period / 2 ? wrapped - period : wrapped;
  }

  /** {@code R(t) (x, y)} with {@code R(t) = [[cos t, -sin t], [sin t, cos t]]}, as {x, y}. */
  public static double[] rotate(double degrees, double x, double y) {
    double radians = Math.toRadians(degrees);
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    return new double[] {cos * x - sin * y, sin * x + cos * y};
  }
}
