package org.cryoudl.network.matching;

import org.cryoudl.geometry.Angles;

/** Reads and makes curves over the angles of half a turn, bin a lying at 180 a / bins degrees. */
public final class AngleCurve {

  private static final double HALF_TURN = 180;

  private AngleCurve() {}

  /**
   * The angle of the largest value, refined by the parabola through it and its neighbours.
   *
   * @param curve values over half a turn, cyclic
   * @return degrees in [-90, 90)
   */
  public static double peakDegrees(float[] curve) {
    int best = 0;
    for (int i = 1; i < curve.length; i++) {
      if (curve[i] > curve[best]) {
        best = i;
      }
    }
    double before = curve[Math.floorMod(best - 1, curve.length)];
    double at = curve[best];
    double after = curve[(best + 1) % curve.length];
    double bend = before - 2 * at + after;
    double offset = bend < 0 ? 0.5 * (before - after) / bend : 0;
    return Angles.wrap((best + offset) * HALF_TURN / curve.length, HALF_TURN);
  }

  /** The largest value. */
  public static float largest(float[] curve) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : curve) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** The value at an angle, linear between bins. */
  public static double at(float[] curve, double degrees) {
    double position = degrees * curve.length / HALF_TURN;
    int bin = (int) Math.floor(position);
    double fraction = position - bin;
    double before = curve[Math.floorMod(bin, curve.length)];
    double after = curve[Math.floorMod(bin + 1, curve.length)];
    return before + fraction * (after - before);
  }

  /** The softmax of {@code scale * curve}. */
  public static float[] probabilities(float[] curve, double scale) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : curve) {
      largest = Math.max(largest, scale * value);
    }
    double[] weights = new double[curve.length];
    double sum = 0;
    for (int i = 0; i < curve.length; i++) {
      weights[i] = Math.exp(scale * curve[i] - largest);
      sum += weights[i];
    }
    float[] probabilities = new float[curve.length];
    for (int i = 0; i < curve.length; i++) {
      probabilities[i] = (float) (weights[i] / sum);
    }
    return probabilities;
  }

  /**
   * A probability concentrated at a known angle: a wrapped Gaussian.
   *
   * @param degrees its centre
   * @param deviationDegrees its standard deviation
   * @param target receives {@code bins} values from {@code at} on
   */
  public static void writeTarget(
      double degrees, double deviationDegrees, float[] target, int at, int bins) {
    double width = HALF_TURN / bins;
    double sum = 0;
    for (int i = 0; i < bins; i++) {
      double distance = Angles.wrap(i * width - degrees, HALF_TURN) / deviationDegrees;
      double value = Math.exp(-0.5 * distance * distance);
      target[at + i] = (float) value;
      sum += value;
    }
    for (int i = 0; i < bins; i++) {
      target[at + i] /= (float) sum;
    }
  }
}
