package org.cryoudl.alignment.refinement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.averages.SeedPicture;
import org.cryoudl.alignment.diagnostics.MaskSelection;
import org.cryoudl.alignment.diagnostics.PhaseFlipDetection;
import org.cryoudl.alignment.diagnostics.SymmetryAxis;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.progress.Progress;

/**
 * Finds angle and shift of all particles together, given their angles modulo 180 degrees.
 *
 * <ol>
 *   <li>From each of a few single images as seeds (or a given reference picture), soft rounds at
 *       low frequency decide half-turns and shifts; the start with the highest likelihood is kept.
 *   <li>Soft rounds at growing frequency sharpen the average; one of them looks at all turns again.
 *   <li>Gauss-Newton rounds on the continuous poses, with the frequencies that the two halves of
 *       the set agree on.
 *   <li>A last soft round looks at both half-turns once more with the best average.
 * </ol>
 *
 * Large sets do the first two steps on a part; the rest joins for the last two.
 */
public final class JointRefinement {

  /** Particles that the starts and the growing frequencies are worked out on, for good averages. */
  public static final int MODEL_PARTICLES = 3000;

  private static final int START_PARTICLES = 400;
  private static final int SEEDS = 3;
  private static final int START_ROUNDS = 5;
  private static final int GROWING_ROUNDS = 7;
  private static final int FIRST_NEWTON = 6;
  private static final int LAST_NEWTON = 3;

  /** Log evidence by which one phase model must beat the other at low frequency to be taken. */
  private static final double UNDECIDED = 100;

  /** Detail with which rough poses are taken up again. */
  private static final int FIRST_RADIUS = 28;

  /** The particles; averages are given their symmetry once its axis stands in the centre. */
  private final SpectrumSource raw;

  private final CyclicSymmetry symmetry;
  private final RefinementOptions options;
  private final Progress progress;
  private final int box;

  public JointRefinement(SpectrumSource source, RefinementOptions options, Progress progress) {
    this.symmetry = source.symmetry();
    this.raw = symmetry.isNone() ? source : new SymmetricSource(source, CyclicSymmetry.NONE);
    this.options = options;
    this.progress = progress;
    this.box = source.disc().box();
  }

  /**
   * Runs everything.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees; looked at
   *     for an evenly spread part of {@code modelParticles} only
   * @param quality how well each of those agreed with that average; the best serve as seeds
   * @param reference what the first round compares with; some of the best images if automatic
   */
  public Refined run(double[] psiModulo180, double[] quality, Reference reference) {
    NoiseSpectrum noise = NoiseSpectrum.totalPower(raw);
    SubsetSource model = SubsetSource.spread(raw, options.modelParticles());
    List<CtfPhases> phases = phasesToTry();
    int starts = (phases.size() == 1 ? SEEDS : SEEDS - 1) * phases.size();
    int widening = model.size() < raw.size() ? 2 : 0;
    int rounds = starts + GROWING_ROUNDS + widening + FIRST_NEWTON + 1 + LAST_NEWTON;
    try (Progress.Stage stage = progress.start("refining poses", rounds)) {
      JointRun run = bestStart(model, noise, psiModulo180, quality, reference, phases, stage);
      run = symmetrised(run);
      grow(run, stage);
      run = settlePhases(run, model, stage);
      if (model.size() < raw.size()) {
        run = widen(run, stage);
      }
      polish(run, stage);
      return refined(run);
    }
  }

  /**
   * The first two steps alone, on particles whose phases are known: a rough average of them and
   * where they stand in it.
   *
   * @param noise variance of a coefficient per shell
   */
  ParticlePoses rough(double[] psiModulo180, double[] quality, NoiseSpectrum noise) {
    SubsetSource all = SubsetSource.spread(raw, raw.size());
    try (Progress.Stage stage = progress.start("first averages", SEEDS + GROWING_ROUNDS)) {
      JointRun run =
          bestStart(all, noise, psiModulo180, quality, new Reference.Auto(), phasesToTry(), stage);
      grow(run, stage);
      return run.particles;
    }
  }

  /**
   * The last two steps alone, from poses that are nearly right.
   *
   * @param noise variance of a coefficient per shell
   */
  Refined sharpen(ParticlePoses particles, NoiseSpectrum noise) {
    CtfPhases phases = options.phases().orElseThrow();
    JointRun run =
        new JointRun(phases.applyTo(raw), phases, noise, box / 8.0, options.maskRadius());
    System.arraycopy(particles.poses, 0, run.particles.poses, 0, particles.size());
    run.averages =
        new Reconstruction(run.source, run.maskRadius).at(run.particles, noise, FIRST_RADIUS);
    try (Progress.Stage stage = progress.start("refining poses", FIRST_NEWTON + 1 + LAST_NEWTON)) {
      polish(run, stage);
    }
    return refined(run);
  }

  private Refined refined(JointRun run) {
    return Refined.of(run.source, run.particles, run.phases, run.noise, run.maskRadius);
  }

  private List<CtfPhases> phasesToTry() {
    boolean tell = raw.get(0).ctf().isPresent() && options.phases().isEmpty();
    return tell ? List.of(CtfPhases.values()) : List.of(options.phases().orElse(CtfPhases.FLIPPED));
  }

  private JointRun bestStart(
      SubsetSource model,
      NoiseSpectrum noise,
      double[] psiModulo180,
      double[] quality,
      Reference reference,
      List<CtfPhases> phases,
      Progress.Stage stage) {
    SubsetSource part = SubsetSource.spread(model, START_PARTICLES);
    double[] psi = part.pick(model.pick(psiModulo180));
    int[] seeds = seeds(part, model, quality, reference, phases.size() == 1 ? SEEDS : SEEDS - 1);
    JointRun best = null;
    for (CtfPhases phase : phases) {
      JointRun bestOfPhase = null;
      for (int seed : seeds) {
        JointRun run =
            new JointRun(phase.applyTo(part), phase, noise, box / 8.0, options.maskRadius());
        if (reference instanceof Reference.Picture picture) {
          float[] masked =
              Averages.masked(
                  picture.image().pixels(), CircularMask.aroundParticle(box, run.maskRadius));
          start(run, masked, box, psi);
        } else {
          Pose pose = new Pose(psiModulo180[seed], 0, 0);
          int side = Averages.side(box, startRadius());
          start(
              run,
              SeedPicture.of(phase.applyTo(raw), seed, pose, noise, startRadius(), run.maskRadius),
              side,
              psi);
        }
        progress.detail(
            String.format(
                Locale.ROOT,
                "start from %d, %s: log evidence %.1f",
                seed + 1,
                phase,
                run.logEvidence));
        stage.advance(1);
        bestOfPhase =
            bestOfPhase == null || run.logEvidence > bestOfPhase.logEvidence ? run : bestOfPhase;
      }
      // At low frequency both models may do equally well; then flipped, the usual case, is kept
      // until finer detail tells.
      best =
          best == null || best.logEvidence - bestOfPhase.logEvidence < UNDECIDED
              ? bestOfPhase
              : best;
    }
    if (part.size() == model.size()) {
      return best;
    }
    JointRun all = best.of(best.phases.applyTo(model), best.phases);
    soft(
        all,
        startRound(),
        all.bothHalfTurns(model.pick(psiModulo180)),
        PoseSearch.Scale.LIKELIHOOD);
    return all;
  }

  /** Brings the axis of the symmetry to the centre and gives it to the averages from now on. */
  private JointRun symmetrised(JointRun run) {
    if (symmetry.isNone()) {
      return run;
    }
    SymmetryAxis axis = SymmetryAxis.find(run.source, run.averages, run.noise, symmetry);
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

  /** Looks, with finer detail, whether the phases are as assumed; if not, grows again. */
  private JointRun settlePhases(JointRun run, SpectrumSource signed, Progress.Stage stage) {
    if (options.phases().isPresent() || signed.get(0).ctf().isEmpty()) {
      return run;
    }
    Optional<CtfPhases> found =
        PhaseFlipDetection.decide(
            new MirroredSource(signed, run.particles.flipped),
            run.particles,
            run.noise,
            run.averages.radius(),
            run.maskRadius);
    progress.detail("phases: assumed " + run.phases + ", particles say " + found);
    if (found.isEmpty() || found.get() == run.phases) {
      return run;
    }
    JointRun other = run.of(found.get().applyTo(signed), found.get());
    other.particles.takePoses(run.particles);
    grow(other, stage);
    return other;
  }

  /**
   * Positions in the whole set: particles that agree well with the others, but not the same few.
   */
  private static int[] seeds(
      SubsetSource part, SubsetSource model, double[] quality, Reference reference, int count) {
    if (reference instanceof Reference.Particle particle) {
      return new int[] {particle.index()};
    }
    if (reference instanceof Reference.Picture) {
      return new int[] {0};
    }
    int[] order =
        IntStream.of(part.indices())
            .map(i -> model.indices()[i])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -quality[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int step = Math.max(1, order.length / 50);
    return IntStream.range(0, Math.min(count, order.length)).map(s -> order[s * step]).toArray();
  }

  private ExpectationRound startRound() {
    // The network's angles are those of particles that are not mirrored.
    return options.given().mirror()
        ? new ExpectationRound(14, 5, 180, options.maxShiftPixels(), 0.02 * box)
        : new ExpectationRound(14, 4, 8, options.maxShiftPixels(), 0.02 * box);
  }

  private int startRadius() {
    return Math.min(startRound().radius(), raw.disc().radius());
  }

  /** First rounds, from a picture whose scale is unknown. */
  private void start(JointRun run, float[] picture, int side, double[] psiModulo180) {
    ExpectationRound round = startRound();
    double[][] centres = run.bothHalfTurns(psiModulo180);
    float[][] both = {picture, picture};
    round(run, round, both, side, centres, PoseSearch.Scale.STANDARDISED);
    for (int r = 1; r < START_ROUNDS; r++) {
      // Shifts are looked for afresh about the box's centre, which recentring has moved.
      Arrays.fill(run.particles.poses, Pose.IDENTITY);
      soft(run, round, centres, PoseSearch.Scale.LIKELIHOOD);
    }
  }

  /** A share of the box as a range of shifts, no more than what is allowed. */
  private double reach(double share) {
    return Math.min(options.maxShiftPixels(), share * box);
  }

  /** Soft rounds at growing frequency. */
  private void grow(JointRun run, Progress.Stage stage) {
    ExpectationRound everyTurn = new ExpectationRound(16, 4, 180, reach(0.12), 0.016 * box);
    ExpectationRound middle = new ExpectationRound(20, 3, 9, reach(0.06), 0.012 * box);
    ExpectationRound fine = new ExpectationRound(28, 2, 6, reach(0.03), 0.008 * box);
    List<ExpectationRound> rounds = List.of(everyTurn, middle, middle, middle, fine, fine, fine);
    if (options.given().mirror()) {
      // A particle on the wrong side lies far from where it belongs: those are looked for afresh.
      ExpectationRound everywhere =
          new ExpectationRound(16, 4, 180, options.maxShiftPixels(), 0.02 * box);
      rounds = List.of(everywhere, everywhere, middle, everywhere, middle, fine, fine);
    }
    for (ExpectationRound round : rounds) {
      if (options.given().mirror() && round.windowDegrees() >= 180) {
        Arrays.fill(run.particles.poses, Pose.IDENTITY);
      }
      soft(run, round, run.bothHalfTurns(), PoseSearch.Scale.LIKELIHOOD);
      report("soft", run);
      stage.advance(1);
    }
  }

  /**
   * Takes the averages of a part of the set to all of it. The others are searched over all turns: a
   * good average is at hand, and that takes less time than the network and misses none.
   */
  private JointRun widen(JointRun part, Progress.Stage stage) {
    JointRun all = part.of(part.phases.applyTo(raw), part.phases);
    ExpectationRound coarse =
        new ExpectationRound(16, 4, 180, options.maxShiftPixels(), 0.02 * box);
    soft(all, coarse, all.bothHalfTurns(), PoseSearch.Scale.LIKELIHOOD);
    stage.advance(1);
    all.averages = part.averages; // finer than what a coarse round leaves
    ExpectationRound fine = new ExpectationRound(28, 2, 6, reach(0.03), 0.008 * box);
    soft(all, fine, all.bothHalfTurns(), PoseSearch.Scale.LIKELIHOOD);
    stage.advance(1);
    return all;
  }

  /**
   * A mask that fits, Gauss-Newton to convergence, both half-turns once more, and Gauss-Newton
   * again.
   */
  private void polish(JointRun run, Progress.Stage stage) {
    run.maskRadius =
        MaskSelection.choose(
            run.source,
            run.particles,
            run.noise,
            run.averages,
            run.maskRadius,
            options.widestMaskRadius(),
            progress);
    newton(run, FIRST_NEWTON, stage);
    int radius =
        Math.min(options.finestShell(), Math.max(16, Math.min(40, run.averages.resolvedShell())));
    ExpectationRound check = new ExpectationRound(radius, 2, 4, reach(0.016), 0.008 * box);
    soft(run, check, run.bothHalfTurns(), PoseSearch.Scale.LIKELIHOOD);
    stage.advance(1);
    newton(run, LAST_NEWTON, stage);
  }

  private void newton(JointRun run, int rounds, Progress.Stage stage) {
    GaussNewtonRefinement.Outcome outcome =
        new GaussNewtonRefinement(
                run.source,
                run.maskRadius,
                options.finestShell(),
                options.estimate(),
                (i, pose) -> pose,
                progress)
            .run(run.particles, run.averages, run.noise, rounds, stage);
    run.averages = outcome.averages();
    run.noise = outcome.noise();
  }

  private void soft(
      JointRun run, ExpectationRound round, double[][] centres, PoseSearch.Scale scale) {
    round(run, round, run.averages.halves(), run.averages.side(), centres, scale);
  }

  private void round(
      JointRun run,
      ExpectationRound round,
      float[][] halves,
      int side,
      double[][] centres,
      PoseSearch.Scale scale) {
    ExpectationRound.Start start =
        new ExpectationRound.Start(
            halves, side, run.noise, centres, run.shiftSigmaPixels, run.maskRadius, scale);
    ExpectationRound sized = round.within(run.source.symmetry()).noFinerThan(options.finestShell());
    ExpectationRound.Outcome outcome =
        options.given().mirror()
            ? sized.runBothHands(run.source, run.particles, start, run::otherHalfTurns)
            : sized.run(run.source, run.particles, start);
    run.averages = outcome.averages();
    run.logEvidence = outcome.logEvidence();
    run.shiftSigmaPixels = outcome.shiftSigmaPixels();
    recentre(run);
  }

  private void recentre(JointRun run) {
    if (!options.recentre() || !run.source.symmetry().isNone()) {
      return; // an average with a symmetry stands where its axis is
    }
    int side = run.averages.side();
    int[] move = Recentring.move(run.averages.full(), side);
    if (move[0] != 0 || move[1] != 0) {
      run.averages = run.averages.rolled(move[0], move[1]);
      double pixels = (double) box / side;
      run.particles.move(0, move[0] * pixels, move[1] * pixels);
    }
  }

  private void report(String kind, JointRun run) {
    progress.detail(
        String.format(
            Locale.ROOT,
            "%s round: resolved to shell %d of %d, log evidence %.1f",
            kind,
            run.averages.resolvedShell(),
            run.averages.radius(),
            run.logEvidence));
  }
}
