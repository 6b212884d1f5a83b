package org.cryoudl.alignment.sections;

import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/** The steps of a {@link VolumeSearch}, and what they take. */
public final class VolumeStages {

  /** Particles of a step, where that is not decided. */
  static final int BATCH = 200;

  /**
   * By what the first step takes longer than most: to a volume that has no form yet, poses are
   * alike, and none is left out. Measured with 2,000 particles at an SNR of 0.1.
   */
  private static final double UNFORMED = 4;

  /** Steps at one finest ring and one number of directions. */
  record Stage(int rings, int views, int steps) {

    /** What a step takes, in any unit: finer rings need as many more shifts along both axes. */
    private double work() {
      return (double) views * rings * rings;
    }
  }

  /** Coarse rings first: there a volume is found from anywhere, and finer ones follow. */
  static final List<Stage> FROM_NOTHING =
      List.of(new Stage(4, 100, 40), new Stage(6, 200, 60), new Stage(8, 300, 40));

  /** Stages that follow where that is not enough to know from where particles are seen. */
  static final List<Stage> FINER = List.of(new Stage(11, 300, 40), new Stage(14, 400, 40));

  /**
   * {@link Viewed#certainty} from which on directions are known well enough for groups of views:
   * the cosine of 37 degrees, well within a group of ten.
   */
  public static final double KNOWN = 0.8;

  /** Number of steps, without those of finer stages. */
  public static final int STEPS = FROM_NOTHING.stream().mapToInt(Stage::steps).sum();

  /** Number of steps before the finest ring. */
  public static final int COARSE_STEPS = STEPS - FROM_NOTHING.get(FROM_NOTHING.size() - 1).steps();

  /** The finest ring of these. */
  public static final int COARSE_RINGS = FROM_NOTHING.get(FROM_NOTHING.size() - 2).rings();

  /** The finest ring of these steps. */
  public static final int FINEST_RINGS = FROM_NOTHING.get(FROM_NOTHING.size() - 1).rings();

  private VolumeStages() {}

  /**
   * Processor time of a search in seconds, within a factor of two, from one step with a few
   * particles and one with a part of them: what a step costs beside its particles shows in that.
   *
   * @param some a few of the particles
   * @param count how many there are
   */
  public static double cpuSeconds(
      PolarParticles some, double[] noise, VolumeSearch.Options options, int count) {
    int few = some.size() / 3;
    PolarParticles part = some.some(IntStream.range(0, few).toArray());
    Stage timed = FROM_NOTHING.get(1);
    // A step compares one fold, and the comparison of all particles that follows it each fold once.
    double compared = 1 + 1.0 / VolumeSearch.FOLDS;
    double small = cpuSecondsOfOneStep(part, noise, options, timed);
    double large = cpuSecondsOfOneStep(some, noise, options, timed);
    double each = Math.max(0, (large - small) / (some.size() - few) / compared);
    double whole = Math.max(0, small - each * few * compared) / (1 + VolumeSearch.FOLDS);
    double seconds = 0;
    for (Stage stage : FROM_NOTHING) {
      double particles = Math.min(BATCH, (double) count / VolumeSearch.FOLDS);
      seconds += stage.steps() * stage.work() / timed.work() * (whole + each * particles);
    }
    double last = FROM_NOTHING.get(FROM_NOTHING.size() - 1).work() / timed.work();
    return (seconds + last * (VolumeSearch.FOLDS * whole + each * count)) / UNFORMED;
  }

  private static double cpuSecondsOfOneStep(
      PolarParticles some, double[] noise, VolumeSearch.Options options, Stage stage) {
    List<Stage> one = List.of(new Stage(stage.rings(), stage.views(), 1));
    VolumeSearch search =
        new VolumeSearch(some, noise, options, one, BATCH, Checkpoints.none(), Progress.silent());
    try (Progress.Stage steps = Progress.silent().start("steps", 1)) {
      return CpuClock.secondsOf(() -> search.run(steps));
    }
  }
}
