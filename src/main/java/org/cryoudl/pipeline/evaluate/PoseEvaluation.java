package org.cryoudl.pipeline.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseErrors;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.pipeline.reporting.ReportedFigures;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.files.ReportFiles;

/**
 * Scores the poses in a file against known truth and, on request, writes {@code poses.json} (the
 * scoring tool's figures), {@code accuracy.json} (all figures, with bootstrap intervals), {@code
 * errors.csv} (one row a particle) and a report.
 *
 * @param particles metadata with poses; its stacks need not be there
 * @param truthFile CSV of the true poses
 * @param allowMissing whether truth may know images that the particles lack
 * @param output where the figures go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record PoseEvaluation(
    Path particles,
    Path truthFile,
    boolean allowMissing,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String JSON = "poses.json";
  private static final String ACCURACY = "accuracy.json";
  private static final String ERRORS = "errors.csv";

  /**
   * Scores the poses.
   *
   * @throws DataException if a file is missing or wrong, a particle has no truth, no angle or a
   *     mirror, or truth knows more images and may not
   */
  public AlignmentScore run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(JSON, ACCURACY, ERRORS));
    names.addAll(ReportFiles.names());
    Truth truth = Truth.read(truthFile);
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(output, names, List.of(particles, truthFile));
        ParticleSet set = ParticleSet.open(particles, ParticleSetOptions.DEFAULT.withoutImages())) {
      results.watch(set);
      List<Assumption> assumptions = InputHealth.accept(set, InputHealth.Use.IMAGES, progress);
      Pose[] expected = expected(set, truth);
      Pose[] poses = poses(set);
      int missing = truth.size() - set.size();
      PoseErrors errors = PoseErrors.of(poses, expected, missing);
      AlignmentScore score = errors.score();
      results.publish(
          out -> {
            out.write(JSON, figures(score, assumptions));
            Accuracy.Known known = ReportedFigures.of(set);
            Accuracy accuracy = Accuracy.of(poses, expected, missing, known, Bootstrap.STANDARD);
            out.write(ACCURACY, accuracy);
            writeErrors(out.folder().resolve(ERRORS), set, errors);
            ReportFiles.write(report(accuracy, errors, known, set, assumptions), out.folder());
          });
      return score;
    }
  }

  private Pose[] expected(ParticleSet set, Truth truth) {
    Pose[] expected = truth.posesOf(set);
    if (!allowMissing) {
      truth.requireAll(set.size());
    }
    return expected;
  }

  /** The poses in a file, one a row. */
  static Pose[] poses(ParticleSet set) {
    Pose[] poses = new Pose[set.size()];
    for (int row = 0; row < poses.length; row++) {
      String place = set.place(row);
      poses[row] =
          set.pose(row)
              .orElseThrow(
                  () -> new DataException(place + " holds no pose; align the particles first"));
    }
    return poses;
  }

  private static void writeErrors(Path file, ParticleSet set, PoseErrors errors) {
    CsvWriter.write(
        file,
        List.of(
            "image", "error_mod360_deg", "error_mod180_deg", "shift_error_px", "wrong_half_turn"),
        out -> {
          for (int i = 0; i < errors.size(); i++) {
            out.row(
                set.imageName(i),
                CsvWriter.fixed(errors.score().errors360Degrees()[i], 6),
                CsvWriter.fixed(errors.score().errors180Degrees()[i], 6),
                CsvWriter.fixed(errors.shiftPixels()[i], 6),
                errors.wrongHalfTurn()[i] ? 1 : 0);
          }
        });
  }

  private Report report(
      Accuracy accuracy,
      PoseErrors errors,
      Accuracy.Known known,
      ParticleSet set,
      List<Assumption> assumptions) {
    List<String> names = IntStream.range(0, set.size()).mapToObj(set::imageName).toList();
    return new PoseEvaluationReport(accuracy, errors, known, names)
        .build(
            particles,
            new Provenance(commandLine, version)
                .withFile("Poses", set.file())
                .withFile("Truth", truthFile)
                .withAssumptions(assumptions));
  }

  private Figures figures(AlignmentScore score, List<Assumption> assumptions) {
    return new Figures(
        commandLine,
        version,
        particles.toString(),
        truthFile.toString(),
        score.particles(),
        score.missing(),
        AngleFigures.of(score.mod360()),
        AngleFigures.of(score.mod180()),
        score.meanShiftPixels(),
        assumptions);
  }

  /** What {@code poses.json} holds. */
  private record Figures(
      String commandLine,
      String version,
      String particlesFile,
      String truthFile,
      int particles,
      int missing,
      AngleFigures mod360,
      AngleFigures mod180,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble shiftMeanPx,
      List<Assumption> assumptions) {}
}
