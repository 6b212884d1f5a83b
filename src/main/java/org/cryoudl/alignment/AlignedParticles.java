package org.cryoudl.alignment;

import java.util.Arrays;
import org.cryoudl.geometry.Pose;

/**
 * The poses of a set under alignment and what is known about each; arrays run over the particles in
 * the order of their {@link SpectrumSource} and are updated in place, round by round.
 */
final class AlignedParticles {

  /** From the particle's frame to the average's. */
  final Pose[] poses;

  /** Share of the posterior within one grid step of the pose, both half-turns considered. */
  final double[] confidence;

  /** Whitened correlation with the average. */
  final double[] correlation;

  /** How strongly the particle shows the average, 1 being the mean. */
  final double[] scale;

  /** Standard errors from the curvature of the likelihood. */
  final double[] psiErrorDegrees;

  final double[] shiftErrorPixels;

  AlignedParticles(int size) {
    poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    confidence = new double[size];
    correlation = new double[size];
    scale = new double[size];
    psiErrorDegrees = new double[size];
    shiftErrorPixels = new double[size];
  }

  int size() {
    return poses.length;
  }

  /** Some of these particles, in an order. */
  AlignedParticles pick(int[] indices) {
    AlignedParticles picked = new AlignedParticles(indices.length);
    for (int i = 0; i < indices.length; i++) {
      copy(this, indices[i], picked, i);
    }
    return picked;
  }

  /** Takes over all that is known about some particles. */
  void put(int[] indices, AlignedParticles picked) {
    for (int i = 0; i < indices.length; i++) {
      copy(picked, i, this, indices[i]);
    }
  }

  private static void copy(AlignedParticles from, int i, AlignedParticles to, int j) {
    to.poses[j] = from.poses[i];
    to.confidence[j] = from.confidence[i];
    to.correlation[j] = from.correlation[i];
    to.scale[j] = from.scale[i];
    to.psiErrorDegrees[j] = from.psiErrorDegrees[i];
    to.shiftErrorPixels[j] = from.shiftErrorPixels[i];
  }

  /** Moves the frame of the average, and every pose with it. */
  void move(double turnDegrees, double shiftXPixels, double shiftYPixels) {
    for (int i = 0; i < poses.length; i++) {
      poses[i] = poses[i].thenMove(turnDegrees, shiftXPixels, shiftYPixels).normalised();
    }
  }
}
