package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.cryoudl.alignment.diagnostics.ClassDivision;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.FoldEstimates;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.alignment.poses.ClassBalance;
import org.cryoudl.alignment.sections.InVolumes;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumesModel;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.random.KeyedRandom;

/**
 * The particles of a search, their present classes and poses, and the passes over them. Every stage
 * starts from averages at these poses.
 */
final class ClassPasses {

  /** Passes look for particles everywhere up to this number of classes. */
  private static final int CLASSES_ANYWHERE = 2;

  /** A pass over all classes comes after so many over likely ones, less one, */
  static final int CLASSES_EVERY = 3;

  /** if there are so many classes. */
  private static final int LEAST_NARROWED = 8;

  /** Largest step beyond a pass's own result along the way from that of the pass before. */
  private static final double FURTHEST = 1.2;

  private static final double FURTHER = 0.4;

  /** Passes that compare particles with present classes at other rings. */
  private static final int COMPARISONS = 2;

  private final PolarParticles particles;
  private final ClassSearch.Options options;
  private final KeptStages kept;
  private final Progress progress;
  private final Progress.Stage stage;
  private final double[] noise;
  private final int[] all;
  private final ClassState state;
  private FoldSums lastSums;
  private int lastRings = 1;

  /** Whether these passes may be dropped. */
  private boolean trial;

  ClassPasses(
      PolarParticles particles,
      ClassSearch.Options options,
      Checkpoints checkpoints,
      Progress progress,
      Progress.Stage stage) {
    this(particles, options, new KeptStages(checkpoints), progress, stage);
  }

  private ClassPasses(
      PolarParticles particles,
      ClassSearch.Options options,
      KeptStages kept,
      Progress progress,
      Progress.Stage stage) {
    this.kept = kept;
    this.particles = particles;
    this.options = options;
    this.progress = progress;
    this.stage = stage;
    this.noise = ClassModel.noise(particles);
    this.lastSums = new FoldSums(1, frequencies(lastRings));
    this.all = IntStream.range(0, particles.size()).toArray();
    this.state = new ClassState(particles.size(), SearchedShifts.firstSigmaPixels(options));
    for (int i = 0; i < all.length; i++) {
      SplittableRandom random = KeyedRandom.of(options.seed(), "first turn", i);
      double turn = PolarFrequencies.turnDegrees(random.nextInt(PolarFrequencies.TURNS));
      state.posteriors.poses[i] =
          options.course().posesHeld() ? Pose.IDENTITY : new Pose(turn, 0, 0);
    }
  }

  /** What is known before a pass. */
  private ExpectationPass.Prior prior() {
    return new ExpectationPass.Prior(
        state.logWeights, state.shiftSigmaPixels, options.course().posesHeld());
  }

  /** Takes over the classes and poses of the start, if there are any. */
  void begin() {
    SearchStart start = options.course().start();
    if (start instanceof SearchStart.OneVolume volume) {
      take(
          kept.step(
              "viewed",
              InVolumes.class,
              steps ->
                  volume.found(
                      particles, noise, options, state.shiftSigmaPixels, steps, progress, stage)));
    } else if (start.classes() > 0) {
      state.setClasses(start.classes());
      begin(start instanceof SearchStart.InAverages given ? placedIn(given) : start);
    }
  }

  private void begin(SearchStart start) {
    if (start instanceof SearchStart.AtPoses known) {
      state.begin(known, options.course().posesHeld());
    }
  }

  /** Takes over the groups of views of volumes, and classes beside them. */
  private void take(InVolumes found) {
    state.take(found);
    lastRings = particles.rings();
    PolarFrequencies frequencies = frequencies(lastRings);
    lastSums = sums(frequencies, all);
    notes(frequencies).tell(lastSums.total(), state.logEvidence, trial);
  }

  /**
   * Tries volumes beside the present classes.
   *
   * @return whether their views took the places of some
   */
  boolean takesViews() {
    VolumeTrial.Outcome outcome =
        kept.step(
            "volume tried",
            VolumeTrial.Outcome.class,
            steps -> new VolumeTrial(particles, options, steps, progress, stage).of(this));
    outcome.taken().ifPresent(this::take);
    return outcome.taken().isPresent();
  }

  /** The same particles compared with the present classes up to another ring; nothing is kept. */
  ClassPasses atRings(int rings) {
    ClassPasses other =
        new ClassPasses(
            particles,
            options.unheard(),
            Checkpoints.none(),
            Progress.silent(),
            Progress.silent().start("other rings", COMPARISONS));
    state.copyTo(other.state);
    other.passes(new SearchStage(state.classes, rings, COMPARISONS));
    return other;
  }

  private PassNotes notes(PolarFrequencies frequencies) {
    return new PassNotes(
        options.listener(),
        stage,
        frequencies,
        new RingMask(frequencies, options.maskRadius()),
        Arrays.copyOf(noise, frequencies.rings()));
  }

  private SearchStart.AtPoses placedIn(SearchStart.InAverages given) {
    StartPlacement.Placed found =
        kept.step(
            "placed",
            StartPlacement.Placed.class,
            () -> StartPlacement.of(given, particles, options, noise, prior()));
    if (found.inverted()) {
      progress.warn(new ClassStartReason.Inverted(given.file()));
    }
    return found.start();
  }

  /** What is known of the particles now; it changes with the passes. */
  ClassState state() {
    return state;
  }

  /**
   * Divides classes in two, the likeliest mixtures first ({@link ClassDivision#best}).
   *
   * @param more how many classes are divided, at most all
   */
  void divide(int more) {
    KeptStages.Divided divided =
        kept.step("division", KeptStages.Divided.class, () -> divided(more));
    state.divisions++;
    state.setClasses(state.classes + more);
    System.arraycopy(divided.classOf(), 0, state.classOf, 0, state.classOf.length);
  }

  private KeptStages.Divided divided(int more) {
    PolarFrequencies frequencies =
        frequencies(Math.min(particles.rings(), SearchStage.GROWING_RINGS));
    ClassDivision division =
        new ClassDivision(
            particles, frequencies, new RingMask(frequencies, options.maskRadius()), noise);
    return new KeptStages.Divided(
        division.best(
            more,
            state.classOf,
            state.classes,
            state.posteriors.poses,
            options.seed(),
            state.divisions));
  }

  private PolarFrequencies frequencies(int rings) {
    return new PolarFrequencies(particles.box(), rings, options.maskRadius());
  }

  /** Says whether these passes may be dropped. */
  void setTrial(boolean value) {
    trial = value;
  }

  /** The same particles, to go another way from here on trial. */
  ClassPasses copy() {
    ClassPasses copy = new ClassPasses(particles, options, kept, progress, stage);
    state.copyTo(copy.state);
    copy.trial = true;
    return copy;
  }

  /** Variance of a coefficient at each ring. */
  double[] noise() {
    return noise.clone();
  }

  /** Passes of a stage, from averages at the present poses. */
  void passes(SearchStage plan) {
    if (plan.passes() == 0) {
      return;
    }
    PolarFrequencies frequencies = frequencies(plan.rings());
    boolean anywhere = state.classes <= CLASSES_ANYWHERE || !state.placed;
    state.placed = true;
    ShiftGrid grid =
        anywhere
            ? SearchedShifts.anywhere(frequencies, state.shiftSigmaPixels, options)
            : SearchedShifts.near(frequencies, options);
    double[] ringNoise = Arrays.copyOf(noise, plan.rings());
    RingMask mask = new RingMask(frequencies, options.maskRadius());
    PassNotes notes = notes(frequencies);
    ExpectationPass pass =
        new ExpectationPass(frequencies, grid, mask, ringNoise, options.course().prior());
    AtomicBoolean done = new AtomicBoolean();
    KeptStages.Ended ended =
        kept.stage(
            steps -> {
              done.set(true);
              return run(plan, pass, grid, anywhere, notes, steps);
            });
    if (!done.get()) {
      ended.passes().forEach(told -> notes.tell(told.sums().restored(), told.logEvidence(), trial));
      stage.advance(plan.passes());
    }
    restore(ended);
    int[] sizes = state.sizes();
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d classes at ring %d, %d shifts: log evidence %.1f, sizes %d to %d, shifts %.2f px",
            state.classes,
            plan.rings(),
            grid.size(),
            state.logEvidence,
            Arrays.stream(sizes).min().orElse(0),
            Arrays.stream(sizes).max().orElse(0),
            state.shiftSigmaPixels));
  }

  /** The passes of a stage; the last may be spared. */
  private KeptStages.Ended run(
      SearchStage plan,
      ExpectationPass pass,
      ShiftGrid grid,
      boolean anywhere,
      PassNotes notes,
      Checkpoints steps) {
    PolarFrequencies frequencies = frequencies(plan.rings());
    List<KeptStages.Told> told = new ArrayList<>();
    FoldSums sums = sums(frequencies, all);
    FoldSums before = sums;
    double further = 0;
    double last = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < plan.passes(); p++) {
      FoldSums from = sums;
      ExpectationPass.Candidates candidates = candidates(p, plan.passes());
      KeptStages.Pass outcome =
          steps.step(
              "pass " + p,
              KeptStages.Pass.class,
              () -> {
                SearchedShifts.centre(state.posteriors, anywhere, options.maxShiftPixels());
                return KeptStages.Pass.of(
                    run(pass, from, candidates), state.posteriors, state.logWeights);
              });
      state.posteriors.restore(outcome.posteriors());
      state.logWeights = outcome.logWeights();
      FoldSums found = outcome.sums().restored();
      state.logEvidence = outcome.logEvidence();
      state.shiftSigmaPixels =
          Math.max(
              0.25 * ShiftGrid.step(frequencies), Math.sqrt(outcome.squaredShift() / all.length));
      ClassSums total = found.total();
      notes.tell(total, state.logEvidence, trial);
      told.add(new KeptStages.Told(total.kept(), state.logEvidence));
      stage.advance(1);
      boolean grew = state.logEvidence > last;
      boolean settled = SearchStage.isSettled(last, state.logEvidence);
      further = p < 2 || !grew ? 0 : Math.min(FURTHEST, further + FURTHER);
      last = state.logEvidence;
      sums = further > 0 ? found.beyond(before, further) : found;
      before = found;
      if (settled) {
        stage.advance(plan.passes() - p - 1);
        break;
      }
    }
    return new KeptStages.Ended(
        state.posteriors.kept(),
        before.kept(),
        plan.rings(),
        state.shiftSigmaPixels,
        state.logEvidence,
        state.logWeights,
        told);
  }

  /** Goes on from the end of a stage. */
  private void restore(KeptStages.Ended ended) {
    state.posteriors.restore(ended.posteriors());
    lastSums = ended.sums().restored();
    lastRings = ended.rings();
    state.shiftSigmaPixels = ended.shiftSigmaPixels();
    state.logEvidence = ended.logEvidence();
    state.logWeights = ended.logWeights();
    state.choose();
  }

  /** One pass; a second time with other shares of the classes, where these are to be equal. */
  private ExpectationPass.Outcome run(
      ExpectationPass pass, FoldSums sums, ExpectationPass.Candidates candidates) {
    FoldEstimates estimates = pass.estimates(sums);
    ExpectationPass.Outcome outcome =
        pass.run(particles, estimates, prior(), state.posteriors, candidates);
    if (!options.course().balanced() || ClassBalance.isEven(outcome.sums().total().weight)) {
      return outcome;
    }
    state.logWeights = ClassBalance.logWeights(state.posteriors.peaks(), state.logWeights);
    return pass.run(particles, estimates, prior(), state.posteriors, candidates);
  }

  /**
   * Every third pass, and the last, compares particles with all classes; those between with the
   * classes that are likely.
   */
  private ExpectationPass.Candidates candidates(int pass, int passes) {
    boolean all = pass % CLASSES_EVERY == 0 || pass == passes - 1 || state.classes < LEAST_NARROWED;
    return all ? ExpectationPass.Candidates.ALL : ExpectationPass.Candidates.LIKELY;
  }

  /**
   * The sums of all particles at their present classes and poses.
   *
   * @param positions of the particles in the set whose folds count
   */
  FoldSums sums(PolarFrequencies frequencies, int[] positions) {
    return FoldSums.of(
        particles, frequencies, state.classes, state.classOf, state.posteriors.poses, positions);
  }

  /** Sums of the last passes. */
  ClassSums lastSums() {
    return lastSums.total();
  }

  /** Largest frequency of the last passes. */
  int lastRings() {
    return lastRings;
  }

  /** What places particles in the volumes of the present classes, if these are views of some. */
  Optional<ClassModel.OfVolumes> volumes() {
    return state.volumes.map(
        volumes ->
            new ClassModel.OfVolumes(
                volumes,
                new VolumesModel.Comparison(
                    noise, options.maskRadius(), options.maxShiftPixels())));
  }

  /** Where the particles are. */
  Viewed.Grouped grouped() {
    return new Viewed.Grouped(
        state.posteriors.shares,
        state.posteriors.poses,
        state.posteriors.turns,
        state.posteriors.logEvidence);
  }

  ClassSearch.Found found() {
    return volumes()
        .map(volumes -> volumes.found(grouped()))
        .orElseGet(
            () ->
                ClassModel.found(
                    options.course().heldPoses(),
                    state.posteriors,
                    state.logEvidence,
                    new ClassModel.OfAverages(
                        options,
                        lastSums,
                        frequencies(lastRings),
                        Arrays.copyOf(noise, lastRings),
                        state.shiftSigmaPixels)));
  }
}
