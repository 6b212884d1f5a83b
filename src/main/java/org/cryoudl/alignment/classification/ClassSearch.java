package org.cryoudl.alignment.classification;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.cryoudl.alignment.diagnostics.ClassDivision;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.alignment.sections.SetInVolumes;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumeSearch;
import org.cryoudl.alignment.sections.VolumeStages;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Sorts particles into classes and finds their poses in them, from nothing:
 * expectation-maximisation at coarse frequencies, over all turns and shifts, in a growing number of
 * classes.
 *
 * <ol>
 *   <li>All particles are aligned to one average.
 *   <li>Classes are divided along the strongest pattern that their average leaves ({@link
 *       ClassDivision}), and passes follow, until there are as many as are wanted.
 *   <li>More classes than are wanted are made in the same way, and those given up that the
 *       particles miss least; that is kept if it makes the particles more likely (split and merge:
 *       Ueda et al., Neural Computation 12 (2000) 2109).
 *   <li>Passes at finer frequencies, and over all particles if a part made the classes.
 * </ol>
 *
 * Where classes or averages are given, passes at the finest frequencies over these take the place
 * of the first two steps ({@link SearchCourse}). With one volume as the start, classes are groups
 * of its views ({@link VolumeSearch}); from nothing with many classes both are tried ({@link
 * VolumeTrial}).
 *
 * <p>All classes count as equally frequent: weights that follow the sizes let large classes attract
 * everything. Noise is what the pixels around the particles show.
 */
public final class ClassSearch {

  /** Particles that make the classes: at least this many, */
  private static final int MODEL_PARTICLES = 4000;

  /** and this many a class. */
  private static final int MODEL_PARTICLES_PER_CLASS = 200;

  /** A class with less of a particle is not missed by it. */
  private static final double LEAST_SHARE = 1e-6;

  private final Options options;
  private final Checkpoints checkpoints;
  private final Progress progress;

  /**
   * What the caller decides.
   *
   * @param classes how many, at least 1
   * @param maskRadius radius that holds the particles, as a share of the box
   * @param maxShiftPixels largest shift looked for
   * @param finestRing largest frequency that is compared, in cycles per box
   * @param seed of the divisions
   * @param listener follows the passes
   * @param course where the search begins and how it goes
   */
  public record Options(
      int classes,
      double maskRadius,
      double maxShiftPixels,
      int finestRing,
      long seed,
      SearchListener listener,
      SearchCourse course) {

    /** The same options of a search that nobody follows. */
    Options unheard() {
      return new Options(
          classes, maskRadius, maxShiftPixels, finestRing, seed, SearchListener.NONE, course);
    }

    /** The options of a search of some of the particles. */
    public Options pick(int[] indices) {
      return new Options(
          classes, maskRadius, maxShiftPixels, finestRing, seed, listener, course.pick(indices));
    }
  }

  /**
   * What a search found.
   *
   * @param classIndex likeliest class of each particle
   * @param shares posterior of each class, by particle, which was compared with averages of other
   *     particles
   * @param poses in the likeliest class
   * @param turns in that class and others that come near
   * @param logEvidence of all particles, against noise
   * @param model the averages at the end
   * @param viewGroups so many classes are groups of views of each volume; those of the first come
   *     first. None where all averages are free
   */
  public record Found(
      int[] classIndex,
      float[][] shares,
      Pose[] poses,
      ClassTurns[] turns,
      double logEvidence,
      ClassModel model,
      List<Integer> viewGroups) {}

  /** A search that keeps nothing while it runs. */
  public ClassSearch(Options options, Progress progress) {
    this(options, Checkpoints.none(), progress);
  }

  /**
   * @param checkpoints keep what passes find
   */
  public ClassSearch(Options options, Checkpoints checkpoints, Progress progress) {
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  /** The finest ring that a search uses where none finer than another is wanted. */
  public static int finestRing(int wanted, SpectrumSource source) {
    return Math.max(
        1, Math.min(wanted, Math.min(SearchStage.FINEST_RINGS, source.disc().radius() - 1)));
  }

  /**
   * Searches.
   *
   * @param source particles with the CTF as it is in the images
   */
  public Found run(SpectrumSource source) {
    int finest = finestRing(options.finestRing(), source);
    SubsetSource part = SubsetSource.spread(source, modelParticles(options));
    boolean isPart = part.size() < source.size();
    SearchSchedule schedule = SearchSchedule.of(options, finest);
    boolean ofVolume = options.course().start() instanceof SearchStart.OneVolume;
    boolean trial = VolumeTrial.isWorthwhile(options, part.size(), finest);
    int passes =
        schedule.passes()
            + (ofVolume || trial ? VolumeStages.STEPS : 0)
            + (isPart ? WholeSetPasses.PASSES : 0);
    try (Progress.Stage stage = progress.start("classes", passes)) {
      Options own = options.pick(part.indices());
      PolarParticles particles =
          own.course().framed(PolarParticles.of(part, finest, options.maskRadius()));
      ClassPasses run = new ClassPasses(particles, own, checkpoints, progress, stage);
      run.begin();
      for (SearchStage each : schedule.growing()) {
        if (each.classes() > run.state().classes) {
          run.divide(each.classes() - run.state().classes);
        }
        run.passes(each);
      }
      if (trial && run.takesViews()) {
        stage.advance(schedule.settlingPasses());
      } else {
        for (int r = 0; r < schedule.renewals(); r++) {
          run = renewed(run, schedule.crowded(), schedule.renewed());
        }
        run.passes(schedule.last());
      }
      if (isPart && run.volumes().isPresent()) {
        return inVolumes(source, part, run, stage);
      }
      if (isPart) {
        return new WholeSetPasses(
                source,
                options,
                run,
                WholeSetPasses.PIECE,
                checkpoints.within("whole set"),
                progress,
                stage)
            .run(part.indices(), finest);
      }
      return run.found();
    }
  }

  /** Places the particles that the part leaves in its volumes. */
  private Found inVolumes(
      SpectrumSource source, SubsetSource part, ClassPasses run, Progress.Stage stage) {
    ClassModel.OfVolumes model = run.volumes().orElseThrow();
    Viewed.Grouped all =
        new SetInVolumes(source, model.volumes(), model.comparison())
            .all(
                part.indices(),
                run.grouped(),
                WholeSetPasses.PIECE,
                checkpoints.within("whole set"));
    stage.advance(WholeSetPasses.PASSES);
    return model.found(all);
  }

  /** Particles whose harmonics are in memory together: the part's, and a piece of the set's. */
  public static int particlesInMemory(int particles, int classes, OptionalInt batch) {
    int part = Math.min(particles, modelParticles(classes, batch));
    return part == particles ? part : part + Math.min(particles, WholeSetPasses.PIECE);
  }

  /** Of more particles than this, a part makes the classes. */
  static int modelParticles(Options options) {
    OptionalInt batch = options.course().batch();
    int usual = modelParticles(options.classes(), batch);
    // A volume is found by as many steps of any set; passes over free averages would lose some of
    // it.
    return options.course().start() instanceof SearchStart.OneVolume && batch.isEmpty()
        ? Math.max(usual, WholeSetPasses.PIECE)
        : usual;
  }

  private static int modelParticles(int classes, OptionalInt batch) {
    int usual = Math.max(MODEL_PARTICLES, MODEL_PARTICLES_PER_CLASS * classes);
    return Math.max(classes, batch.orElse(usual));
  }

  /**
   * Divides more classes than are wanted, gives those up that the particles miss least, and returns
   * what the particles prefer.
   *
   * @param run whose last passes were at the rings of the stages
   */
  private ClassPasses renewed(ClassPasses run, SearchStage crowded, SearchStage stage) {
    int count = crowded.classes() - run.state().classes;
    ClassPasses other = run.copy();
    other.divide(count);
    other.passes(crowded);
    other
        .state()
        .giveUp(
            leastMissed(other.state().posteriors.logLikelihoods(), other.state().classes, count));
    other.passes(stage);
    boolean better = other.state().logEvidence > run.state().logEvidence;
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d classes given up for others: log evidence %.1f to %.1f, %s",
            count,
            run.state().logEvidence,
            other.state().logEvidence,
            better ? "kept" : "dropped"));
    options.listener().trialEnded(better);
    other.setTrial(false);
    return better ? other : run;
  }

  /**
   * The classes without which the particles lose least likelihood, if they go to their next best
   * ones. They are chosen one after the other, so that of two classes that are alike one stays.
   *
   * @param logLikelihoods of each class, by particle, up to a constant of the particle
   */
  static int[] leastMissed(float[][] logLikelihoods, int classes, int count) {
    int[] given = new int[count];
    boolean[] gone = new boolean[classes];
    for (int n = 0; n < count; n++) {
      double[] losses = losses(logLikelihoods, gone);
      int least = -1;
      for (int k = 0; k < classes; k++) {
        if (!gone[k] && (least < 0 || losses[k] < losses[least])) {
          least = k;
        }
      }
      given[n] = least;
      gone[least] = true;
    }
    return given;
  }

  /** What all particles lose without each of the classes that are left. */
  private static double[] losses(float[][] logLikelihoods, boolean[] gone) {
    double[] losses = new double[gone.length];
    for (float[] own : logLikelihoods) {
      int best = -1;
      int second = -1;
      for (int k = 0; k < gone.length; k++) {
        if (!gone[k] && (best < 0 || own[k] > own[best])) {
          second = best;
          best = k;
        } else if (!gone[k] && (second < 0 || own[k] > own[second])) {
          second = k;
        }
      }
      if (second < 0) {
        continue;
      }
      double others = 0; // than the best, in units of the second
      for (int k = 0; k < gone.length; k++) {
        others += gone[k] || k == best ? 0 : Math.exp(own[k] - own[second]);
      }
      double odds = others * Math.exp(own[second] - own[best]);
      double all = Math.log1p(odds);
      losses[best] += all + own[best] - own[second] - Math.log(others);
      for (int k = 0; k < gone.length; k++) {
        double share = gone[k] || k == best ? 0 : Math.exp(own[k] - own[best] - all);
        losses[k] -= share > LEAST_SHARE ? Math.log1p(-share) : 0;
      }
    }
    return losses;
  }
}
