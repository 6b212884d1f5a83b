package org.cryoudl.alignment.protocol;

import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.confidence.LeaveOutScoring;
import org.cryoudl.alignment.diagnostics.MaskSelection;
import org.cryoudl.alignment.diagnostics.PhaseFlipDetection;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * Refines poses that are roughly known: soft rounds at growing frequency, then Gauss-Newton, never
 * leaving a window about each start. The average takes its frame from the start, and no half-turn
 * is tried.
 */
public final class LocalRefinement {

  private static final int FIRST_RADIUS = 14;
  private static final int NEWTON_ROUNDS = 9;

  /** Steps of the grid of turns, in degrees; the window decides between them. */
  private static final double COARSEST_STEP = 4;

  private static final double FINEST_STEP = 0.5;

  private final SpectrumSource signed;
  private final Options options;
  private final Progress progress;
  private final int box;

  /**
   * What the caller decides.
   *
   * @param maskRadius radius of the mask around the average, as a share of the box
   * @param widestMaskRadius what it may grow to where particles go on beyond it
   * @param phases how the CTF is in the images, if known
   * @param estimate what is looked for; if angles only, the particles are centred already
   * @param start where each particle starts
   * @param window how far poses may lie from there; what is held does not use its part
   * @param maxShiftPixels largest shift that an image of noise may take to agree with the average
   */
  public record Options(
      double maskRadius,
      double widestMaskRadius,
      Optional<CtfPhases> phases,
      AlignmentPlan.Estimate estimate,
      Pose[] start,
      AlignmentPlan.PoseWindow window,
      double maxShiftPixels) {}

  public LocalRefinement(SpectrumSource source, Options options, Progress progress) {
    this.signed = source;
    this.options = options;
    this.progress = progress;
    this.box = source.disc().box();
  }

  /** Runs everything. */
  public Refined run() {
    boolean ctfHeld = signed.get(0).ctf().isPresent();
    CtfPhases phases = options.phases().orElse(CtfPhases.FLIPPED);
    NoiseSpectrum noise = NoiseSpectrum.totalPower(signed);
    ParticlePoses particles = new ParticlePoses(signed.size());
    int soft = rounds().size();
    boolean tell = ctfHeld && options.phases().isEmpty();
    try (Progress.Stage stage =
        progress.start("refining poses", (tell ? 2 * soft : soft) + NEWTON_ROUNDS)) {
      Averages averages = soften(phases, particles, noise, stage);
      if (tell) {
        Optional<CtfPhases> found =
            PhaseFlipDetection.decide(
                signed, particles, noise, averages.radius(), options.maskRadius());
        progress.detail("phases: assumed " + phases + ", particles say " + found);
        if (found.isPresent() && found.get() != phases) {
          phases = found.get();
          averages = soften(phases, particles, noise, stage);
        } else {
          stage.advance(soft);
        }
      }
      SpectrumSource source = phases.applyTo(signed);
      double maskRadius =
          MaskSelection.choose(
              source,
              particles,
              noise,
              averages,
              options.maskRadius(),
              options.widestMaskRadius(),
              progress);
      GaussNewtonRefinement.Outcome outcome =
          new GaussNewtonRefinement(
                  source,
                  maskRadius,
                  Integer.MAX_VALUE,
                  options.estimate(),
                  (i, pose) -> within(pose, options.start()[i]),
                  progress)
              .run(particles, averages, noise, NEWTON_ROUNDS, stage);
      return options.estimate() == AlignmentPlan.Estimate.ALL
          ? appraised(source, particles, outcome, phases)
          : Refined.of(source, particles, phases, outcome.noise(), maskRadius);
    }
  }

  /**
   * What is known of each particle, as far as it may move. Nobody is asked what the average is
   * worth: the start is known to hold for all particles, and each has left its noise in it.
   */
  private Refined appraised(
      SpectrumSource source,
      ParticlePoses particles,
      GaussNewtonRefinement.Outcome outcome,
      CtfPhases phases) {
    return new LeaveOutScoring(
            source,
            new RefinementOptions(
                outcome.averages().maskRadius(),
                options.maxShiftPixels(),
                Optional.of(phases),
                false,
                options.estimate(),
                particles.size()),
            HeldOutEvidence.NONE,
            new LeaveOutScoring.Range(
                (i, pose) -> within(pose, options.start()[i]), options.window().degrees() >= 180),
            progress)
        .appraise(particles, outcome.averages(), outcome.noise(), phases);
  }

  /** Coarse to fine; the first rounds look at the whole window. */
  private List<ExpectationRound> rounds() {
    ExpectationRound first = round(FIRST_RADIUS, 180, box, 0.016);
    ExpectationRound middle = round(20, 9, 0.06 * box, 0.012);
    ExpectationRound fine = round(28, 6, 0.03 * box, 0.008);
    return List.of(first, first, middle, middle, fine, fine);
  }

  private ExpectationRound round(int radius, double degrees, double pixels, double stepShare) {
    boolean anglesHeld = options.estimate() == AlignmentPlan.Estimate.SHIFTS;
    boolean shiftsHeld = options.estimate() == AlignmentPlan.Estimate.ANGLES;
    double turn = anglesHeld ? 0 : Math.min(degrees, options.window().degrees());
    double step = Math.max(FINEST_STEP, Math.min(COARSEST_STEP, turn / 2));
    double range = shiftsHeld ? 0 : Math.min(pixels, options.window().pixels());
    return new ExpectationRound(radius, step, turn, range, stepShare * box);
  }

  /** Soft rounds from the start poses. */
  private Averages soften(
      CtfPhases phases, ParticlePoses particles, NoiseSpectrum noise, Progress.Stage stage) {
    SpectrumSource source = phases.applyTo(signed);
    System.arraycopy(options.start(), 0, particles.poses, 0, particles.size());
    Averages averages =
        new Reconstruction(source, options.maskRadius()).at(particles, noise, FIRST_RADIUS);
    double sigma = startSigma();
    for (ExpectationRound round : rounds()) {
      double[][] centres = new double[particles.size()][];
      for (int i = 0; i < centres.length; i++) {
        centres[i] = new double[] {particles.poses[i].psiDegrees()};
      }
      ExpectationRound.Outcome outcome =
          round.run(
              source,
              particles,
              new ExpectationRound.Start(
                  averages.halves(),
                  averages.side(),
                  noise,
                  centres,
                  sigma,
                  options.maskRadius(),
                  PoseSearch.Scale.LIKELIHOOD));
      averages = outcome.averages();
      sigma = Math.max(outcome.shiftSigmaPixels(), options.window().pixels() / 2);
      keepWithin(particles);
      stage.advance(1);
    }
    return averages;
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
