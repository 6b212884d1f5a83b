package org.cryoudl.geometry;

import org.jspecify.annotations.Nullable;

/** Arithmetic of three-dimensional vectors; no method changes its arguments. */
public final class Vectors {

  private Vectors() {}

  /** {@code a - b}. */
  public static double[] minus(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }

  /** {@code start + factor * direction}. */
  public static double[] along(double[] start, double[] direction, double factor) {
    return new double[] {
      start[0] + factor * direction[0],
      start[1] + factor * direction[1],
      start[2] + factor * direction[2]
    };
  }

  /** The scalar product {@code a . b}. */
  public static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  /** The length of a vector. */
  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** The vector of length 1 in the same direction; {@code a} is not zero. */
  public static double[] unit(double[] a) {
    double norm = norm(a);
    return new double[] {a[0] / norm, a[1] / norm, a[2] / norm};
  }

  /** The vector product {@code a x b}. */
  public static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  /**
   * A unit vector perpendicular to {@code direction}: the one nearest to {@code wish}, or any if
   * the wish is null or parallel to it.
   */
  public static double[] perpendicular(double[] direction, double @Nullable [] wish) {
    double[] axis = unit(direction);
    if (wish != null) {
      double[] rest = along(wish, axis, -dot(wish, axis));
      if (norm(rest) > 1e-6) {
        return unit(rest);
      }
    }
    double[] helper = Math.abs(axis[0]) < 0.7 ? new double[] {1, 0, 0} : new double[] {0, 1, 0};
    return unit(cross(axis, helper));
  }
}
