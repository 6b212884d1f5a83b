package org.cryoudl.alignment.refinement;

import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.diagnostics.MaskSelection;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.diagnostics.SymmetryAxis;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Finds angle and shift of all particles together, given their angles modulo 180 degrees.
 *
 * <ol>
 *   <li>Where it is not certain how the CTF is in the images, the first rounds look at those
 *       coefficients alone that tell no difference; the others then decide it ({@link
 *       PhaseEvidence}).
 *   <li>From each of a few single images as seeds (or a given reference picture), soft rounds at
 *       low frequency decide half-turns and shifts; the start with the highest likelihood after two
 *       of them goes on.
 *   <li>Soft rounds at growing frequency sharpen the average; one of them looks at all turns again.
 *   <li>Gauss-Newton rounds on the continuous poses, with the frequencies that the two halves of
 *       the set agree on.
 *   <li>A last soft round looks at both half-turns once more with the best average.
 * </ol>
 *
 * Large sets do the first two steps on a part; the rest joins for the last two. Angles have to be
 * known for the seeds' rounds alone; the others of the part are then looked for in all turns, which
 * takes a quarter of the time that the network does.
 */
public final class JointRefinement {

  /** Particles that the starts and the growing frequencies are worked out on, for good averages. */
  public static final int MODEL_PARTICLES = 3000;

  private static final String REFINED = "refined";

  /** Rounds before the particles are first compared with what phases would make of them. */
  private static final int LEAST_AFRESH = 1;

  private static final int FIRST_NEWTON = 6;
  private static final int LAST_NEWTON = 3;

  /** Rounds in which particles of a class choose their half-turns anew. */
  private static final int HALF_TURN_ROUNDS = 3;

  /** The particles; averages are given their symmetry once its axis stands in the centre. */
  private final SpectrumSource raw;

  private final CyclicSymmetry symmetry;
  private final RefinementOptions options;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final RefinementRounds rounds;
  private final List<ExpectationRound> growing;
  private final List<ExpectationRound> afresh;
  private final int box;

  /** A refinement that keeps nothing while it runs. */
  public JointRefinement(SpectrumSource source, RefinementOptions options, Progress progress) {
    this(source, options, Checkpoints.none(), progress);
  }

  /**
   * @param checkpoints keep what rounds find
   */
  public JointRefinement(
      SpectrumSource source,
      RefinementOptions options,
      Checkpoints checkpoints,
      Progress progress) {
    this.checkpoints = checkpoints;
    this.symmetry = source.symmetry();
    this.raw = symmetry.isNone() ? source : new SymmetricSource(source, CyclicSymmetry.NONE);
    this.options = options;
    this.progress = progress;
    this.box = source.disc().box();
    this.rounds = new RefinementRounds(options, box, progress);
    this.afresh = rounds.schedule().afresh();
    this.growing = rounds.schedule().oneView(options.given().mirror());
  }

  /**
   * Runs everything.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees; looked at
   *     for those of {@link FirstRounds#particles} only
   * @param quality how well each of those agreed with that average; the best serve as seeds
   * @param reference what the first round compares with; some of the best images if automatic
   */
  public Refined run(double[] psiModulo180, double[] quality, Reference reference) {
    Refined.Kept kept =
        checkpoints.step(
            REFINED, Refined.Kept.class, () -> found(psiModulo180, quality, reference).kept());
    return kept.restored(new SymmetricSource(kept.phases().applyTo(raw), symmetry));
  }

  private Refined found(double[] psiModulo180, double[] quality, Reference reference) {
    Checkpoints steps = checkpoints.within(REFINED);
    NoiseSpectrum noise = NoiseSpectrum.totalPower(raw);
    SubsetSource model = SubsetSource.spread(raw, options.modelParticles());
    PhaseClaim claim = options.phases();
    boolean hasCtf = raw.get(0).ctf().isPresent();
    boolean open = hasCtf && claim.mayBeOverruled();
    PhaseDecision assumed = PhaseDecision.untested(claim);
    SpectrumSource seen = open ? CtfPhases.whereBothAgree(raw) : assumed.applyTo(raw);
    boolean widens = model.size() < raw.size();
    // A round of all particles is as long as so many of those that make the first averages.
    long longer = (raw.size() + model.size() - 1L) / model.size();
    int last = (widens ? RefinementRounds.WIDENING : 0) + FIRST_NEWTON + 1 + LAST_NEWTON;
    long count = longer * last + Starts.SEEDS + (open ? afresh.size() + 1 : 0) + growing.size();
    try (Progress.Stage stage = progress.start("refining poses", count)) {
      RefinementRun run =
          new Starts(seen, rounds, options, steps, progress)
              .best(assumed, noise, psiModulo180, quality, reference, stage);
      run = symmetrised(run);
      run = open ? settlePhases(run, model, stage) : run;
      grow(run, stage);
      if (hasCtf && claim.by() == PhaseClaim.By.USER) {
        RefinementRun stated = run;
        run.keep(steps, "phases", () -> stated.phases = rounds.tested(stated, model));
      }
      Progress.Stage whole = stage.stepsOf(longer);
      if (widens) {
        run = rounds.widen(run, run.phases.applyTo(raw), steps, whole);
      }
      polish(run, steps, whole);
      return refined(run);
    }
  }

  /**
   * The last steps alone, from poses that are nearly right but for some half-turns, which coarse
   * frequencies may not tell.
   */
  Refined sharpen(ParticlePoses particles, NoiseSpectrum noise) {
    PhaseDecision phases = PhaseDecision.untested(options.phases());
    SpectrumSource source = phases.applyTo(raw);
    return checkpoints
        .step(REFINED, Refined.Kept.class, () -> sharpened(source, phases, particles, noise).kept())
        .restored(new SymmetricSource(source, symmetry));
  }

  private Refined sharpened(
      SpectrumSource source, PhaseDecision phases, ParticlePoses particles, NoiseSpectrum noise) {
    Checkpoints steps = checkpoints.within(REFINED);
    RefinementRun run = new RefinementRun(source, phases, 1, noise, options.maskRadius());
    System.arraycopy(particles.poses, 0, run.particles.poses, 0, particles.size());
    run.average(CoarseToFine.FINE_RADIUS);
    int count = HALF_TURN_ROUNDS + FIRST_NEWTON + 1 + LAST_NEWTON;
    try (Progress.Stage stage = progress.start("refining poses", count)) {
      for (int r = 0; r < HALF_TURN_ROUNDS; r++) {
        if (!posesHeld()) {
          run.keep(steps, "round " + r, () -> rounds.run(run, rounds.schedule().fine()));
        }
        stage.advance(1);
      }
      polish(run, steps, stage);
    }
    return refined(run);
  }

  private boolean posesHeld() {
    return options.estimate() == AlignmentPlan.Estimate.NOTHING;
  }

  private static Refined refined(RefinementRun run) {
    return Refined.of(run.state(), run.phases, run.maskRadius);
  }

  /** Brings the axis of the symmetry to the centre and gives it to the averages from now on. */
  private RefinementRun symmetrised(RefinementRun run) {
    if (symmetry.isNone()) {
      return run;
    }
    SymmetryAxis axis = SymmetryAxis.find(run.state(), symmetry);
    progress.detail(
        String.format(
            Locale.ROOT,
            "%s: axis %.2f px right and %.2f px down, correlation with itself turned %.3f",
            symmetry,
            axis.xPixels(),
            axis.yPixels(),
            axis.evidence().similarity()));
    return run.about(axis, symmetry);
  }

  /**
   * Decides how the CTF is in the images, by a run of coefficients that tell no difference; where
   * one average does not tell, by several ({@link PhaseSearch}).
   *
   * @param signed the run's particles with the CTF's sign
   * @return the same particles with the CTF as it was taken to be, from where that run ends
   */
  private RefinementRun settlePhases(
      RefinementRun run, SpectrumSource signed, Progress.Stage stage) {
    for (int r = 0; r < afresh.size(); r++) {
      if (!run.phases.isDecided()) {
        ExpectationRound round = afresh.get(r);
        boolean first = r < LEAST_AFRESH;
        run.keep(
            checkpoints.within(REFINED),
            "afresh " + r,
            () -> {
              rounds.run(run, round);
              run.phases = first ? run.phases : rounds.decided(evidence(run, signed));
            });
      }
      stage.advance(1);
    }
    if (!run.phases.isDecided()) {
      run.keep(
          checkpoints.within(REFINED),
          "phases in classes",
          () -> run.phases = rounds.searched(signed, run.noise, run.phases));
    }
    stage.advance(1);
    RefinementRun decided = run.of(run.phases.applyTo(signed), run.phases);
    decided.particles.takePoses(run.particles);
    return decided;
  }

  private static PhaseEvidence evidence(RefinementRun run, SpectrumSource signed) {
    return PhaseEvidence.of(
        new MirroredSource(signed, run.particles.flipped),
        run.particles,
        run.noise,
        run.average().radius(),
        run.maskRadius);
  }

  /** Rounds at growing frequency; fewer where the phases were decided, which took some already. */
  private void grow(RefinementRun run, Progress.Stage stage) {
    boolean shortened = run.phases.isDecided() && !options.given().mirror();
    List<ExpectationRound> left = shortened ? rounds.schedule().onward() : growing;
    stage.advance(growing.size() - left.size());
    for (int r = 0; r < left.size(); r++) {
      ExpectationRound round = left.get(r);
      if (options.given().mirror() && round.windowDegrees() >= 180) {
        run.forgetPoses();
      }
      run.keep(checkpoints.within(REFINED), "growing " + r, () -> rounds.run(run, round));
      stage.advance(1);
    }
  }

  /**
   * A mask that fits, Gauss-Newton to convergence, both half-turns once more, and Gauss-Newton
   * again.
   */
  private void polish(RefinementRun run, Checkpoints steps, Progress.Stage stage) {
    run.keep(
        steps,
        "mask",
        () ->
            run.maskRadius =
                MaskSelection.choose(
                    run.state(), run.maskRadius, options.widestMaskRadius(), progress));
    newton(run, FIRST_NEWTON, steps.within("first steps"), stage);
    if (!posesHeld()) {
      run.keep(
          steps,
          "last choice",
          () -> rounds.run(run, rounds.schedule().lastChoice(run.average().resolvedShell())));
    }
    stage.advance(1);
    newton(run, LAST_NEWTON, steps.within("last steps"), stage);
  }

  private void newton(RefinementRun run, int count, Checkpoints steps, Progress.Stage stage) {
    run.take(
        new GaussNewtonRefinement(
                run.maskRadius,
                options.finestShell(),
                options.estimate(),
                GaussNewtonStep.Bounds.FREE,
                progress)
            .run(run.state(), count, steps, stage));
  }
}
