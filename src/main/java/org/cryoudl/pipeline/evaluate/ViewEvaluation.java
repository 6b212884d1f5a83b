package org.cryoudl.pipeline.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.classes.ClassifiedViews;
import org.cryoudl.evaluation.classes.TrueViews;
import org.cryoudl.evaluation.classes.ViewFigures.Figure;
import org.cryoudl.evaluation.classes.ViewScore;
import org.cryoudl.evaluation.classes.ViewScore.OneClass;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;

/**
 * Scores classes of many views against true directions and, on request, writes {@code views.json},
 * {@code views.csv} (one row a class) and a report.
 *
 * @param particles metadata with classes and poses; its stacks need not be there
 * @param truthFile CSV of the true views
 * @param allowMissing whether truth may know images that the particles lack
 * @param output where the figures go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record ViewEvaluation(
    Path particles,
    Path truthFile,
    boolean allowMissing,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String JSON = "views.json";
  private static final String TABLE = "views.csv";
  private static final int LARGE_SET = 20_000;
  private static final String FLAG = "rlnSelected";
  private static final String XMIPP_FLAG = "enabled";

  /**
   * What was found.
   *
   * @param particles number of particles
   * @param figures each with its interval
   * @param classes one by one
   */
  public record Result(int particles, Map<Figure, Estimate> figures, List<OneClass> classes) {

    /** One of the figures. */
    Estimate figure(Figure which) {
      return Objects.requireNonNull(figures.get(which));
    }

    /** What a person reads. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add("particles " + particles);
      lines.add("classes " + classes.size());
      figures.forEach(
          (figure, found) -> {
            if (!Double.isNaN(found.value())) {
              lines.add(
                  String.format(
                      Locale.ROOT,
                      "%s %.3f (%.3f to %.3f)",
                      figure.label(),
                      found.value(),
                      found.low(),
                      found.high()));
            }
          });
      return lines;
    }
  }

  /** Whether a truth file holds directions, and so is for this job. */
  public static boolean isFor(Path truthFile) {
    return TrueViews.isIn(truthFile);
  }

  /**
   * Scores the classes.
   *
   * @throws DataException if a file is missing or wrong, a particle has no truth, no class, no
   *     angle or a mirror, or truth knows more images and may not
   */
  public Result run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(JSON, TABLE));
    names.addAll(ReportFiles.names());
    TrueViews truth = TrueViews.read(truthFile);
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(output, names, List.of(particles, truthFile));
        ParticleSet set = ParticleSet.open(particles, ParticleSetOptions.DEFAULT.withoutImages())) {
      results.watch(set);
      List<Assumption> assumptions = InputHealth.accept(set, InputHealth.Use.IMAGES, progress);
      ClassifiedViews views = classified(set, truth.of(set, allowMissing));
      ViewScore score = new ViewScore(views);
      Result result =
          new Result(views.size(), score.intervals(bootstrap(views.size())), score.perClass());
      results.publish(
          out -> {
            out.write(JSON, figures(result, assumptions));
            writeTable(out.folder().resolve(TABLE), result.classes());
            ReportFiles.write(
                ViewEvaluationReport.of(
                    result,
                    views,
                    IntStream.range(0, set.size()).mapToObj(set::imageName).toList(),
                    particles,
                    new Provenance(commandLine, version)
                        .withFile("Particles", set.file())
                        .withFile("Truth", truthFile)
                        .withAssumptions(assumptions)),
                out.folder());
          });
      return result;
    }
  }

  /** Large sets have narrow intervals, and each resample takes long. */
  private static Bootstrap bootstrap(int particles) {
    return particles > LARGE_SET ? new Bootstrap(200, 1) : Bootstrap.STANDARD;
  }

  private static ClassifiedViews classified(ParticleSet set, TrueViews.One[] truth) {
    Pose[] poses = PoseEvaluation.poses(set);
    boolean[] flagged = new boolean[poses.length];
    for (int row = 0; row < poses.length; row++) {
      flagged[row] =
          set.number(row, FLAG).orElse(1) == 0 || set.number(row, XMIPP_FLAG).orElse(1) < 0;
    }
    return new ClassifiedViews(
        ClassEvaluation.classes(set),
        Arrays.stream(poses).mapToDouble(Pose::psiDegrees).toArray(),
        flagged,
        Arrays.stream(truth).map(TrueViews.One::view).toArray(EulerAngles[]::new),
        Arrays.stream(truth).map(TrueViews.One::specimen).toArray(String[]::new));
  }

  private static void writeTable(Path file, List<OneClass> classes) {
    CsvWriter.write(
        file,
        List.of("class", "particles", "specimen", "direction_median", "w20", "frame_w15"),
        out -> {
          for (OneClass each : classes) {
            out.row(
                each.number(),
                each.particles(),
                each.specimen(),
                CsvWriter.fixed(each.directionMedian(), 4),
                CsvWriter.fixed(each.w20(), 4),
                CsvWriter.fixed(each.frameW15(), 4));
          }
        });
  }

  private Figures figures(Result result, List<Assumption> assumptions) {
    Map<String, Double> values = new TreeMap<>();
    Map<String, double[]> intervals = new TreeMap<>();
    result
        .figures()
        .forEach(
            (figure, found) -> {
              if (!Double.isNaN(found.value())) {
                values.put(figure.label(), found.value());
                intervals.put(figure.label(), new double[] {found.low(), found.high()});
              }
            });
    return new Figures(
        commandLine,
        version,
        particles.toString(),
        truthFile.toString(),
        result.particles(),
        result.classes().size(),
        values,
        intervals,
        result.classes().stream().map(ClassFigures::of).toList(),
        assumptions);
  }

  /** What {@code views.json} holds; figures about nothing are left out. */
  private record Figures(
      String commandLine,
      String version,
      String particlesFile,
      String truthFile,
      int particles,
      int classes,
      Map<String, Double> figures,
      Map<String, double[]> intervals,
      List<ClassFigures> perClass,
      List<Assumption> assumptions) {}

  /** What it holds of a class. */
  private record ClassFigures(
      int number,
      int particles,
      String specimen,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Double> directionMedian,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Double> w20,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Double> frameW15) {

    static ClassFigures of(OneClass found) {
      return new ClassFigures(
          found.number(),
          found.particles(),
          found.specimen(),
          finite(found.directionMedian()),
          finite(found.w20()),
          finite(found.frameW15()));
    }

    private static Optional<Double> finite(double value) {
      return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
    }
  }
}
