package org.cryoudl.pipeline.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.comparison.ClassAgreement.ClassAverages;
import org.cryoudl.pipeline.comparison.ClassAgreement.MatchedClass;
import org.cryoudl.pipeline.evaluate.AngleFigures;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.report.files.ReportFiles;

/**
 * The comparison of two files that sort the same particles into classes.
 *
 * @param job what the user wants
 * @param first the first file
 * @param second the second file
 * @param match rows of the particles that both hold
 * @param classesA class of each of them in the first file
 * @param classesB class of each of them in the second file
 * @param assumptions what is doubtful about the files
 */
record ClassComparison(
    CompareJob job,
    ParticleSet first,
    ParticleSet second,
    ParticleMatch match,
    int[] classesA,
    int[] classesB,
    List<Assumption> assumptions) {

  /** Class by class. */
  static final String CLASSES = "classes.csv";

  private static final int PAIRS_IN_A_ROW = 4;

  /** Whether one of two files has several classes. */
  static boolean isNeeded(int[] classesA, int[] classesB) {
    return Arrays.stream(classesA).distinct().count() > 1
        || Arrays.stream(classesB).distinct().count() > 1;
  }

  /** Compares, writes what is to be written, and returns what a person reads. */
  List<String> run(EvaluationOutput.Transaction results) {
    Pose[] posesA = ParticleMatch.poses(first, match.firstRows());
    Pose[] posesB = ParticleMatch.poses(second, match.secondRows());
    ClassAgreement agreement = ClassAgreement.of(classesA, classesB, posesA, posesB);
    List<ClassAverages> averages =
        job.images()
            ? agreement.averages(
                first.images(),
                match.firstRows(),
                classesA,
                classesB,
                posesA,
                posesB,
                AlignmentOptions.DEFAULT.mask(first.images().width()))
            : List.of();
    int[] shared = agreement.particles();
    PoseDifferences differences =
        PoseDifferences.of(
            ClassAgreement.some(posesA, shared),
            ClassAgreement.some(agreement.inFirstFrames(posesB), shared));
    results.publish(
        out -> {
          writeClasses(out, agreement, averages);
          writeParticles(out, shared, differences);
          writePictures(out, averages);
          out.write(CompareJob.JSON, figures(agreement, averages, differences));
          ReportFiles.write(
              new ClassComparisonReport(agreement, averages, differences)
                  .build(
                      job.first(),
                      job.second(),
                      names(shared),
                      Arrays.stream(shared).map(i -> classesA[i]).toArray(),
                      Arrays.stream(shared).map(i -> classesB[i]).toArray(),
                      new Provenance(job.commandLine(), job.version())
                          .withFile("Classes A", job.first())
                          .withFile("Classes B", job.second())
                          .withAssumptions(assumptions)),
              out.folder());
        });
    return lines(agreement, averages, differences);
  }

  private List<String> names(int[] shared) {
    return Arrays.stream(shared).mapToObj(i -> first.imageName(match.firstRows()[i])).toList();
  }

  private List<String> lines(
      ClassAgreement agreement, List<ClassAverages> averages, PoseDifferences differences) {
    AlignmentScore score = differences.score();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d particles in both, %d only in %s, %d only in %s",
            classesA.length,
            first.size() - classesA.length,
            job.first(),
            second.size() - classesB.length,
            job.second()));
    lines.addAll(agreement.lines(averages));
    lines.add(
        String.format(
            Locale.ROOT,
            "in matching classes angles differ by %.3f degrees mod 360 and %.3f mod 180 in the mean"
                + " (median %.3f, %.3f); %.1f %% by more than 10 mod 360",
            score.mod360().meanDegrees(),
            score.mod180().meanDegrees(),
            score.mod360().medianDegrees(),
            score.mod180().medianDegrees(),
            100 * score.mod360().shareAbove10()));
    return lines;
  }

  private static void writeClasses(
      EvaluationOutput out, ClassAgreement agreement, List<ClassAverages> averages) {
    CsvWriter.write(
        out.folder().resolve(CLASSES),
        List.of(
            "class_a",
            "class_b",
            "size_a",
            "size_b",
            "in_both",
            "overlap",
            "psi_mean_degrees",
            "psi_median_degrees",
            "psi_above10",
            "centre_distance_px",
            "average_correlation"),
        table -> {
          for (int p = 0; p < agreement.pairs().size(); p++) {
            MatchedClass each = agreement.pairs().get(p);
            AlignmentScore score = each.differences().score();
            table.row(
                each.pair().first(),
                each.pair().second(),
                each.pair().firstSize(),
                each.pair().secondSize(),
                each.pair().shared(),
                CsvWriter.fixed(each.pair().overlap(), 5),
                CsvWriter.fixed(score.mod360().meanDegrees(), 4),
                CsvWriter.fixed(score.mod360().medianDegrees(), 4),
                CsvWriter.fixed(score.mod360().shareAbove10(), 5),
                score.meanShiftPixels().isPresent()
                    ? CsvWriter.fixed(score.meanShiftPixels().getAsDouble(), 4)
                    : "",
                averages.isEmpty() ? "" : CsvWriter.fixed(averages.get(p).correlation(), 5));
          }
        });
  }

  private void writeParticles(EvaluationOutput out, int[] shared, PoseDifferences d) {
    List<String> names = names(shared);
    Integer[] order = new Integer[shared.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, (i, j) -> Double.compare(Math.abs(d.psiDegrees()[j]), Math.abs(d.psiDegrees()[i])));
    CsvWriter.write(
        out.folder().resolve(CompareJob.TABLE),
        List.of("image", "class_a", "class_b", "psi_difference_degrees", "centre_distance_px"),
        table -> {
          for (int i : order) {
            table.row(
                names.get(i),
                classesA[shared[i]],
                classesB[shared[i]],
                CsvWriter.fixed(d.psiDegrees()[i], 4),
                CsvWriter.fixed(d.shiftPixels()[i], 4));
          }
        });
  }

  private static void writePictures(EvaluationOutput out, List<ClassAverages> averages) {
    if (averages.isEmpty()) {
      return;
    }
    List<Image> tiles = new ArrayList<>();
    averages.forEach(
        each -> {
          tiles.add(each.first());
          tiles.add(each.second());
        });
    ContactSheet sheet = ContactSheet.DEFAULT.withColumns(2 * PAIRS_IN_A_ROW);
    PngImage.writeLevels(
        sheet.layOut(tiles.subList(0, Math.min(tiles.size(), sheet.maximumTiles()))),
        out.folder().resolve(CompareJob.PICTURES));
  }

  private Figures figures(
      ClassAgreement agreement, List<ClassAverages> averages, PoseDifferences differences) {
    List<ClassFigures> classes = new ArrayList<>();
    for (int p = 0; p < agreement.pairs().size(); p++) {
      MatchedClass each = agreement.pairs().get(p);
      classes.add(
          new ClassFigures(
              each.pair().first(),
              each.pair().second(),
              each.pair().firstSize(),
              each.pair().secondSize(),
              each.pair().shared(),
              each.pair().overlap(),
              AngleFigures.of(each.differences().score().mod360()),
              AngleFigures.of(each.differences().score().mod180()),
              each.differences().score().meanShiftPixels(),
              averages.isEmpty()
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(averages.get(p).correlation())));
    }
    return new Figures(
        job.commandLine(),
        job.version(),
        job.first().toString(),
        job.second().toString(),
        classesA.length,
        first.size() - classesA.length,
        second.size() - classesB.length,
        agreement.matching().inMatching(),
        agreement.matching().adjustedRandIndex(),
        classes,
        agreement.matching().onlyFirst(),
        agreement.matching().onlySecond(),
        AngleFigures.of(differences.score().mod360()),
        AngleFigures.of(differences.score().mod180()),
        differences.score().meanShiftPixels(),
        assumptions);
  }

  /** What {@code comparison.json} holds of two classifications; angles over matching classes. */
  private record Figures(
      String commandLine,
      String version,
      String first,
      String second,
      int inBoth,
      int onlyFirst,
      int onlySecond,
      int inMatchingClasses,
      double adjustedRandIndex,
      List<ClassFigures> classes,
      List<Integer> classesOnlyFirst,
      List<Integer> classesOnlySecond,
      AngleFigures mod360,
      AngleFigures mod180,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble shiftMeanPx,
      List<Assumption> assumptions) {}

  /** What it holds of two matching classes. */
  private record ClassFigures(
      int classA,
      int classB,
      int sizeA,
      int sizeB,
      int inBoth,
      double overlap,
      AngleFigures mod360,
      AngleFigures mod180,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble shiftMeanPx,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble averageCorrelation) {}
}
