package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.FoldEstimates;
import org.cryoudl.alignment.expectation.FoldSums;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.alignment.sections.Viewed;
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

  private final PolarParticles particles;
  private final ClassSearch.Options options;
  private final KeptStages kept;
  private final Progress progress;
  private final Progress.Stage stage;
  private final double[] noise;
  private final int[] all;
  private final int[] classOf;
  private PolarPosteriors posteriors;
  private double shiftSigmaPixels;
  private double logEvidence = Double.NEGATIVE_INFINITY;
  private int classes = 1;
  private int divisions;
  private FoldSums lastSums;
  private int lastRings = 1;

  /** Whether these passes may be dropped. */
  private boolean trial;

  /** Log of the share of each class that passes take for granted. */
  private double[] logWeights = ClassModel.equalWeights(1);

  /** Whether all particles have a pose from a pass, or from the start. */
  private boolean placed;

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
    this.classOf = new int[particles.size()];
    this.posteriors = new PolarPosteriors(particles.size(), 1, true);
    this.shiftSigmaPixels = SearchedShifts.firstSigmaPixels(options);
    for (int i = 0; i < all.length; i++) {
      SplittableRandom random = KeyedRandom.of(options.seed(), "first turn", i);
      double turn = PolarFrequencies.turnDegrees(random.nextInt(PolarFrequencies.TURNS));
      posteriors.poses[i] = options.course().posesHeld() ? Pose.IDENTITY : new Pose(turn, 0, 0);
    }
  }

  /** What is known before a pass. */
  private ExpectationPass.Prior prior() {
    return new ExpectationPass.Prior(logWeights, shiftSigmaPixels, options.course().posesHeld());
  }

  /** Takes over the classes and poses of the start, if there are any. */
  void begin() {
    SearchStart start = options.course().start();
    if (start instanceof SearchStart.OneVolume volume) {
      setClasses(start.classes());
      takeViews(volume);
    } else if (start.classes() > 0) {
      setClasses(start.classes());
      begin(start instanceof SearchStart.InAverages given ? placedIn(given) : start);
    }
  }

  private void begin(SearchStart start) {
    if (!(start instanceof SearchStart.AtPoses known)) {
      return;
    }
    System.arraycopy(known.classIndex(), 0, classOf, 0, classOf.length);
    placed = true;
    if (!options.course().posesHeld()) {
      System.arraycopy(known.poses(), 0, posteriors.poses, 0, all.length);
      double squares =
          Arrays.stream(known.poses())
              .mapToDouble(p -> Math.pow(p.originXPixels(), 2) + Math.pow(p.originYPixels(), 2))
              .sum();
      shiftSigmaPixels = Math.max(0.5, Math.sqrt(squares / all.length / 2));
    }
  }

  /** Takes over the groups of views of one volume. */
  private void takeViews(SearchStart.OneVolume start) {
    Viewed.Grouped found =
        kept.step(
            "viewed",
            Viewed.Grouped.class,
            () -> start.found(particles, noise, options, shiftSigmaPixels, progress, stage));
    for (int i = 0; i < all.length; i++) {
      posteriors.shares[i] = found.shares()[i];
      posteriors.poses[i] = found.poses()[i];
      posteriors.turns[i] = found.turns()[i];
      classOf[i] = posteriors.classOf(i);
    }
    placed = true;
    shiftSigmaPixels = found.shiftSigmaPixels();
    logEvidence = found.logEvidence();
    lastRings = particles.rings();
    PolarFrequencies frequencies = frequencies(lastRings);
    lastSums = sums(frequencies, all);
    notes(frequencies).tell(lastSums.total(), logEvidence, trial);
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

  int classes() {
    return classes;
  }

  double logEvidence() {
    return logEvidence;
  }

  /** Number of particles whose likeliest class is each. */
  int[] sizes() {
    int[] sizes = new int[classes];
    for (int k : classOf) {
      if (k >= 0) {
        sizes[k]++;
      }
    }
    return sizes;
  }

  /** Log likelihood of each class, by particle, up to a constant of the particle. */
  float[][] logLikelihoods() {
    return posteriors.logLikelihoods();
  }

  /** Makes room for more classes, which are empty. */
  void setClasses(int count) {
    classes = count;
    logWeights = ClassModel.equalWeights(count);
    PolarPosteriors wider = new PolarPosteriors(particles.size(), count, true);
    System.arraycopy(posteriors.poses, 0, wider.poses, 0, all.length);
    posteriors = wider;
  }

  /** Gives classes up; their particles have no part in the averages that come next. */
  void giveUp(int... given) {
    int[] number = new int[classes];
    int left = 0;
    for (int k = 0; k < classes; k++) {
      int own = k;
      number[k] = IntStream.of(given).anyMatch(g -> g == own) ? -1 : left++;
    }
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = classOf[i] < 0 ? -1 : number[classOf[i]];
    }
    setClasses(left);
  }

  /**
   * Divides classes in two, the likeliest mixtures first ({@link ClassDivision#best}).
   *
   * @param more how many classes are divided, at most all
   */
  void divide(int more) {
    KeptStages.Divided divided =
        kept.step("division", KeptStages.Divided.class, () -> divided(more));
    divisions++;
    setClasses(classes + more);
    System.arraycopy(divided.classOf(), 0, classOf, 0, classOf.length);
  }

  private KeptStages.Divided divided(int more) {
    PolarFrequencies frequencies =
        frequencies(Math.min(particles.rings(), SearchStage.GROWING_RINGS));
    ClassDivision division =
        new ClassDivision(
            particles, frequencies, new RingMask(frequencies, options.maskRadius()), noise);
    return new KeptStages.Divided(
        division.best(more, classOf, classes, posteriors.poses, options.seed(), divisions));
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
    copy.setClasses(classes);
    System.arraycopy(classOf, 0, copy.classOf, 0, classOf.length);
    System.arraycopy(posteriors.poses, 0, copy.posteriors.poses, 0, all.length);
    copy.shiftSigmaPixels = shiftSigmaPixels;
    copy.logWeights = logWeights;
    copy.divisions = divisions;
    copy.placed = placed;
    copy.trial = true;
    return copy;
  }

  /** The present standard deviation of origins along an axis. */
  double shiftSigmaPixels() {
    return shiftSigmaPixels;
  }

  /** Log of the share of each class. */
  double[] logWeights() {
    return logWeights.clone();
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
    boolean anywhere = classes <= CLASSES_ANYWHERE || !placed;
    placed = true;
    ShiftGrid grid =
        anywhere
            ? SearchedShifts.anywhere(frequencies, shiftSigmaPixels, options)
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
    int[] sizes = sizes();
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d classes at ring %d, %d shifts: log evidence %.1f, sizes %d to %d, shifts %.2f px",
            classes,
            plan.rings(),
            grid.size(),
            logEvidence,
            Arrays.stream(sizes).min().orElse(0),
            Arrays.stream(sizes).max().orElse(0),
            shiftSigmaPixels));
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
                SearchedShifts.centre(posteriors, anywhere, options.maxShiftPixels());
                return KeptStages.Pass.of(run(pass, from, candidates), posteriors, logWeights);
              });
      posteriors.restore(outcome.posteriors());
      logWeights = outcome.logWeights();
      FoldSums found = outcome.sums().restored();
      logEvidence = outcome.logEvidence();
      shiftSigmaPixels =
          Math.max(
              0.25 * ShiftGrid.step(frequencies), Math.sqrt(outcome.squaredShift() / all.length));
      ClassSums total = found.total();
      notes.tell(total, logEvidence, trial);
      told.add(new KeptStages.Told(total.kept(), logEvidence));
      stage.advance(1);
      boolean grew = logEvidence > last;
      boolean settled = SearchStage.isSettled(last, logEvidence);
      further = p < 2 || !grew ? 0 : Math.min(FURTHEST, further + FURTHER);
      last = logEvidence;
      sums = further > 0 ? found.beyond(before, further) : found;
      before = found;
      if (settled) {
        stage.advance(plan.passes() - p - 1);
        break;
      }
    }
    return new KeptStages.Ended(
        posteriors.kept(),
        before.kept(),
        plan.rings(),
        shiftSigmaPixels,
        logEvidence,
        logWeights,
        told);
  }

  /** Goes on from the end of a stage. */
  private void restore(KeptStages.Ended ended) {
    posteriors.restore(ended.posteriors());
    lastSums = ended.sums().restored();
    lastRings = ended.rings();
    shiftSigmaPixels = ended.shiftSigmaPixels();
    logEvidence = ended.logEvidence();
    logWeights = ended.logWeights();
    for (int i = 0; i < all.length; i++) {
      classOf[i] = posteriors.classOf(i);
    }
  }

  /** One pass; a second time with other shares of the classes, where these are to be equal. */
  private ExpectationPass.Outcome run(
      ExpectationPass pass, FoldSums sums, ExpectationPass.Candidates candidates) {
    FoldEstimates estimates = pass.estimates(sums);
    ExpectationPass.Outcome outcome =
        pass.run(particles, estimates, prior(), posteriors, candidates);
    if (!options.course().balanced() || ClassBalance.isEven(outcome.sums().total().weight)) {
      return outcome;
    }
    logWeights = ClassBalance.logWeights(posteriors.peaks(), logWeights);
    return pass.run(particles, estimates, prior(), posteriors, candidates);
  }

  /**
   * Every third pass, and the last, compares particles with all classes; those between with the
   * classes that are likely.
   */
  private ExpectationPass.Candidates candidates(int pass, int passes) {
    boolean all = pass % CLASSES_EVERY == 0 || pass == passes - 1 || classes < LEAST_NARROWED;
    return all ? ExpectationPass.Candidates.ALL : ExpectationPass.Candidates.LIKELY;
  }

  /**
   * The sums of all particles at their present classes and poses.
   *
   * @param positions of the particles in the set whose folds count
   */
  FoldSums sums(PolarFrequencies frequencies, int[] positions) {
    return FoldSums.of(particles, frequencies, classes, classOf, posteriors.poses, positions);
  }

  ClassSearch.Found found() {
    return ClassModel.found(
        options.course().heldPoses(),
        posteriors,
        logEvidence,
        new ClassModel(
            options,
            lastSums,
            frequencies(lastRings),
            Arrays.copyOf(noise, lastRings),
            shiftSigmaPixels));
  }
}
