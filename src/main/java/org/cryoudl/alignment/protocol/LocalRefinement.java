package org.cryoudl.alignment.protocol;

import java.util.List;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.confidence.LeaveOutScoring;
import org.cryoudl.alignment.diagnostics.MaskSelection;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * Refines poses that are roughly known: expectation rounds at growing frequency, then Gauss-Newton,
 * never leaving a window about each start. The average takes its frame from the start, and no
 * half-turn is tried.
 */
public final class LocalRefinement {

  private static final int NEWTON_ROUNDS = 9;

  private final SpectrumSource signed;
  private final Options options;
  private final Progress progress;
  private final List<ExpectationRound> rounds;

  /**
   * What the caller decides.
   *
   * @param maskRadius radius of the mask around the average, as a share of the box
   * @param widestMaskRadius what it may grow to where particles go on beyond it
   * @param phases how the CTF is in the images, as far as it was stated
   * @param estimate what is looked for; if angles only, the particles are centred already
   * @param start where each particle starts
   * @param window how far poses may lie from there; what is held does not use its part
   * @param maxShiftPixels largest shift that an image of noise may take to agree with the average
   */
  public record Options(
      double maskRadius,
      double widestMaskRadius,
      PhaseClaim phases,
      AlignmentPlan.Estimate estimate,
      Pose[] start,
      AlignmentPlan.PoseWindow window,
      double maxShiftPixels) {}

  public LocalRefinement(SpectrumSource source, Options options, Progress progress) {
    this.signed = source;
    this.options = options;
    this.progress = progress;
    this.rounds =
        CoarseToFine.ofAnyShift(source.disc().box()).about(options.window(), options.estimate());
  }

  /** Runs everything. */
  public Refined run() {
    boolean tested =
        signed.get(0).ctf().isPresent() && options.phases().by() != PhaseClaim.By.SETTLED;
    NoiseSpectrum noise = NoiseSpectrum.totalPower(signed);
    int soft = rounds.size();
    try (Progress.Stage stage =
        progress.start("refining poses", (tested ? 2 * soft : soft) + NEWTON_ROUNDS)) {
      PhaseDecision phases =
          tested ? tested(noise, stage) : PhaseDecision.untested(options.phases());
      RefinementState state = soften(phases.applyTo(signed), noise, stage);
      double maskRadius =
          MaskSelection.choose(state, options.maskRadius(), options.widestMaskRadius(), progress);
      state =
          new GaussNewtonRefinement(
                  maskRadius,
                  Integer.MAX_VALUE,
                  options.estimate(),
                  (i, pose) -> within(pose, options.start()[i]),
                  progress)
              .run(state, NEWTON_ROUNDS, stage);
      return options.estimate() == AlignmentPlan.Estimate.ALL
          ? scored(state, phases)
          : Refined.of(state, phases, maskRadius);
    }
  }

  /** How the phases are, as particles show it whose poses do not depend on them. */
  private PhaseDecision tested(NoiseSpectrum noise, Progress.Stage stage) {
    RefinementState state = soften(CtfPhases.whereBothAgree(signed), noise, stage);
    PhaseDecision phases =
        PhaseDecision.of(
            options.phases(),
            PhaseEvidence.of(
                    signed,
                    state.particles(),
                    noise,
                    state.averages().radius(),
                    options.maskRadius())
                .z());
    progress.detail("phases: stated " + phases.claim() + ", particles show " + phases.z());
    return phases;
  }

  /**
   * What is known of each particle, as far as it may move. None was held out: the start is known to
   * hold for all particles, and each has left its noise in it.
   */
  private Refined scored(RefinementState state, PhaseDecision phases) {
    return new LeaveOutScoring(
            state.source(),
            new RefinementOptions(
                state.averages().maskRadius(),
                options.maxShiftPixels(),
                PhaseClaim.settled(phases.taken()),
                false,
                options.estimate(),
                state.particles().size(),
                ViewConstraints.NOTHING,
                state.averages().maskRadius(),
                Integer.MAX_VALUE),
            HeldOutEvidence.NONE,
            new LeaveOutScoring.Range(
                (i, pose) -> within(pose, options.start()[i]), options.window().degrees() >= 180),
            progress)
        .score(state, phases);
  }

  /** Expectation rounds from the start poses. */
  private RefinementState soften(SpectrumSource source, NoiseSpectrum noise, Progress.Stage stage) {
    ParticlePoses particles = new ParticlePoses(signed.size());
    System.arraycopy(options.start(), 0, particles.poses, 0, particles.size());
    RefinementState state =
        RefinementState.averaged(
            source, particles, noise, CoarseToFine.START_RADIUS, options.maskRadius());
    double sigma = startSigma();
    for (ExpectationRound round : rounds) {
      ExpectationRound.Outcome outcome =
          round.run(
              state.source(),
              particles,
              ExpectationRound.Start.of(
                  state,
                  i -> new double[] {particles.poses[i].psiDegrees()},
                  sigma,
                  options.maskRadius()));
      state = state.with(outcome.averages());
      sigma = Math.max(outcome.shiftSigmaPixels(), options.window().pixels() / 2);
      keepWithin(particles);
      stage.advance(1);
    }
    return state;
  }

  /** A prior on total shifts that neither the start nor the window contradicts. */
  private double startSigma() {
    double squares = 0;
    for (Pose pose : options.start()) {
      squares += Math.pow(pose.originXPixels(), 2) + Math.pow(pose.originYPixels(), 2);
    }
    return Math.sqrt(squares / options.start().length / 2) + Math.max(2, options.window().pixels());
  }

  private void keepWithin(ParticlePoses particles) {
    for (int i = 0; i < particles.size(); i++) {
      particles.poses[i] = within(particles.poses[i], options.start()[i]);
    }
  }

  /** The pose nearest to a pose that the window about a start allows. */
  private Pose within(Pose pose, Pose start) {
    AlignmentPlan.PoseWindow window = options.window();
    double psi = pose.psiDegrees();
    double x = pose.originXPixels();
    double y = pose.originYPixels();
    double turn = Angles.wrap(psi - start.psiDegrees(), 360);
    if (options.estimate() == AlignmentPlan.Estimate.SHIFTS) {
      psi = start.psiDegrees();
    } else if (Math.abs(turn) > window.degrees()) {
      psi = start.psiDegrees() + Math.copySign(window.degrees(), turn);
    }
    double dx = x - start.originXPixels();
    double dy = y - start.originYPixels();
    double length = Math.hypot(dx, dy);
    if (options.estimate() == AlignmentPlan.Estimate.ANGLES) {
      x = start.originXPixels();
      y = start.originYPixels();
    } else if (length > window.pixels()) {
      x = start.originXPixels() + dx * window.pixels() / length;
      y = start.originYPixels() + dy * window.pixels() / length;
    }
    return new Pose(psi, x, y);
  }
}
