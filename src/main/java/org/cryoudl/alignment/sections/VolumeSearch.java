package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.random.KeyedRandom;

/**
 * Finds from which direction each particle shows one volume, from nothing: stochastic
 * expectation-maximisation from a random start. Each step compares a few particles with sections of
 * the present volume in all directions, at all turns and shifts, and adds them to its sums, in
 * which earlier particles count less and less (Punjani et al., Nat. Methods 14 (2017) 290; Kimanius
 * et al., Biochem. J. 478 (2021) 4169).
 */
public final class VolumeSearch {

  /**
   * Folds of the particles. A step takes those of one, and compares them with what the others add
   * up to: in its own sums a particle would find its own noise, and stay where it was.
   */
  static final int FOLDS = 5;

  /** By what the sums of earlier steps are multiplied in each. */
  private static final double FADING = 0.8;

  /** Signal that is left to a ring, as a share of what the particles hold there. */
  private static final double LEAST_SIGNAL = 0.1;

  private final PolarParticles particles;
  private final double[] noise;
  private final Options options;
  private final Checkpoints checkpoints;
  private final Progress progress;
  private final List<VolumeStages.Stage> stages;
  private final int batch;
  private final List<VolumeStages.Stage> finer;

  /** Sums of each fold. A particle is compared with the sums of the others. */
  private final SectionVolume[] folds = new SectionVolume[FOLDS];

  private SphereMask mask;

  /** By fold, the particles that make the volume, in the order of their steps. */
  private final ParticleOrder[] orders = new ParticleOrder[FOLDS];

  private double[] particleSignal = {};
  private double shiftSigmaPixels;
  private int step;

  /** Number of finer stages that were run. */
  private int refined;

  /**
   * What the caller decides.
   *
   * @param maskRadius radius that holds the particles, as a share of the box
   * @param maxShiftPixels largest shift looked for
   * @param shiftSigmaPixels standard deviation of origins along an axis, as far as it is known
   * @param groups into which views are put at the end
   * @param seed of the start and of the order of particles
   */
  public record Options(
      double maskRadius, double maxShiftPixels, double shiftSigmaPixels, int groups, long seed) {}

  /** Views in a group, at least. */
  private static final int VIEWS_PER_GROUP = 4;

  /**
   * @param noise variance of a coefficient at each ring
   * @param checkpoints keep where stages end
   */
  public VolumeSearch(
      PolarParticles particles,
      double[] noise,
      Options options,
      Checkpoints checkpoints,
      Progress progress) {
    this(
        particles,
        noise,
        options,
        VolumeStages.FROM_NOTHING,
        VolumeStages.BATCH,
        checkpoints,
        progress);
  }

  /**
   * A search whose steps are decided.
   *
   * @param batch particles of a step
   */
  VolumeSearch(
      PolarParticles particles,
      double[] noise,
      Options options,
      List<VolumeStages.Stage> stages,
      int batch,
      Checkpoints checkpoints,
      Progress progress) {
    this.checkpoints = checkpoints;
    this.stages = stages;
    this.batch = batch;
    this.particles = particles;
    this.noise = noise;
    this.options = options;
    this.progress = progress;
    int first = Math.min(particles.rings(), stages.get(stages.size() - 1).rings());
    this.finer =
        VolumeStages.FINER.stream().filter(stage -> stage.rings() <= particles.rings()).toList();
    Arrays.setAll(folds, f -> new SectionVolume(first));
    this.mask = folds[0].mask(options.maskRadius());
    this.shiftSigmaPixels = options.shiftSigmaPixels();
  }

  /**
   * Searches.
   *
   * @param steps advances by {@link VolumeStages#STEPS}
   */
  public Viewed run(Progress.Stage steps) {
    begin(all());
    stages.forEach(stage -> kept(stage, steps));
    Viewed viewed = last(stages.get(stages.size() - 1));
    while (hasFiner() && viewed.certainty(all()) < VolumeStages.KNOWN) {
      viewed = finer(all(), steps);
    }
    return viewed;
  }

  /**
   * The steps before the finest ring.
   *
   * @param members the particles that make the volume
   * @param steps advances by {@link VolumeStages#COARSE_STEPS}
   * @return by particle, the log evidence of members in the volume that others made, against noise
   */
  public double[] coarse(int[] members, Progress.Stage steps) {
    begin(members);
    List<VolumeStages.Stage> coarse = stages.subList(0, stages.size() - 1);
    coarse.forEach(stage -> kept(stage, steps));
    return evidence(coarse.get(coarse.size() - 1), members);
  }

  /**
   * The log evidence of some particles in the volume that others made, at the ring of the first
   * stage; 0 of others.
   */
  double[] coarsest(int[] some) {
    return evidence(stages.get(0), some);
  }

  private double[] evidence(VolumeStages.Stage stage, int[] some) {
    return compared(frequencies(stage.rings()), ViewGrid.of(stage.views()), some).logEvidence;
  }

  /**
   * A few steps at the ring of the first stage.
   *
   * @param members the particles that make the volume from here on
   */
  void coarsely(int[] members, int count) {
    takeOnly(members);
    VolumeStages.Stage first = stages.get(0);
    run(
        new VolumeStages.Stage(first.rings(), first.views(), count),
        Progress.silent().start("steps", count));
  }

  /**
   * The steps at the finest ring, after {@link #coarse}.
   *
   * @param members the particles that make the volume from here on
   * @param steps advances by the rest of {@link VolumeStages#STEPS}
   * @return where all particles lie in it
   */
  public Viewed fine(int[] members, Progress.Stage steps) {
    takeOnly(members);
    VolumeStages.Stage stage = stages.get(stages.size() - 1);
    kept(stage, steps);
    return last(stage);
  }

  /** Whether a finer ring may follow. */
  public boolean hasFiner() {
    return refined < finer.size();
  }

  /**
   * The steps at the next finer ring.
   *
   * @param members the particles that make the volume from here on
   * @param beside is told of the steps, but does not advance
   * @return where all particles lie in it
   */
  public Viewed finer(int[] members, Progress.Stage beside) {
    takeOnly(members);
    VolumeStages.Stage stage = finer.get(refined++);
    for (int f = 0; f < FOLDS; f++) {
      folds[f] = folds[f].finer(stage.rings());
    }
    mask = folds[0].mask(options.maskRadius());
    try (Progress.Stage steps = beside.aside("volume at ring " + stage.rings(), stage.steps())) {
      kept(stage, steps);
    }
    return last(stage);
  }

  /** Only some particles make the volume from here on. */
  private void takeOnly(int[] members) {
    for (int f = 0; f < FOLDS; f++) {
      int own = f;
      int[] inFold = IntStream.of(members).filter(i -> i % FOLDS == own).toArray();
      orders[f] = new ParticleOrder(inFold, options.seed());
    }
    particleSignal = particleSignal(members);
  }

  /**
   * Where a stage ends.
   *
   * @param folds sums of each
   * @param orders in which particles come
   * @param steps until then
   */
  private record Ended(
      List<SectionVolume.Kept> folds,
      List<ParticleOrder.Kept> orders,
      double shiftSigmaPixels,
      int steps) {}

  /** A stage, or where it ended before. */
  private void kept(VolumeStages.Stage stage, Progress.Stage steps) {
    AtomicBoolean done = new AtomicBoolean();
    Ended ended =
        checkpoints.step(
            "volume at ring " + stage.rings(),
            Ended.class,
            () -> {
              done.set(true);
              run(stage, steps);
              return new Ended(
                  Arrays.stream(folds).map(SectionVolume::kept).toList(),
                  Arrays.stream(orders).map(ParticleOrder::kept).toList(),
                  shiftSigmaPixels,
                  step);
            });
    if (!done.get()) {
      for (int f = 0; f < FOLDS; f++) {
        folds[f].restore(ended.folds.get(f));
        orders[f].restore(ended.orders.get(f));
      }
      shiftSigmaPixels = ended.shiftSigmaPixels;
      step = ended.steps;
      steps.advance(stage.steps());
    }
  }

  private void run(VolumeStages.Stage stage, Progress.Stage steps) {
    PolarFrequencies frequencies = frequencies(stage.rings());
    ExpectationPass pass = pass(frequencies);
    ViewGrid grid = ViewGrid.of(stage.views());
    double evidence = 0;
    double squares = 0;
    int seen = 0;
    for (int n = 0; n < stage.steps(); n++) {
      SplittableRandom random = KeyedRandom.of(options.seed(), "grid of views", step);
      ViewGrid views = grid.turned(ViewGrid.randomRotation(random));
      int fold = step++ % FOLDS;
      PolarParticles some = particles.some(orders[fold].next(batch));
      PolarPosteriors posteriors = new PolarPosteriors(some.size(), views.size());
      int[] all = IntStream.range(0, some.size()).toArray();
      ExpectationPass.Compared found =
          pass.compare(
              some, sections(others(fold), frequencies, views), all, prior(views), posteriors);
      for (SectionVolume sums : folds) {
        sums.fade(FADING);
      }
      folds[fold].add(found.sums(), frequencies, views);
      if (n >= stage.steps() / 2) {
        evidence += found.logEvidence();
        squares += found.squaredShift();
        seen += some.size();
      }
      steps.advance(1);
    }
    shiftSigmaPixels =
        Math.max(0.25 * ShiftGrid.step(frequencies), Math.sqrt(squares / Math.max(1, seen)));
    progress.detail(
        String.format(
            Locale.ROOT,
            "one volume at ring %d, %d views: log evidence of a particle %.2f, shifts %.2f px",
            frequencies.rings(),
            stage.views(),
            evidence / Math.max(1, seen),
            shiftSigmaPixels));
  }

  /** All particles, once more in the volume that was found. */
  private Viewed last(VolumeStages.Stage stage) {
    ViewGrid views = ViewGrid.of(Math.max(stage.views(), VIEWS_PER_GROUP * options.groups()));
    PolarFrequencies frequencies = frequencies(stage.rings());
    PolarPosteriors posteriors = compared(frequencies, views, all());
    progress.detail(
        String.format(
            Locale.ROOT,
            "all particles in one volume: log evidence of a particle %.2f",
            Arrays.stream(posteriors.logEvidence).sum() / particles.size()));
    return new Viewed(
        views,
        posteriors,
        shiftSigmaPixels,
        frequencies.rings(),
        sections(folds, frequencies, views));
  }

  /** Some particles, each in the volume that the other folds make. */
  private PolarPosteriors compared(PolarFrequencies frequencies, ViewGrid views, int[] some) {
    ExpectationPass pass = pass(frequencies);
    PolarPosteriors posteriors = new PolarPosteriors(particles.size(), views.size());
    for (int fold = 0; fold < FOLDS; fold++) {
      int own = fold;
      int[] members = IntStream.of(some).filter(i -> i % FOLDS == own).toArray();
      float[][] sections = sections(others(fold), frequencies, views);
      pass.compare(particles, sections, members, prior(views), posteriors);
    }
    return posteriors;
  }

  private int[] all() {
    return IntStream.range(0, particles.size()).toArray();
  }

  /** The volume starts as particles at random directions and turns make it. */
  void begin(int[] members) {
    takeOnly(members);
    PolarFrequencies frequencies = frequencies(folds[0].finest());
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    for (int fold = 0; fold < FOLDS; fold++) {
      int[] some = orders[fold].next(2 * batch / FOLDS);
      ViewGrid views =
          ViewGrid.of(some.length)
              .turned(ViewGrid.randomRotation(KeyedRandom.of(options.seed(), "first views", fold)));
      ClassSums sums = new ClassSums(some.length, frequencies);
      for (int n = 0; n < some.length; n++) {
        int i = some[n];
        SplittableRandom random = KeyedRandom.of(options.seed(), "first turn in a volume", i);
        Pose pose = new Pose(360 * random.nextDouble(), 0, 0);
        sums.add(n, aligned.of(i, pose), particles.ctfSquared(i));
      }
      folds[fold].add(sums, frequencies, views);
    }
  }

  private PolarFrequencies frequencies(int rings) {
    return new PolarFrequencies(
        particles.box(), Math.min(folds[0].finest(), rings), options.maskRadius());
  }

  private ExpectationPass pass(PolarFrequencies frequencies) {
    return new ExpectationPass(
        frequencies,
        ShiftGrid.anywhere(frequencies, shiftSigmaPixels, options.maxShiftPixels()),
        new RingMask(frequencies, options.maskRadius()),
        Arrays.copyOf(noise, frequencies.rings()));
  }

  private ExpectationPass.Prior prior(ViewGrid views) {
    return ExpectationPass.Prior.ofEqual(views.size(), shiftSigmaPixels);
  }

  private SectionVolume[] others(int without) {
    return IntStream.range(0, FOLDS)
        .filter(f -> f != without)
        .mapToObj(f -> folds[f])
        .toArray(SectionVolume[]::new);
  }

  /** Sections of the volume that the particles of some folds make. */
  private float[][] sections(SectionVolume[] some, PolarFrequencies frequencies, ViewGrid views) {
    SectionVolume whole = new SectionVolume(folds[0].finest());
    for (SectionVolume fold : some) {
      whole.add(fold);
    }
    double[] common = SectionVolume.commonPower(some);
    double[] ratio = new double[frequencies.rings()];
    for (int r = 0; r < ratio.length; r++) {
      ratio[r] = noise[r] / Math.max(common[r], LEAST_SIGNAL * particleSignal[r]);
    }
    return whole.filtered(ratio, frequencies, mask).of(views);
  }

  /** Mean power of particles beyond their noise, without their CTF, at each ring. */
  private double[] particleSignal(int[] members) {
    double[] signal = new double[particles.rings()];
    for (int r = 0; r < signal.length; r++) {
      double own = 0;
      double squares = 0;
      double fourths = 0;
      for (int i : members) {
        double square = particles.ctfSquared(i)[r];
        own += particles.ringPower(i, r);
        squares += square;
        fourths += square * square;
      }
      double least = 1e-3 * noise[r];
      signal[r] = Math.max(least, (own - squares * noise[r]) / Math.max(fourths, 1e-9));
    }
    return signal;
  }
}
