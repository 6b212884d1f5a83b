package org.cryoudl.evaluation.poses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.statistics.NormalDistribution;

/**
 * Whether reported uncertainties are right. Normal errors lie within one standard error in 68.3 %
 * and within two in 95.4 % of the cases; a pose of confidence p has the right half-turn in a share
 * p of the cases.
 *
 * @param psiWithinOne share of the angle errors (modulo half a turn) within one reported standard
 *     error
 * @param psiWithinTwo within two
 * @param shiftWithinOne share of the shift errors within the disc that holds 68.3 % of them if the
 *     standard error along each axis is the reported one; over particles whose angle is right to 10
 *     degrees, empty if there is none
 * @param shiftWithinTwo the same for 95.4 %
 * @param confidence bins of reported confidence; empty if none is reported
 */
public record Calibration(
    Estimate psiWithinOne,
    Estimate psiWithinTwo,
    Optional<Estimate> shiftWithinOne,
    Optional<Estimate> shiftWithinTwo,
    List<ConfidenceBin> confidence) {

  /** Share of a normal distribution within one and two standard deviations. */
  private static final double WITHIN_ONE = NormalDistribution.WITHIN_ONE_DEVIATION;

  private static final double WITHIN_TWO = 0.9545;

  private static final double RIGHT_DEGREES = 10;

  private static final double[] EDGES = {0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1};

  public Calibration {
    confidence = List.copyOf(confidence);
  }

  /**
   * Particles of similar reported confidence.
   *
   * @param from least confidence of the bin
   * @param to largest confidence of the bin
   * @param particles how many
   * @param meanConfidence what they report on average
   * @param rightShare share of them whose angle is right to 10 degrees over whole turns
   */
  public record ConfidenceBin(
      double from, double to, int particles, double meanConfidence, double rightShare) {}

  /** Radius, in standard deviations per axis, of the disc that holds a share of a normal cloud. */
  private static double discRadius(double share) {
    return Math.sqrt(-2 * Math.log(1 - share));
  }

  static Calibration of(PoseErrors errors, ReportedUncertainty reported, Bootstrap bootstrap) {
    double[] sizes = errors.sizes180();
    double[] angle = new double[sizes.length];
    List<Double> shift = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      angle[i] = sizes[i] / reported.psiErrorDegrees()[i];
      if (Math.abs(errors.score().errors360Degrees()[i]) <= RIGHT_DEGREES) {
        shift.add(errors.shiftPixels()[i] / reported.shiftErrorPixels()[i]);
      }
    }
    double[] ratios = shift.stream().mapToDouble(Double::doubleValue).toArray();
    return new Calibration(
        within(angle, 1, bootstrap),
        within(angle, 2, bootstrap),
        ratios.length == 0
            ? Optional.empty()
            : Optional.of(within(ratios, discRadius(WITHIN_ONE), bootstrap)),
        ratios.length == 0
            ? Optional.empty()
            : Optional.of(within(ratios, discRadius(WITHIN_TWO), bootstrap)),
        bins(errors, reported.confidence()));
  }

  private static Estimate within(double[] ratios, double limit, Bootstrap bootstrap) {
    return bootstrap.mean(Arrays.stream(ratios).map(r -> r <= limit ? 1 : 0).toArray());
  }

  private static List<ConfidenceBin> bins(PoseErrors errors, double[] confidence) {
    List<ConfidenceBin> bins = new ArrayList<>();
    for (int b = 0; b < EDGES.length - 1; b++) {
      boolean last = b == EDGES.length - 2;
      int particles = 0;
      int right = 0;
      double sum = 0;
      for (int i = 0; i < confidence.length; i++) {
        boolean inside = confidence[i] >= EDGES[b] && (confidence[i] < EDGES[b + 1] || last);
        if (inside) {
          particles++;
          sum += confidence[i];
          right += Math.abs(errors.score().errors360Degrees()[i]) <= RIGHT_DEGREES ? 1 : 0;
        }
      }
      if (particles > 0) {
        bins.add(
            new ConfidenceBin(
                EDGES[b], EDGES[b + 1], particles, sum / particles, (double) right / particles));
      }
    }
    return bins;
  }
}
