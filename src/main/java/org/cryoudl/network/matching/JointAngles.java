package org.cryoudl.network.matching;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * Angles modulo 180 degrees of a set of images against the average of all their features: align to
 * the average, average again, a few rounds. An image's own share is taken out of the average it is
 * compared with.
 */
public final class JointAngles {

  private static final int TRIAL_IMAGES = 150;
  private static final int TRIAL_STARTS = 4;
  private static final int TRIAL_ROUNDS = 5;
  private static final int JOINT_ROUNDS = 6;

  private static final double CONVERGED_DEGREES = 0.05;

  private final FeatureMatcher matcher;
  private final List<float[]> transforms;

  /** What each image has of its own, for its share in averages. */
  private final float[][] powers;

  private final double[] psiDegrees;
  private final double[] score;

  /**
   * A set whose angles nobody knows yet.
   *
   * @param transforms of the images' features, from {@link FeatureMatcher#transform}
   */
  public JointAngles(FeatureMatcher matcher, List<float[]> transforms) {
    this.matcher = matcher;
    this.transforms = transforms;
    this.powers = new float[transforms.size()][];
    ParallelLoop.run(powers.length, i -> powers[i] = matcher.power(transforms.get(i)));
    this.psiDegrees = new double[transforms.size()];
    this.score = new double[transforms.size()];
  }

  /** The turn that brings each image onto the average, modulo 180. */
  public double[] psiDegrees() {
    return psiDegrees;
  }

  /** The correlation of each image with the average of the others at its angle. */
  public double[] score() {
    return score;
  }

  /**
   * Aligns all images, the first round to {@code reference}.
   *
   * @param reference transform of a picture's features
   * @param rounds how often at most
   * @return the transform of the average of all, per image
   */
  public float[] run(float[] reference, int rounds) {
    float[] average = reference;
    boolean ownShareInside = false;
    for (int round = 0; round < rounds; round++) {
      double moved = match(average, ownShareInside);
      average = turned(matcher, transforms, psiDegrees);
      ownShareInside = true;
      if (round > 0 && moved < CONVERGED_DEGREES) {
        break;
      }
    }
    return average;
  }

  /**
   * The joint average of all images' features. Several images are tried as a start on a part of the
   * set; the one that all agree with best goes on with the whole.
   *
   * @param transforms from {@link FeatureMatcher#transform}
   */
  public static float[] average(FeatureMatcher matcher, float[][] transforms) {
    int part = Math.min(TRIAL_IMAGES, transforms.length);
    List<float[]> trial =
        IntStream.range(0, part).mapToObj(i -> transforms[i * transforms.length / part]).toList();
    int starts = Math.min(TRIAL_STARTS, part);
    Trial best = trial(matcher, trial, 0);
    for (int s = 1; s < starts; s++) {
      Trial next = trial(matcher, trial, s * part / starts);
      best = next.score > best.score ? next : best;
    }
    return new JointAngles(matcher, Arrays.asList(transforms)).run(best.average, JOINT_ROUNDS);
  }

  private record Trial(float[] average, double score) {}

  private static Trial trial(FeatureMatcher matcher, List<float[]> transforms, int start) {
    JointAngles angles = new JointAngles(matcher, transforms);
    float[] average = angles.run(transforms.get(start), TRIAL_ROUNDS);
    return new Trial(average, Arrays.stream(angles.score()).sum());
  }

  /** One comparison of all images with the average; returns the mean absolute change of angle. */
  private double match(float[] average, boolean ownShareInside) {
    double[] before = psiDegrees.clone();
    ParallelLoop.run(
        transforms.size(),
        i -> {
          float[] transform = transforms.get(i);
          double share = 1.0 / transforms.size();
          float[] curve =
              ownShareInside
                  ? matcher.curveWithoutItself(average, transform, powers[i], psiDegrees[i], share)
                  : matcher.curve(average, transform);
          double peak = AngleCurve.peakDegrees(curve);
          psiDegrees[i] = peak;
          score[i] =
              curve[Math.floorMod((int) Math.round(peak * curve.length / 180), curve.length)];
        });
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += Math.abs(Angles.wrap(psiDegrees[i] - before[i], 180));
    }
    return sum / before.length;
  }

  /** The average of features turned by angles, as a transform. */
  public static float[] turned(
      FeatureMatcher matcher, List<float[]> transforms, double[] psiDegrees) {
    return ParallelLoop.reduce(
        transforms.size(),
        () -> new float[matcher.transformLength()],
        (sum, i) ->
            matcher.addTurned(sum, transforms.get(i), psiDegrees[i], 1.0 / transforms.size()),
        VectorSums::addInto);
  }
}
