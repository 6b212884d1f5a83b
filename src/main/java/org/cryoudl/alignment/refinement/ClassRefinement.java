package org.cryoudl.alignment.refinement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.ClassAverages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.diagnostics.PhaseFlipDetection;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.PoseSearch;
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

  private static final int FIRST_RADIUS = 16;

  /** The finest detail that classes are chosen by. */
  public static final int FINEST_RADIUS = 40;

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
  private final int box;

  /**
   * Everything that is known after refinement.
   *
   * @param particles poses, each into the average of its class
   * @param membership classes
   * @param classes what is known about each class; empty where it has no particle
   * @param phases how the CTF was taken to be in the images
   */
  public record Sorted(
      ParticlePoses particles,
      ClassMembership membership,
      List<Optional<Refined>> classes,
      CtfPhases phases) {}

  /** A run under way. */
  private static final class Run {
    final SpectrumSource source;
    final ParticlePoses particles;
    final ClassMembership membership;
    NoiseSpectrum noise;
    double[] weights;
    double shiftSigmaPixels;
    ClassAverages averages;

    Run(SpectrumSource source, int classes, NoiseSpectrum noise, double shiftSigmaPixels) {
      this.source = source;
      this.particles = new ParticlePoses(source.size());
      this.membership = new ClassMembership(source.size(), classes);
      this.noise = noise;
      this.shiftSigmaPixels = shiftSigmaPixels;
    }

    /** Makes this run as another of the same particles is. */
    void takeOver(Run other) {
      int[] all = IntStream.range(0, particles.size()).toArray();
      particles.put(all, other.particles);
      membership.takeOver(other.membership);
      noise = other.noise;
      weights = other.weights;
      shiftSigmaPixels = other.shiftSigmaPixels;
      averages = other.averages;
    }
  }

  public ClassRefinement(
      SpectrumSource source, RefinementOptions options, int classes, Progress progress) {
    this.raw = source;
    this.options = options;
    this.classes = classes;
    this.progress = progress;
    this.box = source.disc().box();
  }

  /** Runs everything. */
  public Sorted run(ClassStart.Found start) {
    CtfPhases assumed = options.phases().orElse(CtfPhases.FLIPPED);
    Run run = search(assumed, start);
    if (options.phases().isEmpty() && raw.get(0).ctf().isPresent()) {
      Optional<CtfPhases> found = phasesOfLargest(run);
      progress.detail("phases: assumed " + assumed + ", particles say " + found);
      if (found.isPresent() && found.get() != assumed) {
        assumed = found.get();
        run = search(assumed, start);
      }
    }
    return finish(run, assumed);
  }

  /** The first three steps, and all particles into the classes. */
  private Run search(CtfPhases phases, ClassStart.Found start) {
    SpectrumSource source = phases.applyTo(raw);
    SubsetSource model = SubsetSource.spread(source, options.modelParticles());
    NoiseSpectrum noise = NoiseSpectrum.totalPower(source);
    Run run = new Run(model, classes, noise, box / 8.0);
    List<ExpectationRound> rounds = growing();
    boolean isPart = model.size() < source.size();
    int steps = classes + rounds.size() + (isPart ? 2 : 0);
    try (Progress.Stage stage = progress.start("sorting into classes", steps)) {
      firstAverages(run, model, start, stage);
      for (ExpectationRound round : rounds) {
        soft(run, round);
        stage.advance(1);
      }
      fillEmptyClasses(run, rounds.get(rounds.size() - 1));
      return isPart ? widen(run, source, start, stage) : run;
    }
  }

  private void firstAverages(
      Run run, SubsetSource model, ClassStart.Found start, Progress.Stage stage) {
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
    average(run, FIRST_RADIUS);
  }

  /** The particles of a class as a set of its own. */
  private JointRefinement alone(Run run, int[] members) {
    return new JointRefinement(
        new SubsetSource(run.source, members), options.forPart(), Progress.silent());
  }

  private void average(Run run, int radius) {
    run.averages =
        ClassAverages.of(
            run.source, run.particles, run.membership, run.noise, radius, options.maskRadius());
    run.noise = run.averages.residualNoise(run.source, run.particles, run.membership, run.noise);
  }

  private List<ExpectationRound> growing() {
    double range = options.maxShiftPixels();
    ExpectationRound everyTurn =
        new ExpectationRound(16, 4, 180, Math.min(range, 0.12 * box), 0.016 * box);
    ExpectationRound middle =
        new ExpectationRound(20, 3, 9, Math.min(range, 0.06 * box), 0.012 * box);
    ExpectationRound fine =
        new ExpectationRound(28, 2, 6, Math.min(range, 0.03 * box), 0.008 * box);
    return List.of(everyTurn, everyTurn, middle, middle, everyTurn, middle, fine, fine);
  }

  /** Takes the averages of a part of the set to all of it. */
  private Run widen(Run part, SpectrumSource source, ClassStart.Found start, Progress.Stage stage) {
    Run all = new Run(source, classes, part.noise, part.shiftSigmaPixels);
    all.averages = part.averages;
    all.weights = part.weights;
    soft(
        all,
        new ExpectationRound(16, 4, 180, options.maxShiftPixels(), 0.02 * box),
        i -> new double[classes][0]);
    stage.advance(1);
    all.averages = part.averages; // finer than what a coarse round leaves
    soft(all, new ExpectationRound(28, 2, 6, 0.03 * box, 0.008 * box));
    stage.advance(1);
    return all;
  }

  /** Splits classes for the sake of empty ones, as long as that makes the particles more likely. */
  private void fillEmptyClasses(Run run, ExpectationRound round) {
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
        before = soft(run, round);
        noise = run.noise;
      }
      Run half = split(run, largest, empty, noise);
      double after = Double.NEGATIVE_INFINITY;
      for (int r = 0; r < SPLIT_ROUNDS; r++) {
        half.noise = noise; // likelihoods compare at the same noise only
        after = soft(half, round);
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

  private Run split(Run run, int chosen, int empty, NoiseSpectrum noise) {
    Run half = new Run(run.source, classes, noise, run.shiftSigmaPixels);
    half.takeOver(run);
    half.noise = noise;
    int[] members = half.membership.members(chosen);
    double[] shares =
        new ClassSplit(half.source, noise, options.maskRadius())
            .shares(half.particles, members, half.averages.classes()[chosen], chosen);
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
    half.averages =
        ClassAverages.of(
            half.source,
            half.particles,
            half.membership,
            noise,
            half.averages.classes()[chosen].radius(),
            options.maskRadius());
    return half;
  }

  /** A round about the present turns; returns the log evidence. */
  private double soft(Run run, ExpectationRound round) {
    return soft(run, round, i -> bothHalfTurns(run.membership.psiDegrees[i]));
  }

  private double soft(Run run, ExpectationRound round, IntFunction<double[][]> centres) {
    float[][][] halves = run.averages.halves();
    for (int k = 0; k < classes; k++) {
      if (run.weights[k] * run.source.size() < 0.5) {
        halves[k] = null; // nobody is left in it
      }
    }
    ExpectationRound.Outcome outcome =
        round.run(
            run.source,
            run.particles,
            Optional.of(run.membership),
            new ExpectationRound.Start(
                halves,
                run.averages.side(),
                run.weights,
                run.noise,
                centres,
                run.shiftSigmaPixels,
                options.maskRadius(),
                PoseSearch.Scale.LIKELIHOOD));
    run.averages = new ClassAverages(outcome.classes(), outcome.averages().side());
    run.weights = outcome.weights();
    run.shiftSigmaPixels = outcome.shiftSigmaPixels();
    run.noise = run.averages.residualNoise(run.source, run.particles, run.membership, run.noise);
    recentre(run);
    progress.detail(
        String.format(
            Locale.ROOT,
            "class round to shell %d: shares %s, log evidence %.1f",
            round.radius(),
            Arrays.toString(
                Arrays.stream(run.weights).map(w -> Math.rint(1000 * w) / 1000).toArray()),
            outcome.logEvidence()));
    return outcome.logEvidence();
  }

  private void recentre(Run run) {
    if (!options.recentre()) {
      return;
    }
    int side = run.averages.side();
    double pixels = (double) box / side;
    for (int k = 0; k < classes; k++) {
      Averages average = run.averages.classes()[k];
      int[] move = Recentring.move(average.full(), side);
      if (move[0] != 0 || move[1] != 0) {
        run.averages.classes()[k] = average.rolled(move[0], move[1]);
        int[] members = run.membership.members(k);
        ParticlePoses moved = run.particles.pick(members);
        moved.move(0, move[0] * pixels, move[1] * pixels);
        run.particles.put(members, moved);
      }
    }
  }

  private Optional<CtfPhases> phasesOfLargest(Run run) {
    int[] sizes = run.membership.sizes();
    int largest = 0;
    for (int k = 1; k < classes; k++) {
      largest = sizes[k] > sizes[largest] ? k : largest;
    }
    int[] members = run.membership.members(largest);
    SpectrumSource signed = SubsetSource.spread(raw, run.source.size()); // as the run has them
    return PhaseFlipDetection.decide(
        new SubsetSource(signed, members),
        run.particles.pick(members),
        run.noise,
        run.averages.classes()[largest].radius(),
        options.maskRadius());
  }

  /** Refines every class by itself, lets all particles choose once more, and refines again. */
  private Sorted finish(Run run, CtfPhases phases) {
    try (Progress.Stage stage = progress.start("refining poses", 2 * classes + 1)) {
      sharpen(run, stage);
      run.weights = run.membership.weights();
      int radius = 2 * FINEST_RADIUS;
      average(run, radius);
      int finest =
          Math.max(
              FIRST_RADIUS, Math.min(FINEST_RADIUS, run.averages.resolvedShell() + MARGIN_SHELLS));
      soft(run, new ExpectationRound(finest, 2, 4, 0.016 * box, 0.008 * box));
      stage.advance(1);
      List<Optional<Refined>> refined = sharpen(run, stage);
      return new Sorted(run.particles, run.membership, refined, phases);
    }
  }

  private List<Optional<Refined>> sharpen(Run run, Progress.Stage stage) {
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

  /** Turns in each class, and those half a turn away. */
  public static double[][] bothHalfTurns(float[] psiDegrees) {
    double[][] centres = new double[psiDegrees.length][];
    for (int k = 0; k < centres.length; k++) {
      centres[k] = new double[] {psiDegrees[k], psiDegrees[k] + 180.0};
    }
    return centres;
  }
}
