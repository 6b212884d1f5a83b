package org.cryoudl.evaluation.classes;

import java.util.Arrays;
import org.cryoudl.geometry.Angles;

/**
 * The molecules of one specimen in one class: how their in-plane angles agree. Of more than 5,000
 * members, 5,000 spread evenly make the frame's medoid and the pairs.
 */
final class ViewGroup {

  private static final int MOST_MEMBERS = 5000;
  private static final double SAME_VIEW = Math.cos(Math.toRadians(20));

  private final int[] members;
  private final int[] some;
  private final double[][] rotations;
  private final double[] psiDegrees;
  private final double[] frameErrors;
  private final double[] sines;
  private final double[] cosines;

  /**
   * @param members particles, at least two
   * @param rotations matrix of each particle of the whole set
   * @param psiDegrees in-plane angle found of each particle of the whole set
   */
  ViewGroup(int[] members, double[][] rotations, double[] psiDegrees) {
    this.members = members;
    this.rotations = rotations;
    this.psiDegrees = psiDegrees;
    int count = Math.min(MOST_MEMBERS, members.length);
    this.some = new int[count];
    for (int i = 0; i < count; i++) {
      some[i] = members[(int) ((long) i * members.length / count)];
    }
    int medoid = medoid();
    this.frameErrors = new double[members.length];
    for (int i = 0; i < members.length; i++) {
      frameErrors[i] = error(members[i], medoid);
    }
    this.sines = Arrays.stream(frameErrors).map(e -> Math.sin(Math.toRadians(e))).toArray();
    this.cosines = Arrays.stream(frameErrors).map(e -> Math.cos(Math.toRadians(e))).toArray();
  }

  int[] members() {
    return members;
  }

  /** The in-plane error of every member against the medoid, in [-180, 180). */
  double[] frameErrors() {
    return frameErrors;
  }

  /** The circular mean of the frame errors in degrees, each particle counted so often. */
  double frameDegrees(int[] weights) {
    double sine = 0;
    double cosine = 0;
    for (int m = 0; m < members.length; m++) {
      sine += weights[members[m]] * sines[m];
      cosine += weights[members[m]] * cosines[m];
    }
    return Math.toDegrees(Math.atan2(sine, cosine));
  }

  /** Takes pairs of members that look from nearly the same direction. */
  interface PairTaker {
    void take(int first, int second, double errorDegrees);
  }

  /** Size of the in-plane error of every pair that looks from within 20 degrees. */
  void pairs(PairTaker taker) {
    for (int i = 0; i < some.length; i++) {
      for (int j = i + 1; j < some.length; j++) {
        if (cosine(some[i], some[j]) > SAME_VIEW) {
          taker.take(some[i], some[j], Math.abs(error(some[i], some[j])));
        }
      }
    }
  }

  /** The member with the least mean angle to the others. */
  private int medoid() {
    double[] sums = new double[some.length];
    for (int i = 0; i < some.length; i++) {
      for (int j = i + 1; j < some.length; j++) {
        double angle = Math.acos(Math.max(-1, Math.min(1, cosine(some[i], some[j]))));
        sums[i] += angle;
        sums[j] += angle;
      }
    }
    int best = 0;
    for (int i = 1; i < sums.length; i++) {
      best = sums[i] < sums[best] ? i : best;
    }
    return some[best];
  }

  /** Cosine of the angle between two viewing directions. */
  private double cosine(int i, int j) {
    double[] a = rotations[i];
    double[] b = rotations[j];
    return a[6] * b[6] + a[7] * b[7] + a[8] * b[8];
  }

  /**
   * What the found in-plane angles differ by, beyond what the true poses differ by: the turn about
   * the beam in {@code A_i A_j^T}.
   */
  private double error(int i, int j) {
    double[] a = rotations[i];
    double[] b = rotations[j];
    double sine = 0;
    double cosine = 0;
    for (int c = 0; c < 3; c++) {
      sine += a[c] * b[3 + c] - a[3 + c] * b[c];
      cosine += a[c] * b[c] + a[3 + c] * b[3 + c];
    }
    double expected = Math.toDegrees(Math.atan2(sine, cosine));
    return Angles.wrap(psiDegrees[i] - psiDegrees[j] - expected, 360);
  }
}
