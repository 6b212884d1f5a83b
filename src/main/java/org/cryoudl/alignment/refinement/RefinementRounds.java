package org.cryoudl.alignment.refinement;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.ClassAverages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/** The rounds of a refinement of one view, and what classes need of them. */
final class RefinementRounds {

  /** A search among all poses takes as long as so many rounds about known ones, */
  private static final int ANYWHERE = 4;

  /** and the widening of a run as so many. */
  static final int WIDENING = ANYWHERE + 1;

  private final RefinementOptions options;
  private final Progress progress;
  private final int box;

  /**
   * @param box side length of the particles in pixels
   */
  RefinementRounds(RefinementOptions options, int box, Progress progress) {
    this.options = options;
    this.box = box;
    this.progress = progress;
  }

  CoarseToFine schedule() {
    return new CoarseToFine(box, options.maxShiftPixels());
  }

  /** A round about the present turns; returns the log evidence. */
  double run(RefinementRun run, ExpectationRound round) {
    return run(run, round, options.first().turnsKnown() ? run::presentTurn : run::centres);
  }

  /**
   * A round with the run's averages.
   *
   * @param centres angles about which turns are tried, by particle and class
   */
  double run(RefinementRun run, ExpectationRound round, IntFunction<double[][]> centres) {
    return run(
        run,
        round,
        run.averages().halves(),
        run.averages().side(),
        centres,
        PoseSearch.Scale.LIKELIHOOD);
  }

  /** The first round of a run of one class, with a picture whose scale is unknown. */
  void runFrom(
      float[] picture,
      int side,
      RefinementRun run,
      ExpectationRound round,
      IntFunction<double[][]> centres) {
    float[][][] halves = {{picture, picture}};
    run(run, round, halves, side, centres, PoseSearch.Scale.STANDARDISED);
  }

  private double run(
      RefinementRun run,
      ExpectationRound round,
      float[][][] halves,
      int side,
      IntFunction<double[][]> centres,
      PoseSearch.Scale scale) {
    ExpectationRound.Start start =
        new ExpectationRound.Start(
            halves,
            side,
            new double[] {1},
            run.noise,
            centres,
            run.shiftSigmaPixels,
            run.maskRadius,
            scale,
            options.first().prior());
    ExpectationRound sized = round.within(run.source.symmetry()).noFinerThan(options.finestShell());
    ExpectationRound.Outcome outcome =
        options.given().mirror()
            ? sized.runWithMirror(run.source, run.particles, start, run::mirroredCentres)
            : sized.run(run.source, run.particles, Optional.of(run.membership), start);
    run.averages(new ClassAverages(outcome.classes(), outcome.averages().side()));
    run.logEvidence = outcome.logEvidence();
    run.shiftSigmaPixels = outcome.shiftSigmaPixels();
    recentre(run);
    report(run, round);
    return run.logEvidence;
  }

  /** Brings every average to the centre of its box, and its particles with it. */
  void recentre(RefinementRun run) {
    if (!options.recentre() || !run.source.symmetry().isNone()) {
      return; // an average with a symmetry stands where its axis is
    }
    int side = run.averages().side();
    double pixels = (double) box / side;
    for (int k = 0; k < run.classes(); k++) {
      Averages average = run.averages().classes()[k];
      if (average == null) {
        continue; // no particle is in it
      }
      int[] move = Recentring.move(average.full(), side);
      if (move[0] != 0 || move[1] != 0) {
        run.averages().classes()[k] = average.rolled(move[0], move[1]);
        int[] members = run.membership.members(k);
        ParticlePoses moved = run.particles.pick(members);
        moved.move(0, move[0] * pixels, move[1] * pixels);
        run.particles.put(members, moved);
      }
    }
  }

  private void report(RefinementRun run, ExpectationRound round) {
    progress.detail(
        String.format(
            Locale.ROOT,
            "expectation round to shell %d: average resolved to %d, log evidence %.1f",
            round.radius(),
            run.averages().resolvedShell(),
            run.logEvidence));
  }

  /**
   * Takes the averages of a part of a set to all of it. The others are searched over all turns: a
   * good average is at hand, and that takes less time than the network and misses none.
   *
   * @param source all particles, with the CTF as the run has it
   * @param stage advances by {@link #WIDENING}
   */
  RefinementRun widen(
      RefinementRun part, SpectrumSource source, Checkpoints steps, Progress.Stage stage) {
    RefinementRun all = part.of(source, part.phases);
    all.keep(steps, "everywhere", () -> run(all, schedule().anywhere()));
    stage.advance(ANYWHERE);
    all.averages(part.averages()); // finer than what a coarse round leaves
    all.keep(steps, "near", () -> run(all, schedule().fine()));
    stage.advance(1);
    return all;
  }

  /**
   * Decides how the CTF is in the images, by the particles of all classes.
   *
   * @param signed the run's particles with the CTF's sign
   */
  PhaseDecision tested(RefinementRun run, SpectrumSource signed) {
    PhaseEvidence evidence =
        new PhaseTest(run.noise, run.maskRadius, schedule())
            .ofClasses(
                new MirroredSource(signed, run.particles.flipped),
                run.particles,
                run.membership.classIndex,
                run.classes());
    return decided(evidence);
  }

  /**
   * Decides how the CTF is in the images where {@link #tested} or a first search did not tell, by
   * particles that are sorted into classes for it ({@link PhaseSearch}).
   *
   * @param signed particles with the CTF's sign, without symmetry
   * @param before what is left if they do not tell either
   */
  PhaseDecision searched(SpectrumSource signed, NoiseSpectrum noise, PhaseDecision before) {
    PhaseSearch search =
        new PhaseSearch(signed, noise, options.maskRadius(), options.maxShiftPixels());
    for (int classes : search.classCounts()) {
      PhaseDecision found = decided(search.in(classes));
      if (found.isDecided()) {
        return found;
      }
    }
    return before;
  }

  /** What evidence makes of what was stated. */
  PhaseDecision decided(PhaseEvidence evidence) {
    PhaseDecision decision = PhaseDecision.of(options.phases(), evidence.z());
    progress.detail(
        String.format(
            Locale.ROOT,
            "phases: %s by %s, particles show %s, taken %s",
            decision.claim().phases(),
            decision.claim().by(),
            decision.z(),
            decision.taken()));
    return decision;
  }
}
