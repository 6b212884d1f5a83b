package org.cryoudl.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.LeadingClasses;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/**
 * Results of alignments whose every figure a test chooses. Particles are alike in all that is not
 * set: poses zero, every other figure 1; they are dealt to the views in order.
 */
public final class KnownAlignment {

  /**
   * A view whose average is one white pixel in the centre.
   *
   * @param shells how many of them the halves agree on
   * @param trust what held-out particles confirm of it
   */
  public static ViewResult view(int box, int shells, int particles, double trust) {
    return view(box, shells, particles, trust, OptionalInt.empty());
  }

  /** The same with the finest shell that held-out particles confirm. */
  public static ViewResult view(
      int box, int shells, int particles, double trust, int confirmedShell) {
    return view(box, shells, particles, trust, OptionalInt.of(confirmedShell));
  }

  private static ViewResult view(
      int box, int shells, int particles, double trust, OptionalInt confirmedShell) {
    Image average = Image.square(box);
    average.pixels()[box * box / 2 + box / 2] = 1;
    double[] rings = new double[box / 2];
    Arrays.fill(rings, 0, shells, 0.95);
    return new ViewResult(
        particles,
        average,
        average,
        rings,
        new double[box / 2],
        1,
        0,
        Optional.of(
            new AverageReliability(
                0.43,
                RotationalSymmetry.NONE,
                0,
                new HeldOutEvidence(9, trust > 0 ? 1e6 : -3, 0, trust, 1, 1, 0, confirmedShell),
                Optional.empty())));
  }

  private final List<ViewResult> views;
  private final int size;
  private final int[] classIndex;
  private final double[] ones;
  private Pose[] poses;
  private double[] confidence;
  private double[] correlation;
  private double[] psiErrorDegrees;
  private double[] shiftErrorPixels;
  private boolean[] outlier;
  private Optional<double[]> networkConfidence;
  private Optional<MirrorFlips> flips = Optional.empty();
  private Optional<LeadingClasses> leading = Optional.empty();
  private double[] classPosterior;
  private double[] scale;
  private Optional<PhaseDecision> phases = Optional.empty();
  private OptionalDouble pixelSizeAngstroms = OptionalDouble.empty();
  private List<ClassLikeness> alike = List.of();
  private List<List<Integer>> volumes = List.of();

  private KnownAlignment(List<ViewResult> views) {
    this.views = views;
    this.size = views.stream().mapToInt(ViewResult::particles).sum();
    this.classIndex =
        IntStream.range(0, views.size())
            .flatMap(k -> IntStream.generate(() -> k).limit(views.get(k).particles()))
            .toArray();
    this.ones = all(1);
    this.poses = new Pose[size];
    Arrays.fill(poses, Pose.IDENTITY);
    this.confidence = ones;
    this.classPosterior = ones;
    this.scale = ones;
    this.correlation = ones;
    this.psiErrorDegrees = ones;
    this.shiftErrorPixels = ones;
    this.networkConfidence = Optional.of(ones);
    this.outlier = new boolean[size];
  }

  /** An alignment with these views. */
  public static KnownAlignment of(ViewResult... views) {
    return new KnownAlignment(List.of(views));
  }

  /** Sets the poses. */
  public KnownAlignment poses(Pose[] known) {
    poses = known;
    return this;
  }

  /** Sets which view each particle shows. */
  public KnownAlignment classIndex(int[] known) {
    System.arraycopy(known, 0, classIndex, 0, size);
    return this;
  }

  /** Gives all particles one confidence. */
  public KnownAlignment confidence(double value) {
    confidence = all(value);
    return this;
  }

  /** Gives all particles one correlation. */
  public KnownAlignment correlation(double value) {
    correlation = all(value);
    return this;
  }

  /** Gives all particles one error of the angle. */
  public KnownAlignment psiErrorDegrees(double value) {
    psiErrorDegrees = all(value);
    return this;
  }

  /** Gives all particles one error of the shift. */
  public KnownAlignment shiftErrorPixels(double value) {
    shiftErrorPixels = all(value);
    return this;
  }

  /** Leaves out what a network says. */
  public KnownAlignment withoutNetwork() {
    networkConfidence = Optional.empty();
    return this;
  }

  /** Flags the first particles. */
  public KnownAlignment outliers(int count) {
    Arrays.fill(outlier, 0, count, true);
    return this;
  }

  /** Sets which particles are mirrored, and how surely. */
  public KnownAlignment flips(MirrorFlips known) {
    flips = Optional.of(known);
    return this;
  }

  /** Sets the posterior of each particle's class. */
  public KnownAlignment classPosterior(double... known) {
    classPosterior = known.clone();
    return this;
  }

  /** Sets how strongly each particle shows its average. */
  public KnownAlignment scale(double... known) {
    scale = known.clone();
    return this;
  }

  /** Sets the classes that each particle may belong to. */
  public KnownAlignment leading(LeadingClasses known) {
    leading = Optional.of(known);
    return this;
  }

  /** Says how the CTF is in the images. */
  public KnownAlignment phases(CtfPhases known) {
    return phases(PhaseDecision.untested(PhaseClaim.settled(known)));
  }

  /** Says how the CTF was taken to be in the images, and why. */
  public KnownAlignment phases(PhaseDecision known) {
    phases = Optional.of(known);
    return this;
  }

  /** Views that are groups of views of volumes: by volume, their positions. */
  public KnownAlignment volumes(List<List<Integer>> positions) {
    volumes = positions;
    return this;
  }

  /** Says which views look alike. */
  public KnownAlignment alike(ClassLikeness... known) {
    alike = List.of(known);
    return this;
  }

  /** Sets the pixel size. */
  public KnownAlignment pixelSizeAngstroms(OptionalDouble known) {
    pixelSizeAngstroms = known;
    return this;
  }

  /** The alignment; the reliability of poses is known if that of the first view is. */
  public Alignment build() {
    return new Alignment(
        new ParticleResults(
            IntStream.range(0, size).toArray(),
            poses,
            classIndex,
            classPosterior,
            confidence,
            correlation,
            psiErrorDegrees,
            shiftErrorPixels,
            scale,
            views
                .get(0)
                .reliability()
                .map(known -> new PoseReliability(ones, ones, ones, ones, outlier)),
            flips,
            networkConfidence,
            leading),
        views,
        List.of(),
        phases,
        pixelSizeAngstroms,
        alike,
        volumes);
  }

  private double[] all(double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }
}
