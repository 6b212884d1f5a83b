package org.cryoudl.evaluation.poses;

import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * The error of every pose, once the common angle and centre are fitted out as {@link
 * AlignmentScore} does.
 *
 * @param score the figures of the scoring tool
 * @param shiftPixels distance of each particle's centre in the aligned frame from the common one
 * @param wrongHalfTurn whether the angle is nearer to the true one turned by 180 degrees
 */
public record PoseErrors(AlignmentScore score, double[] shiftPixels, boolean[] wrongHalfTurn) {

  private static final double QUARTER_TURN = 90;

  /** Errors of poses against the true ones of the same particles. */
  public static PoseErrors of(Pose[] poses, Pose[] truth, int missing) {
    AlignmentScore score = AlignmentScore.of(poses, truth, missing);
    double[] common = score.frame().apply(0, 0);
    double[] shifts = new double[poses.length];
    boolean[] wrong = new boolean[poses.length];
    for (int i = 0; i < poses.length; i++) {
      double[] lands = poses[i].apply(-truth[i].originXPixels(), -truth[i].originYPixels());
      shifts[i] = Math.hypot(lands[0] - common[0], lands[1] - common[1]);
      wrong[i] = Math.abs(Angles.wrap(score.errors360Degrees()[i], 360)) > QUARTER_TURN;
    }
    return new PoseErrors(score, shifts, wrong);
  }

  /** Number of poses. */
  public int size() {
    return shiftPixels.length;
  }

  /** Sizes of the angle errors over whole turns. */
  public double[] sizes360() {
    return sizes(score.errors360Degrees());
  }

  /** Sizes of the angle errors modulo half a turn. */
  public double[] sizes180() {
    return sizes(score.errors180Degrees());
  }

  private static double[] sizes(double[] errors) {
    double[] sizes = new double[errors.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(errors[i]);
    }
    return sizes;
  }
}
