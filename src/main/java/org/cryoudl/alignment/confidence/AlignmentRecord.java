package org.cryoudl.alignment.confidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.LeadingClasses;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.UntestedDetail;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Angles;
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
   * The result of views, that with the most particles first. Where all particles show one view, it
   * is brought into the frame that the reference gives.
   *
   * @param mirrored whether particles were allowed to be mirrored
   */
  public Alignment of(RefinedViews found, boolean mirrored) {
    ParticlePoses particles = found.particles();
    double turn = 0;
    if (intake.reference() instanceof Reference.Particle particle) {
      turn = -particles.poses[particle.index()].psiDegrees();
      particles.move(turn, 0, 0);
    }
    ClassMembership membership = found.membership();
    int[] sizes = membership.sizes();
    int[] order = order(sizes);
    int[] rank = places(membership);
    List<ViewResult> views = new ArrayList<>();
    for (int k : order) {
      Optional<Refined> view = found.views().get(k);
      boolean several = found.count() > 1;
      double[] power = several ? power(membership.members(k)) : new double[0];
      views.add(
          view.isPresent()
              ? view(sizes[k], view.get(), power, turn)
              : ViewResult.empty(intake.box()));
    }
    found.views().get(order[0]).ifPresent(largest -> bringWithin(largest, particles));
    return result(
        particles,
        Arrays.stream(membership.classIndex).map(k -> rank[k]).toArray(),
        membership.ownShares(),
        found.count() > 1 ? Optional.of(leading(particles, membership, rank)) : Optional.empty(),
        mirrored ? Optional.of(particles.flips()) : Optional.empty(),
        found.count() > 1 ? resolved(views) : views,
        found.phases(),
        alike(found.alike(), rank),
        volumes(found.viewGroups(), rank));
  }

  /** By volume, the places of the views that are groups of its views, ascending. */
  private static List<List<Integer>> volumes(List<Integer> groups, int[] rank) {
    List<List<Integer>> volumes = new ArrayList<>();
    int from = 0;
    for (int count : groups) {
      volumes.add(IntStream.range(from, from + count).map(k -> rank[k]).sorted().boxed().toList());
      from += count;
    }
    return volumes;
  }

  /** The views, that with the most particles first, of equal ones the first. */
  private static int[] order(int[] sizes) {
    return IntStream.range(0, sizes.length)
        .boxed()
        .sorted(Comparator.comparingInt((Integer k) -> -sizes[k]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The place of each view in the results. */
  public static int[] places(ClassMembership membership) {
    int[] order = order(membership.sizes());
    int[] places = new int[order.length];
    for (int n = 0; n < order.length; n++) {
      places[order[n]] = n;
    }
    return places;
  }

  /** The same pairs by the ranks of their views. */
  private static List<ClassLikeness> alike(List<ClassLikeness> found, int[] rank) {
    return found.stream()
        .map(
            pair ->
                new ClassLikeness(
                    Math.min(rank[pair.first()], rank[pair.second()]),
                    Math.max(rank[pair.first()], rank[pair.second()]),
                    pair.correlation(),
                    pair.expected(),
                    pair.detail(),
                    pair.confirmedShare()))
        .sorted(
            Comparator.comparingInt(ClassLikeness::first).thenComparingInt(ClassLikeness::second))
        .toList();
  }

  /** The classes that each particle may belong to. */
  private static LeadingClasses leading(
      ParticlePoses particles, ClassMembership membership, int[] rank) {
    int size = membership.classIndex.length;
    double[] frames = frames(particles, membership);
    int[][] classIndex = new int[size][];
    float[][] probability = new float[size][];
    float[][] psiDegrees = new float[size][];
    for (int i = 0; i < size; i++) {
      int own = membership.classIndex[i];
      int[] chosen = LeadingClasses.choose(own, membership.shares[i]);
      classIndex[i] = new int[chosen.length];
      probability[i] = new float[chosen.length];
      psiDegrees[i] = new float[chosen.length];
      for (int n = 0; n < chosen.length; n++) {
        int k = chosen[n];
        classIndex[i][n] = rank[k];
        probability[i][n] = membership.shares[i][k];
        double psi =
            k == own ? particles.poses[i].psiDegrees() : membership.turns[i].in(k) + frames[k];
        psiDegrees[i][n] = (float) Angles.wrap(psi, 360);
      }
    }
    return new LeadingClasses(classIndex, probability, psiDegrees);
  }

  /**
   * By how much the refinement has turned each class since the search, in degrees: the mean
   * direction of the differences of its particles' turns.
   */
  private static double[] frames(ParticlePoses particles, ClassMembership membership) {
    double[] cos = new double[membership.classes()];
    double[] sin = new double[membership.classes()];
    for (int i = 0; i < membership.classIndex.length; i++) {
      int k = membership.classIndex[i];
      double before = membership.turns[i].in(k);
      if (!Double.isNaN(before)) {
        double turn = Math.toRadians(particles.poses[i].psiDegrees() - before);
        cos[k] += Math.cos(turn);
        sin[k] += Math.sin(turn);
      }
    }
    double[] frames = new double[cos.length];
    Arrays.setAll(frames, k -> Math.toDegrees(Math.atan2(sin[k], cos[k])));
    return frames;
  }

  private static void bringWithin(Refined view, ParticlePoses particles) {
    RotationalSymmetry symmetry = view.particles().symmetry;
    if (symmetry.imposed()) {
      particles.bringWithin(new CyclicSymmetry(symmetry.order()));
    }
  }

  private Alignment result(
      ParticlePoses particles,
      int[] classIndex,
      double[] classPosterior,
      Optional<LeadingClasses> leading,
      Optional<MirrorFlips> flips,
      List<ViewResult> views,
      PhaseDecision phases,
      List<ClassLikeness> alike,
      List<List<Integer>> volumes) {
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
            networkConfidence,
            leading),
        views,
        intake.images().constantRows(),
        intake.ctfUsed() ? Optional.of(phases) : Optional.empty(),
        intake.set().pixelSizeAngstroms(),
        alike,
        volumes);
  }

  private static PoseReliability reliability(ParticlePoses particles) {
    return new PoseReliability(
        particles.halfTurnProbability,
        particles.effectivePoses,
        particles.minorShiftErrorPixels,
        particles.shiftAxisDegrees,
        particles.outlier);
  }

  /** Mean power per shell of particles, of some of them where there are many. */
  private double[] power(int[] members) {
    return members.length == 0
        ? new double[0]
        : NoiseSpectrum.totalPower(new SubsetSource(intake.spectra(), members)).perShell();
  }

  /**
   * @param memberPower of its particles, per shell
   */
  private static ViewResult view(
      int particles, Refined refined, double[] memberPower, double turnDegrees) {
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
        memberPower,
        refined.heterogeneityRatio(),
        refined.halfTurnAmbiguity(),
        refined.reliability());
  }

  /** Classes whose averages hold no finer detail than is resolved. */
  private static List<ViewResult> resolved(List<ViewResult> views) {
    return UntestedDetail.bounded(views).stream().map(ViewResult::resolved).toList();
  }
}
