package org.cryoudl.pipeline.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.ClassScore;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.files.ReportFiles;

/**
 * Scores the classes in a file, and the poses in each, against known truth and, on request, writes
 * {@code classes.json} and a report.
 *
 * @param particles metadata with classes and poses; its stacks need not be there
 * @param truthFile CSV of the true poses and classes
 * @param symmetry order of the rotational symmetry of each true class, 1 where there is none
 * @param allowMissing whether truth may know images that the particles lack
 * @param output where the figures go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record ClassEvaluation(
    Path particles,
    Path truthFile,
    List<Integer> symmetry,
    boolean allowMissing,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String JSON = "classes.json";

  /**
   * Scores the classes.
   *
   * @throws DataException if a file is missing or wrong, a particle has no truth, no class, no
   *     angle or a mirror, or truth has no classes or knows more images and may not
   */
  public ClassScore run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(JSON));
    names.addAll(ReportFiles.names());
    Truth truth = Truth.read(truthFile);
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(output, names, List.of(particles, truthFile));
        ParticleSet set = ParticleSet.open(particles, ParticleSetOptions.DEFAULT.withoutImages())) {
      results.watch(set);
      List<Assumption> assumptions = InputHealth.accept(set, InputHealth.Use.IMAGES, progress);
      Pose[] expected = truth.posesOf(set);
      int[] classes = truth.classesOf(set);
      if (!allowMissing) {
        truth.requireAll(set.size());
      }
      int[] found = classes(set);
      int[] orders = symmetry.stream().mapToInt(Integer::intValue).toArray();
      ClassScore score = ClassScore.of(found, classes, PoseEvaluation.poses(set), expected, orders);
      results.publish(
          out -> {
            out.write(JSON, figures(score, assumptions));
            ReportFiles.write(report(score, found, classes, set, assumptions), out.folder());
          });
      return score;
    }
  }

  private Report report(
      ClassScore score, int[] found, int[] truth, ParticleSet set, List<Assumption> assumptions) {
    return ClassEvaluationReport.of(
        score,
        found,
        truth,
        IntStream.range(0, set.size()).mapToObj(set::imageName).toList(),
        particles,
        new Provenance(commandLine, version)
            .withFile("Particles", set.file())
            .withFile("Truth", truthFile)
            .withAssumptions(assumptions));
  }

  /**
   * A particle has no class.
   *
   * @param place file and line of the particle
   */
  public record NoClass(String place) implements Reason {
    @Override
    public String problem() {
      return place + " holds no class";
    }

    @Override
    public String remedy() {
      return "sort the particles into classes first";
    }
  }

  /** The classes in a file, one a row, counted from 1. */
  static int[] classes(ParticleSet set) {
    int[] found = new int[set.size()];
    for (int row = 0; row < found.length; row++) {
      String place = set.place(row);
      found[row] = set.classNumber(row).orElseThrow(() -> new DataException(new NoClass(place)));
      if (found[row] < 1) {
        throw new DataException(
            place + " holds class " + found[row] + ", but classes count from 1");
      }
    }
    return found;
  }

  private Figures figures(ClassScore score, List<Assumption> assumptions) {
    List<ClassFigures> classes = new ArrayList<>();
    for (int k = 0; k < score.confusion().length; k++) {
      Optional<AlignmentScore> poses = score.poses().get(k);
      classes.add(
          new ClassFigures(
              k + 1,
              score.confusion()[k],
              poses.map(AlignmentScore::mod360).map(AngleFigures::of),
              poses.map(AlignmentScore::meanShiftPixels).orElse(OptionalDouble.empty())));
    }
    return new Figures(
        commandLine,
        version,
        particles.toString(),
        truthFile.toString(),
        score.particles(),
        score.purity(),
        classes,
        assumptions);
  }

  /** What {@code classes.json} holds. */
  private record Figures(
      String commandLine,
      String version,
      String particlesFile,
      String truthFile,
      int particles,
      double purity,
      List<ClassFigures> classes,
      List<Assumption> assumptions) {}

  /** What it holds of a class. */
  private record ClassFigures(
      int number,
      int[] ofTrueClass,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<AngleFigures> angle,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble shiftMeanPx) {}
}
