package org.cryoudl.training.agreement;

import java.util.Arrays;
import org.cryoudl.geometry.Angles;

/** How far angles modulo 180 degrees agree with each other. */
public final class Agreement {

  private Agreement() {}

  /** Of the next less this, cyclically. */
  public static double[] differences(double[] psi) {
    double[] differences = new double[psi.length];
    Arrays.setAll(differences, i -> psi[(i + 1) % psi.length] - psi[i]);
    return differences;
  }

  /** The mean of |found - expected| modulo 180 degrees. */
  public static double pairDistance(double[] found, double[] expected) {
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      sum += Math.abs(Angles.wrap(found[i] - expected[i], 180));
    }
    return sum / found.length;
  }

  /** Mean absolute deviation of angles modulo 180 from their circular mean. */
  public static double spread(double[] degrees) {
    double cos = 0;
    double sin = 0;
    for (double angle : degrees) {
      cos += Math.cos(Math.toRadians(2 * angle));
      sin += Math.sin(Math.toRadians(2 * angle));
    }
    double mean = Math.toDegrees(Math.atan2(sin, cos)) / 2;
    return Arrays.stream(degrees)
        .map(angle -> Math.abs(Angles.wrap(angle - mean, 180)))
        .average()
        .orElseThrow();
  }
}
