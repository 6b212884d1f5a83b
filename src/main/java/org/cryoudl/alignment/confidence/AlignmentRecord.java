package org.cryoudl.alignment.confidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.ClassRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;

/** The result of an alignment, made from the state in which a refinement ends. */
public final class AlignmentRecord {

  private final ParticleIntake intake;
  private final Optional<double[]> networkConfidence;

  /**
   * @param networkConfidence as {@link ParticleResults#networkConfidence}
   */
  public AlignmentRecord(ParticleIntake intake, Optional<double[]> networkConfidence) {
    this.intake = intake;
    this.networkConfidence = networkConfidence;
  }

  /**
   * The result where all particles show one view, in the frame that the reference gives.
   *
   * @param mirrored whether particles were allowed to be mirrored
   */
  public Alignment ofOneView(Refined refined, boolean mirrored) {
    ParticlePoses particles = refined.particles();
    double turn = 0;
    if (intake.reference() instanceof Reference.Particle particle) {
      turn = -particles.poses[particle.index()].psiDegrees();
      particles.move(turn, 0, 0);
    }
    if (particles.symmetry.imposed()) {
      particles.bringWithin(new CyclicSymmetry(particles.symmetry.order()));
    }
    double[] certain = new double[intake.size()];
    Arrays.fill(certain, 1);
    return result(
        particles,
        new int[intake.size()],
        certain,
        mirrored ? Optional.of(particles.flips()) : Optional.empty(),
        List.of(view(intake.size(), refined, turn)),
        refined.phases());
  }

  /** The result where particles were sorted into classes, the largest of which comes first. */
  public Alignment ofClasses(ClassRefinement.Sorted sorted) {
    ClassMembership membership = sorted.membership();
    int[] sizes = membership.sizes();
    int[] order =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer k) -> -sizes[k]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] rank = new int[order.length];
    List<ViewResult> views = new ArrayList<>();
    for (int k : order) {
      rank[k] = views.size();
      views.add(
          sorted
              .classes()
              .get(k)
              .map(refined -> view(sizes[k], refined, 0))
              .orElseGet(() -> ViewResult.empty(intake.box())));
    }
    return result(
        sorted.particles(),
        Arrays.stream(membership.classIndex).map(k -> rank[k]).toArray(),
        membership.ownShares(),
        Optional.empty(),
        views,
        sorted.phases());
  }

  private Alignment result(
      ParticlePoses particles,
      int[] classIndex,
      double[] classPosterior,
      Optional<MirrorFlips> flips,
      List<ViewResult> views,
      CtfPhases phases) {
    // A view can only lack what is measured in the largest one.
    boolean measured = views.get(0).reliability().isPresent();
    return new Alignment(
        new ParticleResults(
            intake.images().rows(),
            particles.poses,
            classIndex,
            classPosterior,
            particles.confidence,
            particles.correlation,
            particles.psiErrorDegrees,
            particles.shiftErrorPixels,
            particles.scale,
            measured ? Optional.of(reliability(particles)) : Optional.empty(),
            flips,
            networkConfidence),
        views,
        intake.images().constantRows(),
        intake.ctfUsed() ? Optional.of(phases) : Optional.empty(),
        intake.set().pixelSizeAngstroms());
  }

  private static PoseReliability reliability(ParticlePoses particles) {
    return new PoseReliability(
        particles.halfTurnProbability,
        particles.effectivePoses,
        particles.minorShiftErrorPixels,
        particles.shiftAxisDegrees,
        particles.outlier);
  }

  private static ViewResult view(int particles, Refined refined, double turnDegrees) {
    Averages averages = refined.averages();
    Image average = Image.square(averages.side(), averages.full());
    Image unfiltered = Image.square(averages.side(), averages.unfiltered());
    if (turnDegrees != 0) {
      Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
      average = warp.apply(average, new Pose(turnDegrees, 0, 0));
      unfiltered = warp.apply(unfiltered, new Pose(turnDegrees, 0, 0));
    }
    return new ViewResult(
        particles,
        average,
        unfiltered,
        averages.ringCorrelation(),
        refined.noise().perShell(),
        refined.heterogeneityRatio(),
        refined.halfTurnAmbiguity(),
        refined.reliability());
  }
}
