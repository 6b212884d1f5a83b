package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.baseline.AveragePlacement;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.FileState;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.cryoudl.pipeline.shards.Shards;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.progress.Progress;

/**
 * Places particles in given averages. Writes {@code particles.star} with class and pose of each,
 * and {@code assigned.csv} with the number of particles of each average.
 *
 * @param particles those that are placed
 * @param averages file of the averages
 * @param settings how they are compared; lengths in pixels of the particles
 * @param output folder of the results
 * @param overwrite whether results that are there may be replaced
 * @param shards which part of the particles is placed
 */
public record AssignJob(
    ParticleInput particles,
    Path averages,
    Settings settings,
    Path output,
    boolean overwrite,
    ShardPlan shards) {

  /** The particles with their classes and poses. */
  public static final String STAR = "particles.star";

  private static final String TABLE = "assigned.csv";

  /** Pixels of the images that are in memory at a time: 128 MB. */
  private static final int PIXELS = 1 << 25;

  /** Particles after which a shard keeps what it found, at most. */
  private static final int MOST = 2000;

  /**
   * How particles are compared.
   *
   * @param maskRadiusPixels of the averages; 0.43 of the box if empty
   * @param maxShiftPixels longest shift tried; a tenth of the box if empty
   * @param comparison of CTF and contrast
   */
  public record Settings(
      OptionalDouble maskRadiusPixels, OptionalDouble maxShiftPixels, Comparison comparison) {}

  /**
   * What is known of CTF and contrast.
   *
   * @param useCtf whether the CTF of the metadata is used
   * @param phases how it is in the images, if the user says
   * @param invertContrast whether particles are dark
   */
  public record Comparison(boolean useCtf, Optional<CtfPhases> phases, boolean invertContrast) {}

  /**
   * What was done.
   *
   * @param placed particles that were placed
   * @param empty particles whose image holds a single value
   */
  public record Result(int placed, int empty) {}

  /** All that decides what is found, beside the files. */
  private record Decisive(Settings settings) {}

  /**
   * Runs the job.
   *
   * @throws DataException if an input cannot be read, or the images are not square
   */
  public Result run(Progress progress) {
    ClassStart.FromAverages given = AveragesFile.read(averages);
    try (ParticleSet set = particles.open(settings.comparison.useCtf)) {
      InputHealth.acceptMetadata(set, settings.comparison.useCtf, progress).stream()
          .map(Assumption::why)
          .filter(doubt -> !set.warnings().contains(doubt))
          .forEach(progress::warn);
      int box = requireSquare(set);
      AveragePlacement placement = new AveragePlacement(set, given, comparison(box));
      List<FileState> inputs = new ArrayList<>(set.fileStates());
      inputs.addAll(RunIdentity.states(List.of(averages)));
      RunIdentity identity = RunIdentity.of("assign", new Decisive(settings), inputs);
      try (Shards work = Shards.open(shards, output, identity, set.size(), "particles", progress)) {
        Found found = new Found(set.size(), numbers(given));
        if (!work.makesResults()) {
          work.complete(() -> place(placement, work, box, found, progress));
          return found.result(work.first(), work.end());
        }
        try (OutputTransaction results =
            OutputTransaction.begin(output, List.of(STAR, TABLE), List.of(averages), overwrite)) {
          set.requireNotInput(output.resolve(STAR));
          results.watch(set.fileStates());
          place(placement, work, box, found, progress);
          results.publish(folder -> found.write(set, folder, progress));
          return found.result(0, set.size());
        }
      }
    }
  }

  private AveragePlacement.Settings comparison(int box) {
    return new AveragePlacement.Settings(
        settings.maskRadiusPixels.orElse(0.43 * box) / box,
        settings.maxShiftPixels.orElse(0.1 * box),
        settings.comparison.useCtf,
        settings.comparison.phases,
        settings.comparison.invertContrast);
  }

  private static int requireSquare(ParticleSet set) {
    int width = set.images().width();
    int height = set.images().height();
    if (width != height) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the particles of %s have %d x %d pixels; square ones are needed",
              set.file(),
              width,
              height));
    }
    return width;
  }

  /** The numbers of averages in their file, from 1. */
  private static int[] numbers(ClassStart.FromAverages given) {
    return IntStream.rangeClosed(1, given.averages().size() + given.leftOut().size())
        .filter(number -> !given.leftOut().contains(number))
        .toArray();
  }

  private static void place(
      AveragePlacement placement, Shards work, int box, Found found, Progress progress) {
    int most = Math.max(1, Math.min(MOST, PIXELS / (box * box)));
    try (Progress.Stage stage = progress.start("placing particles", work.end() - work.first())) {
      for (Shards.Piece piece : work.pieces(most)) {
        found.take(
            piece.first(),
            work.step(
                piece.first(),
                AveragePlacement.Placed.class,
                () -> placement.place(piece.first(), piece.end())));
        stage.advance(piece.end() - piece.first());
      }
    }
  }

  /** What was found of all particles. */
  private static final class Found {
    private final int[] numbers;
    private final int[] average;
    private final float[] psi;
    private final float[] originX;
    private final float[] originY;
    private final float[] correlation;
    private final float[] second;

    Found(int size, int... numbers) {
      this.numbers = numbers;
      this.average = new int[size];
      this.psi = new float[size];
      this.originX = new float[size];
      this.originY = new float[size];
      this.correlation = new float[size];
      this.second = new float[size];
    }

    void take(int first, AveragePlacement.Placed placed) {
      for (int i = 0; i < placed.average().length; i++) {
        average[first + i] = placed.average()[i];
        psi[first + i] = (float) placed.psiDegrees()[i];
        originX[first + i] = (float) placed.originXPixels()[i];
        originY[first + i] = (float) placed.originYPixels()[i];
        correlation[first + i] = (float) placed.correlation()[i];
        second[first + i] = (float) placed.second()[i];
      }
    }

    Result result(int first, int end) {
      int empty = (int) IntStream.range(first, end).filter(row -> average[row] < 0).count();
      return new Result(end - first - empty, empty);
    }

    void write(ParticleSet set, Path folder, Progress progress) {
      ParticleUpdate update =
          ParticleUpdate.NONE
              .keeping(
                  IntStream.range(0, average.length)
                      .filter(row -> average[row] >= 0)
                      .boxed()
                      .toList())
              .withPoses(row -> new Pose(psi[row], originX[row], originY[row]))
              .with(ParticleColumn.classNumbers(row -> numbers[average[row]]))
              .with(ParticleColumn.reals("cryoudlCorrelation", row -> correlation[row]))
              .with(ParticleColumn.reals("cryoudlSecondCorrelation", row -> second[row]));
      ParticleStarWriter.write(set, folder.resolve(STAR), update).forEach(progress::warn);
      CsvWriter.write(
          folder.resolve(TABLE),
          List.of("average", "particles", "mean_correlation"),
          out -> {
            for (int k = 0; k < numbers.length; k++) {
              int own = k;
              int[] members =
                  IntStream.range(0, average.length).filter(row -> average[row] == own).toArray();
              double mean =
                  IntStream.of(members).mapToDouble(row -> correlation[row]).average().orElse(0);
              out.row(numbers[k], members.length, CsvWriter.fixed(mean, 4));
            }
          });
    }
  }
}
