package org.cryoudl.alignment;

import java.util.Arrays;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;

/**
 * The poses of a set under alignment and what is known about each; arrays run over the particles in
 * the order of their {@link SpectrumSource} and are updated in place, round by round.
 */
final class AlignedParticles {

  /** From the particle's frame to the average's. */
  final Pose[] poses;

  /** Probability that the turn is right to within ten degrees, half-turn included. */
  final double[] confidence;

  /** Whether {@link Appraisal} has judged the particles; some figures are not known before. */
  boolean appraised;

  /** The view's symmetry, once appraised. */
  RotationalSymmetry symmetry = RotationalSymmetry.NONE;

  /** Probability of the half-turn, given the angle modulo 180 degrees. */
  final double[] halfTurnProbability;

  /** Exponential of the posterior's entropy on a grid of 2 degrees and 0.008 box. */
  final double[] effectivePoses;

  /** Whitened correlation with the average. */
  final double[] correlation;

  /** How strongly the particle shows the average, 1 being the mean. */
  final double[] scale;

  /** How strongly the particle enters the average: its scale as far as it is known. */
  final double[] weight;

  /** Half-width of the interval that holds 68 % of the posterior, modulo 180 degrees. */
  final double[] psiErrorDegrees;

  /** Standard error of the shift along its worse axis. */
  final double[] shiftErrorPixels;

  /** Standard error of the shift across its worse axis. */
  final double[] minorShiftErrorPixels;

  /** Direction of the worse axis in the average, modulo 180 degrees, clockwise from +x. */
  final double[] shiftAxisDegrees;

  /** Whether the particle hardly belongs to the set. */
  final boolean[] outlier;

  AlignedParticles(int size) {
    poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    confidence = new double[size];
    halfTurnProbability = new double[size];
    effectivePoses = new double[size];
    correlation = new double[size];
    scale = new double[size];
    weight = new double[size];
    Arrays.fill(weight, 1);
    psiErrorDegrees = new double[size];
    shiftErrorPixels = new double[size];
    minorShiftErrorPixels = new double[size];
    shiftAxisDegrees = new double[size];
    outlier = new boolean[size];
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

  /** Turns every particle by as much of a symmetry as brings it nearest to no turn. */
  void bringWithin(CyclicSymmetry about) {
    for (int i = 0; i < poses.length; i++) {
      Pose pose = poses[i];
      double psi = about.canonical(pose.psiDegrees());
      shiftAxisDegrees[i] = Angles.wrap(shiftAxisDegrees[i] + psi - pose.psiDegrees(), 180);
      poses[i] = new Pose(psi, pose.originXPixels(), pose.originYPixels());
    }
  }

  /** Moves the frame of the average, and every pose with it. */
  void move(double turnDegrees, double shiftXPixels, double shiftYPixels) {
    for (int i = 0; i < poses.length; i++) {
      poses[i] = poses[i].thenMove(turnDegrees, shiftXPixels, shiftYPixels).normalised();
      shiftAxisDegrees[i] = Angles.wrap(shiftAxisDegrees[i] + turnDegrees, 180);
    }
  }
}
