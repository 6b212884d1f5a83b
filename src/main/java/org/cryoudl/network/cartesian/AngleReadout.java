package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import org.cryoudl.geometry.Angles;

/** Reads the answers of a {@link CartesianNetwork} on the host, modulo half a turn. */
public final class AngleReadout {

  private static final double HALF_TURN = 180;

  private AngleReadout() {}

  /**
   * Angles of answers.
   *
   * @param answers pairs x 1 degrees, or pairs x 2 (cos 2t, sin 2t) of any length
   * @return psi that turns each image onto its reference, in [-90, 90)
   */
  public static double[] psiDegrees(NDArray answers) {
    int width = (int) answers.getShape().get(1);
    float[] values = answers.toFloatArray();
    double[] psi = new double[values.length / width];
    for (int i = 0; i < psi.length; i++) {
      double degrees =
          width == 1 ? values[i] : Math.toDegrees(Math.atan2(values[2 * i + 1], values[2 * i])) / 2;
      psi[i] = Angles.wrap(degrees, HALF_TURN);
    }
    return psi;
  }

  /** The circular mean of angles modulo half a turn, in [-90, 90). */
  public static double meanDegrees(double[] psiDegrees) {
    double cos = 0;
    double sin = 0;
    for (double psi : psiDegrees) {
      cos += Math.cos(Math.toRadians(2 * psi));
      sin += Math.sin(Math.toRadians(2 * psi));
    }
    return Angles.wrap(Math.toDegrees(Math.atan2(sin, cos)) / 2, HALF_TURN);
  }
}
