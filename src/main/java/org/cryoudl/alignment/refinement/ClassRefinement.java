package org.cryoudl.alignment.refinement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.classification.ClassModel;
import org.cryoudl.alignment.classification.ClassSearch;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.HeldWarnings;
import org.cryoudl.progress.Progress;

/**
 * Finds class, angle and shift of all particles together: {@link ClassSearch} at coarse
 * frequencies, then every class by itself as one view is refined ({@link JointRefinement}), to the
 * detail that its particles show. A class that no particle prefers stays empty.
 */
public final class ClassRefinement {

  private final SpectrumSource raw;
  private final RefinementOptions options;
  private final ClassSearch.Options search;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final RefinementRounds rounds;

  /**
   * @param checkpoints keep what was done
   */
  public ClassRefinement(
      SpectrumSource source,
      RefinementOptions options,
      ClassSearch.Options search,
      Checkpoints checkpoints,
      Progress progress) {
    this.checkpoints = checkpoints;
    this.raw = source;
    this.options = options;
    this.search = search;
    this.progress = progress;
    this.rounds = new RefinementRounds(options, source.disc().box(), progress);
  }

  /**
   * The views, and what places other particles in them.
   *
   * @param model averages of the search, in whose frames the views began
   */
  public record Outcome(RefinedViews views, ClassModel model) {}

  /** Runs everything. */
  public Outcome run() {
    PhaseDecision phases = PhaseDecision.untested(options.phases());
    HeldWarnings warnings = new HeldWarnings(progress);
    ClassSearch.Found found = search(phases, checkpoints.within("search"), warnings);
    RefinementRun run = started(phases, found, "started");
    if (options.phases().by() != PhaseClaim.By.SETTLED && raw.get(0).ctf().isPresent()) {
      RefinementRun before = run;
      PhaseDecision tested = checkpoints.step("phases", PhaseDecision.class, () -> tested(before));
      if (tested.taken() != phases.taken()) {
        warnings.drop(); // what a search by wrong phases says of its start is wrong too
        found = search(tested, checkpoints.within("search again"), warnings);
        run = started(tested, found, "started again");
      }
      run.phases = tested;
    }
    warnings.release();
    return new Outcome(
        new RefinedViews(
            run.particles,
            run.membership,
            sharpened(run, found.viewGroups()),
            run.phases,
            List.of(),
            found.viewGroups()),
        found.model());
  }

  private PhaseDecision tested(RefinementRun run) {
    PhaseDecision tested = rounds.tested(run, raw);
    return tested.isDecided() ? tested : rounds.searched(raw, run.noise, tested);
  }

  private ClassSearch.Found search(PhaseDecision phases, Checkpoints steps, Progress shown) {
    search.listener().begun();
    return new ClassSearch(search, steps, shown).run(phases.applyTo(raw));
  }

  /** A run whose particles stand where a search found them. */
  private RefinementRun started(PhaseDecision phases, ClassSearch.Found found, String name) {
    SpectrumSource source = phases.applyTo(raw);
    RefinementRun run =
        new RefinementRun(
            source,
            phases,
            search.classes(),
            NoiseSpectrum.totalPower(source),
            options.maskRadius());
    for (int i = 0; i < source.size(); i++) {
      run.particles.poses[i] = found.poses()[i];
      run.membership.put(i, found.classIndex()[i], found.shares()[i], found.turns()[i]);
    }
    run.keep(
        checkpoints,
        name,
        () -> {
          run.average(CoarseToFine.COARSE_RADIUS);
          rounds.recentre(run);
          run.noise =
              run.averages().residualNoise(run.source, run.particles, run.membership, run.noise);
        });
    return run;
  }

  /**
   * Every class by itself.
   *
   * @param viewGroups so many classes are groups of views of each volume, and come first: their
   *     turns are known
   */
  private List<Optional<Refined>> sharpened(RefinementRun run, List<Integer> viewGroups) {
    int ofVolumes = viewGroups.stream().mapToInt(count -> count).sum();
    List<Optional<Refined>> all =
        new ArrayList<>(Collections.nCopies(run.classes(), Optional.empty()));
    try (Progress.Stage stage = progress.start("refining classes", run.classes())) {
      ParallelLoop.runTasks(
          run.classes(),
          k -> {
            all.set(
                k,
                sharpened(
                    run,
                    run.membership.members(k),
                    options.forPart().turnsKnown(k < ofVolumes),
                    checkpoints.within("class " + k)));
            stage.advance(1);
          });
    }
    return all;
  }

  /** One class; empty if it has no particles. */
  private static Optional<Refined> sharpened(
      RefinementRun run, int[] members, RefinementOptions options, Checkpoints steps) {
    if (members.length == 0) {
      return Optional.empty();
    }
    Refined refined =
        new JointRefinement(
                new SubsetSource(run.source, members), options, steps, Progress.silent())
            .sharpen(run.particles.pick(members), run.noise);
    run.particles.put(members, refined.particles());
    return Optional.of(refined);
  }
}
