package org.cryoudl.geometry;

import java.util.Locale;

/**
 * The direction a three-dimensional density is seen from: RELION's Euler angles, ZYZ (Heymann et
 * al., J. Struct. Biol. 151 (2005) 196). The density is projected along z after {@code r ->
 * matrix() r}, so with rot = tilt = 0 a point r appears in the picture at {@code R(-psi) (x, y)}.
 *
 * @param rotDegrees rlnAngleRot, first turn, about z
 * @param tiltDegrees rlnAngleTilt, second turn, about the new y
 * @param psiDegrees rlnAnglePsi, third turn, about the new z: in the plane of the picture
 */
public record EulerAngles(double rotDegrees, double tiltDegrees, double psiDegrees) {

  /** Seen along z, unturned. */
  public static final EulerAngles IDENTITY = new EulerAngles(0, 0, 0);

  /** Below this sine of the tilt the first and third turn are about one axis. */
  private static final double DEGENERATE = 1e-12;

  public EulerAngles {
    if (!Double.isFinite(rotDegrees + tiltDegrees + psiDegrees)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Euler angles must be finite, got rot %s, tilt %s, psi %s",
              rotDegrees,
              tiltDegrees,
              psiDegrees));
    }
  }

  /**
   * One of some directions that are spread evenly over the sphere, on a spiral; psi is 0.
   *
   * @param index from 0
   * @param count of all directions
   */
  public static EulerAngles onSpiral(int index, int count) {
    double cosine = 1 - (2 * index + 1.0) / count;
    return new EulerAngles(
        Math.toDegrees(Math.PI * (1 + Math.sqrt(5)) * index) % 360,
        Math.toDegrees(Math.acos(cosine)),
        0);
  }

  /**
   * The rotation from the density's frame to the picture's (x right, y toward larger rows, z along
   * the beam): nine values, row by row.
   */
  public double[] matrix() {
    double ca = Math.cos(Math.toRadians(rotDegrees));
    double sa = Math.sin(Math.toRadians(rotDegrees));
    double cb = Math.cos(Math.toRadians(tiltDegrees));
    double sb = Math.sin(Math.toRadians(tiltDegrees));
    double cg = Math.cos(Math.toRadians(psiDegrees));
    double sg = Math.sin(Math.toRadians(psiDegrees));
    return new double[] {
      cg * cb * ca - sg * sa,
      cg * cb * sa + sg * ca,
      -cg * sb,
      -sg * cb * ca - cg * sa,
      -sg * cb * sa + cg * ca,
      sg * sb,
      sb * ca,
      sb * sa,
      cb
    };
  }

  /**
   * The angles of a rotation: tilt within [0, 180], the others within [-180, 180). Where the tilt
   * is 0 or 180 degrees only rot and psi together mean something, and rot is 0.
   *
   * @param m nine values, row by row
   * @throws IllegalArgumentException if it is no rotation: columns that are not of length 1 and at
   *     right angles to 1e-3, or a mirror
   */
  public static EulerAngles ofMatrix(double... m) {
    requireRotation(m);
    double sine = Math.hypot(m[6], m[7]);
    double tilt = Math.atan2(sine, m[8]);
    double rot = sine < DEGENERATE ? 0 : Math.atan2(m[7], m[6]);
    // The axis of the second turn lies in the picture: where it lies there is the third turn.
    double x = m[1] * Math.cos(rot) - m[0] * Math.sin(rot);
    double y = m[4] * Math.cos(rot) - m[3] * Math.sin(rot);
    return new EulerAngles(
        Angles.wrap(Math.toDegrees(rot), 360),
        Math.toDegrees(tilt),
        Angles.wrap(Math.toDegrees(Math.atan2(x, y)), 360));
  }

  private static void requireRotation(double... m) {
    double worst = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = i; j < 3; j++) {
        double product = m[i] * m[j] + m[3 + i] * m[3 + j] + m[6 + i] * m[6 + j];
        worst = Math.max(worst, Math.abs(product - (i == j ? 1 : 0)));
      }
    }
    double determinant =
        m[0] * (m[4] * m[8] - m[5] * m[7])
            - m[1] * (m[3] * m[8] - m[5] * m[6])
            + m[2] * (m[3] * m[7] - m[4] * m[6]);
    if (!(worst < 1e-3 && determinant > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the matrix is no rotation: its columns miss length 1 and right angles by %.3g, and"
                  + " its determinant is %.6g",
              worst,
              determinant));
    }
  }
}
