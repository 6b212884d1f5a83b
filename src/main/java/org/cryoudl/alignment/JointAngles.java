package org.cryoudl.alignment;

import java.util.List;
import org.cryoudl.geometry.Angles;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Angles modulo 180 degrees of a set of images against the average of all: align to the average,
 * average again, a few rounds. An image's own share is taken out of the average it is compared
 * with.
 */
final class JointAngles {

  private static final int ROUNDS = 12;
  private static final double CONVERGED_DEGREES = 0.02;

  private final List<AngularFeatures> images;
  private final double[] psiDegrees;
  private final double[] score;

  JointAngles(List<AngularFeatures> images) {
    this.images = images;
    this.psiDegrees = new double[images.size()];
    this.score = new double[images.size()];
  }

  /** The turn that brings each image onto the average, modulo 180. */
  double[] psiDegrees() {
    return psiDegrees;
  }

  /** The correlation of each image with the average of the others at its angle. */
  double[] score() {
    return score;
  }

  /** Aligns all images, starting from one of them as the reference. */
  AngularFeatures run(AngularFeatures reference) {
    AngularFeatures average = reference;
    boolean own = false;
    for (int round = 0; round < ROUNDS; round++) {
      double moved = match(average, own);
      average = average();
      own = true;
      if (round > 0 && moved < CONVERGED_DEGREES) {
        break;
      }
    }
    return average;
  }

  private double match(AngularFeatures average, boolean ownShareInside) {
    double[] before = psiDegrees.clone();
    ParallelLoop.run(
        images.size(),
        i -> {
          AngularFeatures image = images.get(i);
          float[] power = average.crossPower(image);
          if (ownShareInside) {
            removeOwnShare(power, image, psiDegrees[i]);
          }
          float[] curve = AngularFeatures.curve(power, image.bins());
          int best = 0;
          for (int t = 1; t < curve.length; t++) {
            best = curve[t] > curve[best] ? t : best;
          }
          int n = curve.length;
          double l = curve[(best + n - 1) % n];
          double c = curve[best];
          double r = curve[(best + 1) % n];
          double curvature = l - 2 * c + r;
          double offset = curvature < 0 ? 0.5 * (l - r) / curvature : 0;
          psiDegrees[i] = Angles.wrap((best + offset) * 180.0 / n, 180);
          score[i] = c;
        });
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += Math.abs(Angles.wrap(psiDegrees[i] - before[i], 180));
    }
    return sum / before.length;
  }

  private static void removeOwnShare(float[] power, AngularFeatures image, double psiDegrees) {
    float[] own = image.crossPower(image);
    for (int m = 0; m < power.length / 2; m++) {
      double angle = -2 * m * Math.toRadians(psiDegrees);
      power[2 * m] -= (float) (own[2 * m] * Math.cos(angle));
      power[2 * m + 1] -= (float) (own[2 * m] * Math.sin(angle));
    }
  }

  private AngularFeatures average() {
    AngularFeatures first = images.get(0);
    return ParallelLoop.reduce(
        images.size(),
        () -> AngularFeatures.zeros(first.rows(), first.bins()),
        (sum, i) -> sum.addTurned(images.get(i), psiDegrees[i], 1),
        AngularFeatures::add);
  }
}
