package org.cryoudl.alignment.refinement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * Finds class, angle and shift of all particles together, given first classes and angles modulo 180
 * degrees in each of them: expectation-maximisation of a mixture of averages (Scheres et al., J.
 * Mol. Biol. 348 (2005) 139, with the noise and the filter of {@link JointRefinement}).
 *
 * <ol>
 *   <li>The particles of each first class are aligned by themselves, roughly.
 *   <li>Soft rounds over class, turn and shift at growing frequency; the noise and the share of
 *       each class are estimated anew after each of them.
 *   <li>While a class is empty, others are split along the strongest pattern that their average
 *       leaves ({@link ClassSplit}); a split that makes the particles more likely is kept.
 *   <li>Each class is refined by itself to the end, all particles choose their class once more
 *       among the sharp averages, and each class is refined again.
 * </ol>
 *
 * Large sets do the first three steps on a part. A class that nothing speaks for stays empty.
 */
public final class ClassRefinement {

  /** Splits that are tried for the sake of empty classes. */
  private static final int ATTEMPTS = 12;

  private static final int SPLIT_ROUNDS = 3;

  /**
   * Classes of fewer particles count as empty where others are split: two halves of them say
   * nothing about each other.
   */
  private static final int LEAST_KEPT = 3;

  /** Smaller classes are not split. */
  private static final int LEAST_TO_SPLIT = 8;

  /** Log evidence that a split must gain; chance gains a little now and then. */
  private static final double CONVINCING = 10;

  /** Finer detail than the resolved one, for the choice of the class. */
  private static final int MARGIN_SHELLS = 2;

  private final SpectrumSource raw;
  private final RefinementOptions options;
  private final int classes;
  private final Progress progress;
  private final RefinementRounds rounds;

  public ClassRefinement(
      SpectrumSource source, RefinementOptions options, int classes, Progress progress) {
    this.raw = source;
    this.options = options;
    this.classes = classes;
    this.progress = progress;
    this.rounds = new RefinementRounds(options, source.disc().box(), progress);
  }

  /** Runs everything. */
  public RefinedViews run(ClassStart.Found start) {
    PhaseDecision assumed = PhaseDecision.untested(options.phases());
    RefinementRun run = search(assumed, start);
    if (options.phases().by() != PhaseClaim.By.SETTLED && raw.get(0).ctf().isPresent()) {
      SpectrumSource signed = SubsetSource.spread(raw, run.source.size()); // as the run has them
      PhaseDecision found = rounds.tested(run, signed);
      run = found.taken() == assumed.taken() ? run : search(found, start);
      run.phases = found;
    }
    return finish(run);
  }

  /** The first three steps, and all particles into the classes. */
  private RefinementRun search(PhaseDecision phases, ClassStart.Found start) {
    SpectrumSource source = phases.applyTo(raw);
    SubsetSource model = SubsetSource.spread(source, options.modelParticles());
    RefinementRun run =
        new RefinementRun(
            model, phases, classes, NoiseSpectrum.totalPower(source), options.maskRadius());
    List<ExpectationRound> growing = rounds.schedule().classes();
    boolean isPart = model.size() < source.size();
    int steps = classes + growing.size() + (isPart ? 2 : 0);
    try (Progress.Stage stage = progress.start("sorting into classes", steps)) {
      firstAverages(run, model, start, stage);
      for (ExpectationRound round : growing) {
        rounds.run(run, round);
        stage.advance(1);
      }
      fillEmptyClasses(run);
      return isPart ? rounds.widen(run, source, stage) : run;
    }
  }

  private void firstAverages(
      RefinementRun run, SubsetSource model, ClassStart.Found start, Progress.Stage stage) {
    for (int i = 0; i < model.size(); i++) {
      run.membership.put(i, start.classIndex()[model.indices()[i]]);
      for (int k = 0; k < classes; k++) {
        run.membership.psiDegrees[i][k] = start.psiDegrees()[k][model.indices()[i]];
      }
    }
    for (int k = 0; k < classes; k++) {
      int[] members = run.membership.members(k);
      if (members.length > 0) {
        double[] psi = new double[members.length];
        double[] score = new double[members.length];
        for (int m = 0; m < members.length; m++) {
          psi[m] = start.psiDegrees()[k][model.indices()[members[m]]];
          score[m] = start.score()[model.indices()[members[m]]];
        }
        ParticlePoses rough = alone(run, members).rough(psi, score, run.noise);
        run.particles.put(members, rough);
      }
      stage.advance(1);
    }
    run.weights = run.membership.weights();
    average(run, CoarseToFine.COARSE_RADIUS);
  }

  /** The particles of a class as a set of its own. */
  private JointRefinement alone(RefinementRun run, int[] members) {
    return new JointRefinement(
        new SubsetSource(run.source, members), options.forPart(), Progress.silent());
  }

  private void average(RefinementRun run, int radius) {
    run.average(radius);
    run.noise = run.averages().residualNoise(run.source, run.particles, run.membership, run.noise);
  }

  /** Splits classes for the sake of empty ones, as long as that makes the particles more likely. */
  private void fillEmptyClasses(RefinementRun run) {
    ExpectationRound round = rounds.schedule().fine();
    int attempts = ATTEMPTS;
    List<Integer> tried = new ArrayList<>();
    NoiseSpectrum noise = run.noise;
    double before = Double.NaN;
    while (attempts-- > 0) {
      int[] sizes = run.membership.sizes();
      int empty =
          IntStream.range(0, classes).filter(k -> sizes[k] < LEAST_KEPT).findFirst().orElse(-1);
      int largest =
          IntStream.range(0, classes)
              .filter(k -> !tried.contains(k) && sizes[k] >= LEAST_TO_SPLIT)
              .boxed()
              .max(Comparator.comparingInt(k -> sizes[k]))
              .orElse(-1);
      if (empty < 0 || largest < 0) {
        return;
      }
      if (Double.isNaN(before)) {
        run.noise = noise;
        before = rounds.run(run, round);
        noise = run.noise;
      }
      RefinementRun half = split(run, largest, empty, noise);
      double after = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < SPLIT_ROUNDS; r++) {
        half.noise = noise; // likelihoods compare at the same noise only
        after = rounds.run(half, round);
      }
      boolean better = after > before + CONVINCING;
      progress.detail(
          String.format(
              Locale.ROOT,
              "class %d split: log evidence %.1f to %.1f, %s",
              largest + 1,
              before,
              after,
              better ? "kept" : "dropped"));
      if (better) {
        run.takeOver(half);
        before = after;
        tried.clear();
      } else {
        tried.add(largest);
      }
    }
  }

  private RefinementRun split(RefinementRun run, int chosen, int empty, NoiseSpectrum noise) {
    RefinementRun half = run.copy();
    half.noise = noise;
    int[] members = half.membership.members(chosen);
    double[] shares =
        new ClassSplit(half.source, noise, options.maskRadius())
            .shares(half.particles, members, half.averages().classes()[chosen], chosen);
    for (float[] psiDegrees : half.membership.psiDegrees) {
      psiDegrees[empty] = psiDegrees[chosen]; // both halves stay in one frame
    }
    for (int left : half.membership.members(empty)) {
      // The last particles of a class that counts as empty had poses in a frame of its own; where
      // they lie in their boxes is the same in every class that stands in the centre.
      Pose pose = half.particles.poses[left];
      half.particles.poses[left] =
          new Pose(
              half.membership.psiDegrees[left][chosen], pose.originXPixels(), pose.originYPixels());
    }
    for (int m = 0; m < members.length; m++) {
      if (shares[m] > 0) {
        half.membership.put(members[m], empty);
      }
    }
    half.weights = half.membership.weights();
    half.average(half.averages().classes()[chosen].radius());
    return half;
  }

  /** Refines every class by itself, lets all particles choose once more, and refines again. */
  private RefinedViews finish(RefinementRun run) {
    try (Progress.Stage stage = progress.start("refining poses", 2 * classes + 1)) {
      sharpen(run, stage);
      run.weights = run.membership.weights();
      average(run, 2 * CoarseToFine.FINEST_RADIUS);
      rounds.run(run, rounds.schedule().lastChoice(run.averages().resolvedShell() + MARGIN_SHELLS));
      stage.advance(1);
      List<Optional<Refined>> refined = sharpen(run, stage);
      return new RefinedViews(run.particles, run.membership, refined, run.phases);
    }
  }

  private List<Optional<Refined>> sharpen(RefinementRun run, Progress.Stage stage) {
    List<Optional<Refined>> all = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int[] members = run.membership.members(k);
      if (members.length == 0) {
        all.add(Optional.empty());
      } else {
        Refined refined = alone(run, members).sharpen(run.particles.pick(members), run.noise);
        run.particles.put(members, refined.particles());
        for (int i : members) {
          run.membership.psiDegrees[i][k] = (float) run.particles.poses[i].psiDegrees();
        }
        all.add(Optional.of(refined));
      }
      stage.advance(1);
    }
    return all;
  }
}
