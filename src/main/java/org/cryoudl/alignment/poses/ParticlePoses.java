package org.cryoudl.alignment.poses;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;

/**
 * The poses of a set under alignment and what is known about each; arrays run over the particles in
 * the order of their {@code SpectrumSource} and are updated in place, round by round.
 */
public final class ParticlePoses {

  /** From the particle's frame to the average's. */
  public final Pose[] poses;

  /** Whether the particle is mirrored before its pose is applied. */
  public final boolean[] flipped;

  /** Best turn of the particle as it is, mirrored or not, in the mirror image of the average. */
  public final double[] otherPsiDegrees;

  /** Probability that the particle is rightly mirrored or not. */
  public final double[] flipProbability;

  /** Probability that the turn is right to within ten degrees, half-turn included. */
  public final double[] confidence;

  /**
   * Whether {@code LeaveOutScoring} has scored the particles; some figures are not known before.
   */
  public boolean appraised;

  /** The view's symmetry, once appraised. */
  public RotationalSymmetry symmetry = RotationalSymmetry.NONE;

  /** How far halves of the set agree that were refined apart, where that was measured. */
  public Optional<HalfSetAgreement> agreement = Optional.empty();

  /** Median correlation that images of pure noise reach with the average, once appraised. */
  public double noiseCorrelation;

  /** Probability of the half-turn, given the angle modulo 180 degrees. */
  public final double[] halfTurnProbability;

  /** Exponential of the posterior's entropy on a grid of 2 degrees and 0.008 box. */
  public final double[] effectivePoses;

  /** Whitened correlation with the average. */
  public final double[] correlation;

  /** How strongly the particle shows the average, 1 being the mean. */
  public final double[] scale;

  /** How strongly the particle enters the average: its scale as far as it is known. */
  public final double[] weight;

  /** Half-width of the interval that holds 68 % of the posterior, modulo 180 degrees. */
  public final double[] psiErrorDegrees;

  /** Standard error of the shift along its worse axis. */
  public final double[] shiftErrorPixels;

  /** Standard error of the shift across its worse axis. */
  public final double[] minorShiftErrorPixels;

  /** Direction of the worse axis in the average, modulo 180 degrees, clockwise from +x. */
  public final double[] shiftAxisDegrees;

  /** Whether the particle hardly belongs to the set. */
  public final boolean[] outlier;

  public ParticlePoses(int size) {
    poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    flipped = new boolean[size];
    otherPsiDegrees = new double[size];
    flipProbability = new double[size];
    Arrays.fill(flipProbability, 1);
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

  public int size() {
    return poses.length;
  }

  /** All that is known, to be kept; shares the arrays. */
  public record Kept(
      Pose[] poses,
      boolean[] flipped,
      boolean[] outlier,
      double[][] figures,
      boolean appraised,
      RotationalSymmetry symmetry,
      Optional<HalfSetAgreement> agreement,
      double noiseCorrelation) {

    /** Particles of which as much is known. */
    public ParticlePoses restored() {
      ParticlePoses particles = new ParticlePoses(poses.length);
      particles.restore(this);
      return particles;
    }
  }

  /** All that is known, to be kept. */
  public Kept kept() {
    return new Kept(
        poses, flipped, outlier, figures(), appraised, symmetry, agreement, noiseCorrelation);
  }

  /** Takes over all that was known of the same particles. */
  public void restore(Kept kept) {
    System.arraycopy(kept.poses, 0, poses, 0, size());
    System.arraycopy(kept.flipped, 0, flipped, 0, size());
    System.arraycopy(kept.outlier, 0, outlier, 0, size());
    double[][] figures = figures();
    for (int f = 0; f < figures.length; f++) {
      System.arraycopy(kept.figures[f], 0, figures[f], 0, size());
    }
    appraised = kept.appraised;
    symmetry = kept.symmetry;
    agreement = kept.agreement;
    noiseCorrelation = kept.noiseCorrelation;
  }

  private double[][] figures() {
    return new double[][] {
      otherPsiDegrees,
      flipProbability,
      confidence,
      halfTurnProbability,
      effectivePoses,
      correlation,
      scale,
      weight,
      psiErrorDegrees,
      shiftErrorPixels,
      minorShiftErrorPixels,
      shiftAxisDegrees
    };
  }

  /** Takes over the poses of other particles, mirrored ones among them, one by one. */
  public void takePoses(ParticlePoses other) {
    for (int i = 0; i < size(); i++) {
      takePose(i, other, i);
    }
  }

  /** Takes over one pose. */
  public void takePose(int index, ParticlePoses other, int from) {
    poses[index] = other.poses[from];
    flipped[index] = other.flipped[from];
    otherPsiDegrees[index] = other.otherPsiDegrees[from];
    flipProbability[index] = other.flipProbability[from];
  }

  /**
   * Takes over what a search in the average and in its mirror image found.
   *
   * @param found its first class being the average, its second the mirror image of it
   */
  public void chooseFlip(int index, PoseFound found) {
    double[] psi = found.classDegrees();
    flipProbability[index] = found.classShares()[found.classIndex()];
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
  public void flip(int index, Pose pose, double psiDegrees) {
    // F R(psi) (c + o) = R(-psi) (F c + F o)
    poses[index] = new Pose(-pose.psiDegrees(), -pose.originXPixels(), pose.originYPixels());
    otherPsiDegrees[index] = -psiDegrees;
    flipped[index] = !flipped[index];
  }

  /**
   * Brings the doubt whether particles are mirrored into confidence and number of poses.
   *
   * @param unknown whether nothing is known of any
   */
  public void includeFlips(boolean unknown) {
    for (int i = 0; i < size(); i++) {
      double p = unknown ? 0.5 : flipProbability[i];
      flipProbability[i] = p;
      confidence[i] *= p;
      double entropy = p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
      effectivePoses[i] *= Math.exp(entropy);
    }
  }

  /** Which particles are mirrored, and how probably so. */
  public MirrorFlips flips() {
    return new MirrorFlips(flipped, flipProbability);
  }

  /** Some of these particles, in an order. */
  public ParticlePoses pick(int[] indices) {
    ParticlePoses picked = new ParticlePoses(indices.length);
    for (int i = 0; i < indices.length; i++) {
      copy(this, indices[i], picked, i);
    }
    return picked;
  }

  /** Takes over all that is known about some particles. */
  public void put(int[] indices, ParticlePoses picked) {
    for (int i = 0; i < indices.length; i++) {
      copy(picked, i, this, indices[i]);
    }
  }

  private static void copy(ParticlePoses from, int i, ParticlePoses to, int j) {
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
  public void bringWithin(CyclicSymmetry about) {
    for (int i = 0; i < poses.length; i++) {
      Pose pose = poses[i];
      double psi = about.canonical(pose.psiDegrees());
      shiftAxisDegrees[i] = Angles.wrap(shiftAxisDegrees[i] + psi - pose.psiDegrees(), 180);
      poses[i] = new Pose(psi, pose.originXPixels(), pose.originYPixels());
    }
  }

  /** Moves the frame of the average, and every pose with it. */
  public void move(double turnDegrees, double shiftXPixels, double shiftYPixels) {
    for (int i = 0; i < poses.length; i++) {
      poses[i] = poses[i].thenMove(turnDegrees, shiftXPixels, shiftYPixels).normalised();
      shiftAxisDegrees[i] = Angles.wrap(shiftAxisDegrees[i] + turnDegrees, 180);
      otherPsiDegrees[i] -= turnDegrees;
    }
  }
}
