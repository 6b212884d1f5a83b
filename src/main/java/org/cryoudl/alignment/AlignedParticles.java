package org.cryoudl.alignment;

import java.util.Arrays;
import java.util.Optional;
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

  /** Whether the particle is mirrored before its pose is applied. */
  final boolean[] flipped;

  /** Best turn of the particle as it is, mirrored or not, in the mirror image of the average. */
  final double[] otherPsiDegrees;

  /** Probability that the particle is rightly mirrored or not. */
  final double[] handProbability;

  /** Probability that the turn is right to within ten degrees, half-turn included. */
  final double[] confidence;

  /** Whether {@link Appraisal} has judged the particles; some figures are not known before. */
  boolean appraised;

  /** The view's symmetry, once appraised. */
  RotationalSymmetry symmetry = RotationalSymmetry.NONE;

  /** How far halves of the set agree that were refined apart, where that was asked. */
  Optional<HalfSetAgreement> agreement = Optional.empty();

  /** Median correlation that images of pure noise reach with the average, once appraised. */
  double noiseCorrelation;

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
    flipped = new boolean[size];
    otherPsiDegrees = new double[size];
    handProbability = new double[size];
    Arrays.fill(handProbability, 1);
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

  /** Takes over the poses of other particles, mirrored ones among them, one by one. */
  void takePoses(AlignedParticles other) {
    for (int i = 0; i < size(); i++) {
      takePose(i, other, i);
    }
  }

  /** Takes over one pose. */
  void takePose(int index, AlignedParticles other, int from) {
    poses[index] = other.poses[from];
    flipped[index] = other.flipped[from];
    otherPsiDegrees[index] = other.otherPsiDegrees[from];
    handProbability[index] = other.handProbability[from];
  }

  /**
   * Takes over what a search over both hands found.
   *
   * @param found its first class being the average, its second the mirror image of it
   */
  void chooseHand(int index, PoseSearch.Found found) {
    double[] psi = found.classDegrees();
    handProbability[index] = found.classShares()[found.classIndex()];
    if (found.classIndex() == 0) {
      poses[index] = found.pose();
      otherPsiDegrees[index] = psi[1];
    } else {
      flip(index, found.pose(), psi[0]);
    }
  }

  /**
   * Mirrors a particle.
   *
   * @param pose of the particle as it is, onto the mirror image of the average
   * @param psiDegrees its turn onto the average
   */
  void flip(int index, Pose pose, double psiDegrees) {
    // F R(psi) (c + o) = R(-psi) (F c + F o)
    poses[index] = new Pose(-pose.psiDegrees(), -pose.originXPixels(), pose.originYPixels());
    otherPsiDegrees[index] = -psiDegrees;
    flipped[index] = !flipped[index];
  }

  /**
   * Lets confidence and the number of poses know that particles may lie on the other side.
   *
   * @param unknown whether nothing is known of any
   */
  void includeHands(boolean unknown) {
    for (int i = 0; i < size(); i++) {
      double p = unknown ? 0.5 : handProbability[i];
      handProbability[i] = p;
      confidence[i] *= p;
      double entropy = p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
      effectivePoses[i] *= Math.exp(entropy);
    }
  }

  /** What is known of hands. */
  Hands hands() {
    return new Hands(flipped, handProbability);
  }

  /** Takes over what is known of the view that other particles show. */
  void takeView(AlignedParticles other) {
    appraised = other.appraised;
    symmetry = other.symmetry;
    noiseCorrelation = other.noiseCorrelation;
    agreement = other.agreement;
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
    to.takePose(j, from, i);
    to.confidence[j] = from.confidence[i];
    to.halfTurnProbability[j] = from.halfTurnProbability[i];
    to.effectivePoses[j] = from.effectivePoses[i];
    to.correlation[j] = from.correlation[i];
    to.scale[j] = from.scale[i];
    to.weight[j] = from.weight[i];
    to.psiErrorDegrees[j] = from.psiErrorDegrees[i];
    to.shiftErrorPixels[j] = from.shiftErrorPixels[i];
    to.minorShiftErrorPixels[j] = from.minorShiftErrorPixels[i];
    to.shiftAxisDegrees[j] = from.shiftAxisDegrees[i];
    to.outlier[j] = from.outlier[i];
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
      otherPsiDegrees[i] -= turnDegrees;
    }
  }
}
