package org.cryoudl.similarity;

import java.util.Arrays;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.LinearEquations;

/**
 * The dense second stage for pairs with one first average: a shift by whole pixels, uphill, then
 * rotation and shift together by Gauss-Newton steps, which raise the normalised cross-correlation
 * within the disc.
 *
 * <p>A small motion of the first average is a sum of three images (its derivatives); the moved
 * second average is fitted by the first and these three, and moved back by what is found.
 */
final class PairRefinement {

  private static final int STEPS = 6;
  private static final double FINE_DEGREES = 0.02;
  private static final double FINE_PIXELS = 0.01;
  private static final double MOST_DEGREES = 5;
  private static final double MOST_PIXELS = 2;

  /** Pixels that the first stage's shift may be wrong by. */
  private static final int REACH = 2;

  /** Unknowns of a step: contrast, rotation, and shift in x and y. */
  private static final int UNKNOWNS = 4;

  private final DiscAverages averages;
  private final float[] first;
  private final float[][] basis = new float[UNKNOWNS][];
  private final double[][] normal = new double[UNKNOWNS][UNKNOWNS];
  private float[] moved;
  private float[] candidate;

  /** Prepares an average. Used by one thread. */
  PairRefinement(DiscAverages averages, int first) {
    this.averages = averages;
    this.first = averages.levels(first);
    this.moved = new float[this.first.length];
    this.candidate = new float[this.first.length];
    basis[0] = this.first;
    float[][] changes = averages.changes(first);
    for (int i = 1; i < UNKNOWNS; i++) {
      basis[i] = centred(changes[i - 1]);
    }
    for (int i = 0; i < UNKNOWNS; i++) {
      for (int j = i; j < UNKNOWNS; j++) {
        normal[i][j] = dot(basis[i], basis[j]);
        normal[j][i] = normal[i][j];
      }
    }
  }

  /** What a refinement found. */
  record Found(PairPose pose, double ncc) {}

  private static float[] centred(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    float mean = (float) (sum / values.length);
    for (int p = 0; p < values.length; p++) {
      values[p] -= mean;
    }
    return values;
  }

  /** In four sums, which do not wait for each other. */
  static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int p = 0;
    for (; p + 3 < a.length; p += 4) {
      s0 += a[p] * b[p];
      s1 += a[p + 1] * b[p + 1];
      s2 += a[p + 2] * b[p + 2];
      s3 += a[p + 3] * b[p + 3];
    }
    for (; p < a.length; p++) {
      s0 += a[p] * b[p];
    }
    return s0 + s1 + (s2 + s3);
  }

  /**
   * Improves a pose.
   *
   * @param second the other average
   * @param start in pixels that are compared
   */
  Found refine(int second, PairPose start) {
    averages.move(second, start, moved);
    PairPose pose = start;
    double best = dot(first, moved);
    for (int k = 0; k < REACH; k++) {
      PairPose better = uphill(second, pose, best);
      if (better == pose) {
        break;
      }
      pose = better;
      best = dot(first, moved);
    }
    for (int step = 0; step < STEPS; step++) {
      double[] motion = motion();
      Pose next = pose.pose().thenMove(-motion[0], -motion[1], -motion[2]);
      if (!averages.isWithin(next)) {
        break;
      }
      averages.move(second, new PairPose(pose.mirrored(), next), candidate);
      double ncc = dot(first, candidate);
      if (!(ncc > best)) {
        break;
      }
      pose = new PairPose(pose.mirrored(), next);
      swap();
      best = ncc;
      if (Math.abs(motion[0]) < FINE_DEGREES && Math.hypot(motion[1], motion[2]) < FINE_PIXELS) {
        break;
      }
    }
    return new Found(new PairPose(pose.mirrored(), pose.pose().normalised()), best / first.length);
  }

  private void swap() {
    float[] other = moved;
    moved = candidate;
    candidate = other;
  }

  /** The pose or, if one is better, the best of its four neighbours a pixel away. */
  private PairPose uphill(int second, PairPose pose, double value) {
    PairPose best = pose;
    double most = value;
    for (int k = 0; k < 4; k++) {
      int x = k < 2 ? 2 * k - 1 : 0;
      int y = k < 2 ? 0 : 2 * k - 5;
      Pose next = pose.pose().thenMove(0, x, y);
      if (averages.isWithin(next)) {
        averages.move(second, new PairPose(pose.mirrored(), next), candidate);
        double ncc = dot(first, candidate);
        if (ncc > most) {
          most = ncc;
          best = new PairPose(pose.mirrored(), next);
          swap();
        }
      }
    }
    return best;
  }

  /** How the second average lies on the first: turned by degrees, shifted by x and y pixels. */
  private double[] motion() {
    double[] right = new double[UNKNOWNS];
    for (int i = 0; i < UNKNOWNS; i++) {
      right[i] = dot(basis[i], moved);
    }
    double[] solved = solve(right);
    double contrast = Math.max(0.05, solved[0]);
    return new double[] {
      bounded(Math.toDegrees(solved[1] / contrast), MOST_DEGREES),
      bounded(solved[2] / contrast, MOST_PIXELS),
      bounded(solved[3] / contrast, MOST_PIXELS)
    };
  }

  private static double bounded(double value, double most) {
    return Double.isFinite(value) ? Math.max(-most, Math.min(most, value)) : 0;
  }

  /** The normal equations with a right side, slightly damped. */
  private double[] solve(double[] right) {
    double[][] rows = new double[UNKNOWNS][];
    for (int i = 0; i < UNKNOWNS; i++) {
      rows[i] = Arrays.copyOf(normal[i], UNKNOWNS + 1);
      rows[i][i] *= 1 + 1e-9;
      rows[i][UNKNOWNS] = right[i];
    }
    return LinearEquations.solve(rows);
  }
}
