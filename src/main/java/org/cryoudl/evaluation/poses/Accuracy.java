package org.cryoudl.evaluation.poses;

import java.util.Optional;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.errors.ErrorTrend;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.geometry.Pose;

/**
 * All figures of an alignment against known truth, with 95 % bootstrap intervals. The common angle
 * and centre are fitted out once, as {@link AlignmentScore} does.
 *
 * @param particles number of poses
 * @param missing how many more images the truth knows
 * @param mod360 angle errors over whole turns
 * @param mod180 angle errors modulo half a turn
 * @param wrongHalfTurns share of the particles nearer to the true pose turned by 180 degrees
 * @param shiftMeanPixels mean shift error over the particles whose angle is right to 10 degrees;
 *     empty if there is none
 * @param shiftMedianPixels the median of the same
 * @param bySnr angle errors modulo half a turn against the particles' signal-to-noise ratio, if
 *     known
 * @param byDefocus the same against defocus in Angstrom, if known
 * @param calibration whether reported uncertainties are right, if any are reported
 */
public record Accuracy(
    int particles,
    int missing,
    ErrorDistribution mod360,
    ErrorDistribution mod180,
    Estimate wrongHalfTurns,
    Optional<Estimate> shiftMeanPixels,
    Optional<Estimate> shiftMedianPixels,
    Optional<ErrorTrend> bySnr,
    Optional<ErrorTrend> byDefocus,
    Optional<Calibration> calibration) {

  private static final double RIGHT_DEGREES = 10;

  /**
   * What may be known about the particles beside their poses, one value a particle each.
   *
   * @param snr signal-to-noise ratio
   * @param defocusAngstroms mean of the two defoci
   * @param uncertainty what the method reports
   */
  public record Known(
      Optional<double[]> snr,
      Optional<double[]> defocusAngstroms,
      Optional<ReportedUncertainty> uncertainty) {

    /** Nothing. */
    public static final Known NOTHING =
        new Known(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Judges poses.
   *
   * @param poses found, one a particle, at least one
   * @param truth the true poses of the same particles
   * @param missing how many images are left out
   */
  public static Accuracy of(
      Pose[] poses, Pose[] truth, int missing, Known known, Bootstrap bootstrap) {
    PoseErrors errors = PoseErrors.of(poses, truth, missing);
    double[] wrong = new double[errors.size()];
    int right = 0;
    for (int i = 0; i < wrong.length; i++) {
      wrong[i] = errors.wrongHalfTurn()[i] ? 1 : 0;
      right += isRight(errors, i) ? 1 : 0;
    }
    double[] shifts = new double[right];
    for (int i = 0, at = 0; i < wrong.length; i++) {
      if (isRight(errors, i)) {
        shifts[at++] = errors.shiftPixels()[i];
      }
    }
    return new Accuracy(
        errors.size(),
        missing,
        ErrorDistribution.of(errors.sizes360(), bootstrap),
        ErrorDistribution.of(errors.sizes180(), bootstrap),
        bootstrap.mean(wrong),
        right == 0 ? Optional.empty() : Optional.of(bootstrap.mean(shifts)),
        right == 0 ? Optional.empty() : Optional.of(bootstrap.median(shifts)),
        known.snr().map(snr -> ErrorTrend.of(snr, errors.sizes180(), bootstrap)),
        known.defocusAngstroms().map(d -> ErrorTrend.of(d, errors.sizes180(), bootstrap)),
        known.uncertainty().map(reported -> Calibration.of(errors, reported, bootstrap)));
  }

  private static boolean isRight(PoseErrors errors, int i) {
    return Math.abs(errors.score().errors360Degrees()[i]) <= RIGHT_DEGREES;
  }
}
