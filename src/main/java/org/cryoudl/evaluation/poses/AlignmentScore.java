package org.cryoudl.evaluation.poses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.Robust;

/**
 * How well poses agree with known truth. A perfect answer has psi = angle + b and R(psi)(origin +
 * (right, down)) = c for one angle b and one point c, which no unsupervised method can know; both
 * are fitted out before anything is counted, b anew for each period.
 *
 * @param particles number of poses
 * @param missing how many more images the truth knows
 * @param mod360 angle errors, modulo 360 degrees, so that a wrong half-turn counts
 * @param mod180 angle errors modulo half a turn
 * @param errors360Degrees signed angle error of each pose, in [-180, 180)
 * @param errors180Degrees the same modulo half a turn, in [-90, 90)
 * @param meanShiftPixels mean distance of the particles' centres in the aligned frame from their
 *     median, over the particles whose angle is right to 10 degrees (period 360); empty if there is
 *     none
 * @param frame b and c as a motion from the truth's frame to that of the poses; c is 0 if no angle
 *     is right
 */
public record AlignmentScore(
    int particles,
    int missing,
    AngleErrors mod360,
    AngleErrors mod180,
    double[] errors360Degrees,
    double[] errors180Degrees,
    OptionalDouble meanShiftPixels,
    Pose frame) {

  private static final double RIGHT_DEGREES = 10;
  private static final int STARTS = 72;
  private static final int MEDIAN_STEPS = 20;

  /**
   * Scores poses.
   *
   * @param poses found, one a particle, at least one
   * @param truth the true poses of the same particles
   * @param missing how many images are left out
   */
  public static AlignmentScore of(Pose[] poses, Pose[] truth, int missing) {
    if (poses.length != truth.length || poses.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "poses and truth must be as many and at least 1, got %d and %d",
              poses.length,
              truth.length));
    }
    double[] differences = new double[poses.length];
    for (int i = 0; i < poses.length; i++) {
      differences[i] = poses[i].psiDegrees() - truth[i].psiDegrees();
    }
    double turn = offset(differences, 360);
    double[] errors360 = wrapped(differences, turn, 360);
    double[] errors180 = wrapped(differences, offset(differences, 180), 180);
    List<double[]> centres = centres(poses, truth, errors360);
    double x =
        centres.isEmpty() ? 0 : Robust.median(centres.stream().mapToDouble(c -> c[0]).toArray());
    double y =
        centres.isEmpty() ? 0 : Robust.median(centres.stream().mapToDouble(c -> c[1]).toArray());
    return new AlignmentScore(
        poses.length,
        missing,
        AngleErrors.of(errors360),
        AngleErrors.of(errors180),
        errors360,
        errors180,
        centres.stream().mapToDouble(c -> Math.hypot(c[0] - x, c[1] - y)).average(),
        new Pose(turn, 0, 0).thenMove(0, x, y));
  }

  /** The angle that makes the mean size of the differences from it least. */
  static double offset(double[] differences, double period) {
    double best = circularMean(differences, period);
    double least = cost(differences, best, period);
    for (int k = 0; k < STARTS; k++) {
      double candidate = k * period / STARTS;
      double cost = cost(differences, candidate, period);
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    for (int step = 0; step < MEDIAN_STEPS; step++) {
      best += Robust.median(wrapped(differences, best, period));
    }
    return best;
  }

  private static double circularMean(double[] degrees, double period) {
    double sin = 0;
    double cos = 0;
    for (double d : degrees) {
      sin += Math.sin(2 * Math.PI * d / period);
      cos += Math.cos(2 * Math.PI * d / period);
    }
    return Math.atan2(sin, cos) * period / (2 * Math.PI);
  }

  private static double cost(double[] differences, double offset, double period) {
    double sum = 0;
    for (double d : differences) {
      sum += Math.abs(Angles.wrap(d - offset, period));
    }
    return sum;
  }

  private static double[] wrapped(double[] differences, double offset, double period) {
    return Arrays.stream(differences).map(d -> Angles.wrap(d - offset, period)).toArray();
  }

  /** Where the centres of the particles whose angle is right land in the aligned frame. */
  private static List<double[]> centres(Pose[] poses, Pose[] truth, double[] errors) {
    List<double[]> centres = new ArrayList<>();
    for (int i = 0; i < poses.length; i++) {
      if (Math.abs(errors[i]) <= RIGHT_DEGREES) {
        // The particle's centre lies at (right, down), which is minus the true origin.
        centres.add(poses[i].apply(-truth[i].originXPixels(), -truth[i].originYPixels()));
      }
    }
    return centres;
  }
}
