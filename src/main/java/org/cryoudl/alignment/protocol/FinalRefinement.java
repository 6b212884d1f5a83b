package org.cryoudl.alignment.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.confidence.LeaveOutScoring;
import org.cryoudl.alignment.crossvalidation.HalfSetCheck;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * The end of a refinement whose held-out particles have been compared: they join the others, halves
 * of the set are refined apart where those leave a doubt, and every particle is scored ({@link
 * HalfSetCheck}, {@link LeaveOutScoring}).
 */
final class FinalRefinement {

  private static final String HALVES = "halves";

  private static final int NEWTON_ROUNDS = 2;
  private static final int COARSER_ROUNDS = 8;

  /** Halves of fewer particles tell nothing of each other. */
  private static final int LEAST_HALVED = 8;

  /** Share of half-turns or turns from which on halves of the set are refined apart. */
  private static final double DOUBTFUL = 1e-3;

  private final RefinementOptions options;
  private final Checkpoints checkpoints;
  private final Progress progress;

  /** A refinement that keeps nothing while it runs. */
  FinalRefinement(RefinementOptions options, Progress progress) {
    this(options, Checkpoints.none(), progress);
  }

  FinalRefinement(RefinementOptions options, Checkpoints checkpoints, Progress progress) {
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param source all particles, with the CTF as the phase model has it, as they are mirrored
   * @param start nearly final poses of all, and averages and noise of those that were not held out;
   *     everything known about each particle is written there
   * @param phases that the source has
   * @param halfTurn how these averages lie on themselves after a half-turn
   */
  Refined run(
      MirroredSource source,
      RefinementState start,
      PhaseDecision phases,
      HalfTurnAmbiguity halfTurn,
      HeldOutEvidence evidence) {
    ParticlePoses particles = start.particles();
    RefinementState state =
        checkpoints
            .step("joined", RefinementState.Kept.class, () -> joined(source, start).kept())
            .restoredIn(start);
    boolean held = options.estimate() == AlignmentPlan.Estimate.NOTHING;
    boolean plain = !held && !options.given().mirror() && source.symmetry().isNone();
    boolean untested = evidence.count() == 0;
    boolean halved = plain && source.size() >= LEAST_HALVED;
    if (untested ? halved : plain && isDoubtful(evidence, halfTurn)) {
      Checkpoints halves = checkpoints.within(HALVES);
      particles.agreement =
          Optional.of(
              checkpoints.step(
                  HALVES,
                  HalfSetAgreement.class,
                  () -> new HalfSetCheck(source, options, halves, progress).run(particles)));
    }
    // Without a test nothing is certain.
    HeldOutEvidence known = untested && !halved ? HeldOutEvidence.UNTESTED : evidence;
    Pose[] last = particles.poses.clone();
    LeaveOutScoring.Range range =
        held
            ? new LeaveOutScoring.Range((i, pose) -> last[i], false)
            : options.first().turnsKnown()
                ? new LeaveOutScoring.Range((i, pose) -> pose, false)
                : LeaveOutScoring.Range.ALL;
    Refined refined =
        new LeaveOutScoring(source, options, known, range, progress).score(state, phases);
    if (options.given().mirror()) {
      particles.includeFlips(known.indicatesNoise() || known.isUntested());
    }
    return refined;
  }

  /** Averages and poses once the held-out particles have joined the others. */
  private RefinementState joined(MirroredSource source, RefinementState start) {
    RefinementState state = start;
    GaussNewtonStep round = new GaussNewtonStep(options.maskRadius(), options.estimate());
    int radius = options.radius(source.disc(), start.averages());
    for (int r = 0; r < NEWTON_ROUNDS; r++) {
      state = state.averaged(radius, options.maskRadius());
      if (r == 0 && options.given().mirror()) {
        chooseFlips(source, state);
      }
      radius = options.radius(source.disc(), state.averages());
      state = round.step(state);
    }
    return options.finestShell() < GaussNewtonRefinement.radius(source.disc(), start.averages())
        ? withoutFalseDetail(state)
        : state;
  }

  /** Refines poses without the detail that held-out particles do not confirm. */
  private RefinementState withoutFalseDetail(RefinementState state) {
    try (Progress.Stage stage = progress.start("leaving out false detail", COARSER_ROUNDS)) {
      return new GaussNewtonRefinement(
              options.maskRadius(),
              options.finestShell(),
              options.estimate(),
              GaussNewtonStep.Bounds.FREE,
              progress)
          .run(state, COARSER_ROUNDS, checkpoints.within("joined"), stage);
    }
  }

  /**
   * Compares all particles and their mirror images with the average of the half they are not part
   * of.
   */
  private void chooseFlips(MirroredSource source, RefinementState state) {
    ParticlePoses particles = state.particles();
    CoarseToFine schedule = new CoarseToFine(source.disc().box(), options.maxShiftPixels());
    CyclicSymmetry symmetry = source.symmetry();
    Arrays.fill(particles.poses, Pose.IDENTITY);
    for (ExpectationRound round :
        List.of(schedule.anywhere(), schedule.choice(state.averages().resolvedShell()))) {
      round
          .within(symmetry)
          .runWithMirror(
              source,
              particles,
              ExpectationRound.Start.of(
                  state,
                  i -> symmetry.bothHalfTurns(particles.poses[i].psiDegrees()),
                  schedule.shiftSigmaPixels(),
                  options.maskRadius()),
              i -> symmetry.bothHalfTurns(particles.otherPsiDegrees[i]));
    }
  }

  /** Whether an average that has structure may have made some of it from noise. */
  private static boolean isDoubtful(HeldOutEvidence evidence, HalfTurnAmbiguity halfTurn) {
    return evidence.count() > 0
        && !evidence.indicatesNoise()
        && (evidence.halfTurnTrust() < 1
            || evidence.elsewhere() > DOUBTFUL
            || halfTurn.undecidedShare() > DOUBTFUL);
  }
}
