package org.cryoudl.alignment;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.NetworkPicturePrior;
import org.cryoudl.alignment.averages.PicturePrior;
import org.cryoudl.alignment.confidence.AlignmentRecord;
import org.cryoudl.alignment.confidence.GivenPoseScoring;
import org.cryoudl.alignment.initial.NetworkAngles;
import org.cryoudl.alignment.initial.ReferenceAngles;
import org.cryoudl.alignment.initial.SpectrumAngles;
import org.cryoudl.alignment.intake.MetadataPoses;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.alignment.protocol.CrossValidatedAlignment;
import org.cryoudl.alignment.protocol.LocalRefinement;
import org.cryoudl.alignment.refinement.FirstRounds;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.search.HalfTurnSearch;
import org.cryoudl.alignment.spectra.CentredSource;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.model.CartesianModel;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Aligns a set of particles, as far as the {@link AlignmentPlan} says: angles modulo 180 degrees
 * from the network, then half-turn and shift by cross-correlation, or half-turn, shift and angle
 * together against the improving average ({@link CrossValidatedAlignment}). What the plan holds is
 * taken from the metadata.
 */
public final class ParticleAligner implements Aligner {

  /** Rounds of averaging after the first comparison in the joint mode. */
  private static final int AVERAGING_ROUNDS = 6;

  private final Optional<AngleModel> model;
  private final AlignmentOptions options;
  private final AlignmentPlan plan;
  private final int modelParticles;
  private final Checkpoints checkpoints;
  private final Progress progress;

  /**
   * An aligner that takes its first angles from a network.
   *
   * @param model stays open, and is closed by the caller
   * @param options what is decided about the alignment
   * @param progress shows how far it is
   */
  public ParticleAligner(AngleModel model, AlignmentOptions options, Progress progress) {
    this(Optional.of(model), options, Checkpoints.none(), progress);
  }

  /**
   * An aligner that keeps what it has done.
   *
   * @param model needed if the plan needs a network; stays open, and is closed by the caller
   * @param options what is decided about the alignment
   * @param checkpoints keep what was done
   * @param progress shows how far it is
   */
  public ParticleAligner(
      Optional<AngleModel> model,
      AlignmentOptions options,
      Checkpoints checkpoints,
      Progress progress) {
    this(model, options, JointRefinement.MODEL_PARTICLES, checkpoints, progress);
  }

  /**
   * @param modelParticles of larger sets, a part of that size works out the first average
   */
  ParticleAligner(
      Optional<AngleModel> model,
      AlignmentOptions options,
      int modelParticles,
      Checkpoints checkpoints,
      Progress progress) {
    this.checkpoints = checkpoints;
    this.model = model;
    this.modelParticles = modelParticles;
    this.options = options;
    this.plan = options.plan();
    this.progress = progress;
  }

  /** An aligner for a plan that needs no network. */
  public static ParticleAligner withoutNetwork(AlignmentOptions options, Progress progress) {
    if (options.plan().needsNetwork()) {
      throw new IllegalArgumentException("this plan needs a network: " + options.plan());
    }
    return new ParticleAligner(Optional.empty(), options, Checkpoints.none(), progress);
  }

  @Override
  public Alignment align(Particles set) {
    if (!plan.needsNetwork() && !(options.reference() instanceof Reference.Auto)) {
      throw new UsageException(new AlignmentReason.ReferenceNotUsed());
    }
    ParticleIntake intake = ParticleIntake.of(set, options, progress);
    if (plan.mode() == AlignmentPlan.Mode.UDL && intake.reference() instanceof Reference.Auto) {
      intake = intake.withReference(new Reference.Particle(0));
    }
    return plan.needsNetwork() ? byNetwork(intake, model.orElseThrow()) : fromMetadata(intake);
  }

  /** Alignment of angles that start from the network. */
  private Alignment byNetwork(ParticleIntake intake, AngleModel network) {
    boolean shiftsHeld = plan.estimate() == AlignmentPlan.Estimate.ANGLES;
    Pose[] held = shiftsHeld ? MetadataPoses.orZero(intake) : new Pose[0];
    int[] positions = networkPositions(intake);
    boolean partOnly = positions.length < intake.size();
    ParticleIntake taken = intake;
    NetworkAngles.Found angles =
        checkpoints.step(
            "angles", NetworkAngles.Found.class, () -> angles(taken, network, positions));
    SpectrumSource source =
        new SymmetricSource(
            shiftsHeld ? new CentredSource(intake.spectra(), held) : intake.spectra(),
            options.given().symmetry());
    if (plan.mode() != AlignmentPlan.Mode.REFINE) {
      boolean joint = plan.mode() == AlignmentPlan.Mode.JOINT;
      Reference first = firstTarget(intake, angles);
      HalfTurnSearch.Found found =
          new HalfTurnSearch(
                  source, halfTurnOptions(intake, true, joint ? AVERAGING_ROUNDS : 0), progress)
              .run(angles.psiDegrees(), first);
      if (shiftsHeld) {
        restoreOrigins(found.poses(), held);
      }
      return new GivenPoseScoring(intake, options, mayRecentre(intake))
          .of(
              found.poses(),
              Optional.of(found.phases()),
              Optional.of(angles.confidence()),
              angles.errorDegrees());
    }
    RefinedViews refined = refined(intake, source, angles, shiftsHeld);
    if (shiftsHeld) {
      restoreOrigins(refined.particles().poses, held);
    }
    boolean mirror = options.given().mirror();
    Optional<double[]> confidence =
        partOnly || mirror || !plan.initial().byNetwork()
            ? Optional.empty()
            : Optional.of(angles.confidence());
    return new AlignmentRecord(intake, confidence).of(refined, mirror);
  }

  private RefinedViews refined(
      ParticleIntake intake,
      SpectrumSource source,
      NetworkAngles.Found angles,
      boolean shiftsHeld) {
    if (options.prior() == SearchSettings.Prior.WIENER) {
      return refined(intake, source, angles, shiftsHeld, PicturePrior.WIENER);
    }
    try (PriorModel shipped = PriorModel.shipped()) {
      return refined(intake, source, angles, shiftsHeld, new NetworkPicturePrior(shipped));
    }
  }

  private RefinedViews refined(
      ParticleIntake intake,
      SpectrumSource source,
      NetworkAngles.Found angles,
      boolean shiftsHeld,
      PicturePrior prior) {
    return new CrossValidatedAlignment(
            source,
            new RefinementOptions(
                options.maskRadius(intake.box()),
                shiftsHeld ? 0 : options.maxShiftPixels(intake.box()),
                intake.phases(),
                mayRecentre(intake),
                plan.estimate(),
                modelParticles,
                options.given(),
                options.widestMaskRadius(intake.box()),
                Integer.MAX_VALUE,
                new FirstRounds(prior, plan.initial() == AlignmentPlan.Initial.RANDOM)),
            checkpoints,
            progress)
        .oneView(angles.psiDegrees(), angles.score(), intake.reference());
  }

  /** The network's angles of the images at some positions. */
  private NetworkAngles.Found angles(ParticleIntake intake, AngleModel network, int[] positions) {
    if (plan.initial() == AlignmentPlan.Initial.RANDOM) {
      return SpectrumAngles.random(intake.size());
    }
    if (plan.initial() == AlignmentPlan.Initial.SPECTRA) {
      return new SpectrumAngles(progress).find(intake.images(), positions, intake.spectra());
    }
    if (network instanceof CartesianModel cartesian) {
      return new ReferenceAngles(cartesian, progress)
          .find(intake.images(), positions, intake.reference(), intake.spectra());
    }
    return new NetworkAngles((PolarModel) network, plan.initial(), progress)
        .find(intake.images(), positions, intake.reference(), intake.spectra());
  }

  /**
   * Positions of the images that the network compares. In a large set it only helps to make a first
   * average; the modes that go no further need it for all.
   */
  private int[] networkPositions(ParticleIntake intake) {
    int size = intake.size();
    int[] first = FirstRounds.particles(size, modelParticles);
    if (plan.mode() != AlignmentPlan.Mode.REFINE || first.length == size) {
      return SubsetSource.evenly(size, size);
    }
    return plan.estimate() == AlignmentPlan.Estimate.ALL
        ? CrossValidatedAlignment.startingWith(size, modelParticles, intake.reference())
        : first;
  }

  /** Alignment whose angles, or whole poses, come from the metadata. */
  private Alignment fromMetadata(ParticleIntake intake) {
    Pose[] start =
        plan.start().isPresent() ? MetadataPoses.required(intake) : MetadataPoses.orZero(intake);
    if (plan.start().isPresent()) {
      return refinedLocally(intake, start, plan.start().get());
    }
    Pose[] anglesOnly = new Pose[start.length];
    for (int i = 0; i < start.length; i++) {
      anglesOnly[i] = new Pose(start[i].psiDegrees(), 0, 0);
    }
    if (plan.mode() == AlignmentPlan.Mode.REFINE) {
      double range = options.maxShiftPixels(intake.box());
      return refinedLocally(intake, anglesOnly, new AlignmentPlan.PoseWindow(0, range));
    }
    HalfTurnSearch.Found found =
        new HalfTurnSearch(
                intake.spectra(), halfTurnOptions(intake, false, AVERAGING_ROUNDS), progress)
            .run(
                Arrays.stream(start).mapToDouble(Pose::psiDegrees).toArray(), new Reference.Auto());
    return new GivenPoseScoring(intake, options, true)
        .of(
            found.poses(),
            Optional.of(found.phases()),
            Optional.empty(),
            new double[intake.size()]);
  }

  private Alignment refinedLocally(
      ParticleIntake intake, Pose[] start, AlignmentPlan.PoseWindow window) {
    boolean shiftsHeld = plan.estimate() == AlignmentPlan.Estimate.ANGLES;
    Pose[] inFrame = start.clone();
    if (shiftsHeld) {
      for (int i = 0; i < start.length; i++) {
        inFrame[i] = new Pose(start[i].psiDegrees(), 0, 0);
      }
    }
    Refined refined =
        new LocalRefinement(
                shiftsHeld ? new CentredSource(intake.spectra(), start) : intake.spectra(),
                new LocalRefinement.Options(
                    options.maskRadius(intake.box()),
                    options.widestMaskRadius(intake.box()),
                    intake.phases(),
                    plan.estimate(),
                    inFrame,
                    window,
                    options.maxShiftPixels(intake.box())),
                progress)
            .run();
    if (shiftsHeld) {
      restoreOrigins(refined.particles().poses, start);
    }
    return new AlignmentRecord(intake, Optional.empty()).of(RefinedViews.ofOne(refined), false);
  }

  private HalfTurnSearch.Options halfTurnOptions(
      ParticleIntake intake, boolean bothHalfTurns, int averagingRounds) {
    boolean shiftsHeld = plan.estimate() == AlignmentPlan.Estimate.ANGLES;
    return new HalfTurnSearch.Options(
        options.maskRadius(intake.box()),
        shiftsHeld ? 0 : options.maxShiftPixels(intake.box()),
        intake.phases(),
        bothHalfTurns,
        mayRecentre(intake),
        averagingRounds);
  }

  /** What half-turns are decided against first: the image that agrees best with the others. */
  private static Reference firstTarget(ParticleIntake intake, NetworkAngles.Found angles) {
    if (!(intake.reference() instanceof Reference.Auto)) {
      return intake.reference();
    }
    int best = 0;
    for (int i = 1; i < intake.size(); i++) {
      best = angles.score()[i] > angles.score()[best] ? i : best;
    }
    return new Reference.Particle(best);
  }

  private boolean mayRecentre(ParticleIntake intake) {
    return plan.estimate() != AlignmentPlan.Estimate.ANGLES
        && !(intake.reference() instanceof Reference.Picture);
  }

  private static void restoreOrigins(Pose[] poses, Pose[] held) {
    for (int i = 0; i < poses.length; i++) {
      poses[i] = new Pose(poses[i].psiDegrees(), held[i].originXPixels(), held[i].originYPixels());
    }
  }
}
