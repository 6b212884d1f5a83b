package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
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
 * All classes count as equally frequent: weights that follow the sizes let large classes attract
 * everything. Noise is what the pixels around the particles show.
 */
public final class ClassSearch {

  /** Particles that make the classes: at least this many, */
  private static final int MODEL_PARTICLES = 4000;

  /** and this many a class. */
  private static final int MODEL_PARTICLES_PER_CLASS = 200;

  /** Times that classes are given up for others. */
  private static final int RENEWALS = 2;

  /** A posterior of a class counts as no more than this where its loss is worked out. */
  private static final double SUREST = 1 - 1e-5;

  private final Options options;
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
   */
  public record Options(
      int classes,
      double maskRadius,
      double maxShiftPixels,
      int finestRing,
      long seed,
      SearchListener listener) {}

  /**
   * What a search found.
   *
   * @param classIndex likeliest class of each particle
   * @param shares posterior of each class, by particle; a particle's own part in the averages was
   *     taken out
   * @param poses in the likeliest class
   * @param turns in that class and others that come near
   * @param logEvidence of all particles, against noise
   * @param model the averages at the end
   */
  public record Found(
      int[] classIndex,
      float[][] shares,
      Pose[] poses,
      ClassTurns[] turns,
      double logEvidence,
      ClassModel model) {}

  public ClassSearch(Options options, Progress progress) {
    this.options = options;
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
    SubsetSource part = SubsetSource.spread(source, modelParticles(options.classes()));
    boolean isPart = part.size() < source.size();
    List<SearchStage> growing = SearchStage.growing(options.classes(), finest);
    SearchStage last = SearchStage.last(options.classes(), finest);
    SearchStage crowded = SearchStage.crowded(options.classes(), finest);
    SearchStage again = SearchStage.renewed(options.classes(), finest);
    int renewals = renewals(options.classes());
    int passes =
        growing.stream().mapToInt(SearchStage::passes).sum()
            + renewals * (crowded.passes() + again.passes())
            + last.passes()
            + (isPart ? WholeSetPasses.PASSES : 0);
    try (Progress.Stage stage = progress.start("classes", passes)) {
      PolarParticles particles = PolarParticles.of(part, finest, options.maskRadius());
      ClassPasses run = new ClassPasses(particles, options, progress, stage);
      for (SearchStage each : growing) {
        if (each.classes() > run.classes()) {
          run.divide(each.classes() - run.classes());
        }
        run.passes(each);
      }
      for (int r = 0; r < renewals; r++) {
        run = renewed(run, crowded, again);
      }
      run.passes(last);
      if (isPart) {
        return new WholeSetPasses(
                source, options, run.noise(), run.shiftSigmaPixels(), progress, stage)
            .run(run, part.indices(), finest);
      }
      return run.found();
    }
  }

  /** Of more particles than this, a part makes the classes. */
  static int modelParticles(int classes) {
    return Math.max(MODEL_PARTICLES, MODEL_PARTICLES_PER_CLASS * classes);
  }

  /** How often classes are given up for others at most. */
  private static int renewals(int classes) {
    return classes > 3 ? RENEWALS : 0;
  }

  /**
   * Divides more classes than are wanted, gives those up that the particles miss least, and returns
   * what the particles prefer.
   *
   * @param run whose last passes were at the rings of the stages
   */
  private ClassPasses renewed(ClassPasses run, SearchStage crowded, SearchStage stage) {
    int count = crowded.classes() - run.classes();
    ClassPasses other = run.copy();
    other.divide(count);
    other.passes(crowded);
    double[] losses = losses(other);
    other.giveUp(Arrays.copyOf(order(losses.length, k -> losses[k]), count));
    other.passes(stage);
    boolean better = other.logEvidence() > run.logEvidence();
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d classes given up for others: log evidence %.1f to %.1f, %s",
            count,
            run.logEvidence(),
            other.logEvidence(),
            better ? "kept" : "dropped"));
    return better ? other : run;
  }

  /** What the log evidence loses with each class, if its particles go to their next best ones. */
  private static double[] losses(ClassPasses run) {
    double[] losses = new double[run.classes()];
    for (float[] shares : run.shares()) {
      for (int k = 0; k < losses.length; k++) {
        losses[k] -= Math.log1p(-Math.min(SUREST, shares[k]));
      }
    }
    return losses;
  }

  private static int[] order(int count, IntToDoubleFunction by) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparingDouble(by::applyAsDouble))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
