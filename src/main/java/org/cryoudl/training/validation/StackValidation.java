package org.cryoudl.training.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.training.agreement.Agreement;
import org.cryoudl.training.agreement.HalfAverages;
import org.cryoudl.training.agreement.StackSample;
import org.cryoudl.training.pairs.Teacher;
import org.cryoudl.training.run.Metric;

/**
 * How well the angles of a stack agree with each other, which needs no truth. With psi(i, j) the
 * network's answer to a pair, and wrap into [-90, 90):
 *
 * <ul>
 *   <li>{@value #HALVES}: the images of even and of odd place are aligned and averaged apart, and
 *       every image is compared with both averages, which gives e_i and o_i (the average of its own
 *       half without its own share). The agreement is the mean of |wrap(e_i - o_i - c)|, c being
 *       the one angle between the two averages. It says how far the pictures that two halves of the
 *       data lead to are the same.
 *   <li>{@value #PAIRS}: the mean of |wrap(psi(i, j) - (p_j - p_i))| over the pairs of one image
 *       and the next, cyclically, p_i being the angle of image i against the average of the half it
 *       is not in, both averages in one frame. As p is more accurate than psi, it follows the
 *       pair-wise error; it lies below it where noise moves both the same way.
 * </ul>
 *
 * Where the set is a simulated one, the errors against its truth are given too, under a split of
 * their own; nothing uses them.
 */
public final class StackValidation {

  public static final String HALVES = "half_agreement_degrees";
  public static final String PAIRS = "pairs_against_joint_degrees";
  private static final String TRUE_PAIRS = "pairwise_error_mean_degrees";
  private static final String TRUE_JOINT = "joint_error_mean_degrees";

  private static final int ROUNDS = 6;

  private final ImageSource images;
  private final Optional<double[]> truePsiDegrees;
  private final int[] places;

  /**
   * A measurement of some images.
   *
   * @param images square images, at least 4
   * @param truePsiDegrees the true psi of each, if known
   * @param most how many are looked at
   */
  public StackValidation(ImageSource images, Optional<double[]> truePsiDegrees, int most) {
    this.images = images;
    this.truePsiDegrees = truePsiDegrees;
    this.places = StackSample.places(images.size(), most);
  }

  public List<Metric> measure(Teacher teacher) {
    FeatureMatcher matcher = teacher.matcher();
    float[][] transforms;
    try (Teacher.Snapshot now = teacher.snapshot()) {
      transforms = now.transforms(places.length, i -> images.read(places[i]));
    }
    double[] pairs = pairs(matcher, transforms);
    double[] joint = joint(matcher, transforms);
    List<Metric> outcome = new ArrayList<>();
    outcome.add(new Metric(Metric.VALIDATION, HALVES, halfAgreement(matcher, transforms)));
    outcome.add(
        new Metric(
            Metric.VALIDATION, PAIRS, Agreement.pairDistance(pairs, Agreement.differences(joint))));
    truePsiDegrees.ifPresent(
        psi -> {
          double[] truth = Arrays.stream(places).mapToDouble(place -> psi[place]).toArray();
          outcome.add(
              new Metric(
                  Metric.TRUTH,
                  TRUE_PAIRS,
                  Agreement.pairDistance(pairs, Agreement.differences(truth))));
          Arrays.setAll(truth, i -> joint[i] - truth[i]);
          outcome.add(new Metric(Metric.TRUTH, TRUE_JOINT, Agreement.spread(truth)));
        });
    return outcome;
  }

  /** psi of every image's next one, onto it. */
  private static double[] pairs(FeatureMatcher matcher, float[][] transforms) {
    double[] psi = new double[transforms.length];
    Arrays.setAll(
        psi,
        i ->
            AngleCurve.peakDegrees(
                matcher.curve(transforms[i], transforms[(i + 1) % transforms.length])));
    return psi;
  }

  private double[] joint(FeatureMatcher matcher, float[][] transforms) {
    HalfAverages averages = HalfAverages.inOneFrame(matcher, transforms, places);
    double[] psi = new double[transforms.length];
    Arrays.setAll(psi, i -> averages.psiDegrees(matcher, transforms[i], places[i]));
    return psi;
  }

  private static double halfAgreement(FeatureMatcher matcher, float[][] transforms) {
    double[] disagreement = new double[transforms.length];
    for (int half = 0; half < 2; half++) {
      List<float[]> own = new ArrayList<>();
      for (int i = half; i < transforms.length; i += 2) {
        own.add(transforms[i]);
      }
      JointAngles joint = new JointAngles(matcher, own);
      float[] start = JointAngles.average(matcher, own.toArray(float[][]::new));
      float[] average = joint.run(start, ROUNDS);
      int sign = half == 0 ? 1 : -1;
      for (int i = 0; i < transforms.length; i++) {
        // What JointAngles found leaves an image's own share out already.
        double psi =
            i % 2 == half
                ? joint.psiDegrees()[i / 2]
                : AngleCurve.peakDegrees(matcher.curve(average, transforms[i]));
        disagreement[i] += sign * psi;
      }
    }
    return Agreement.spread(disagreement);
  }
}
