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
}
