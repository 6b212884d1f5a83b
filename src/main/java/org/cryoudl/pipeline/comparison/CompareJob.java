package org.cryoudl.pipeline.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.evaluate.AngleFigures;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.files.ReportFiles;

/**
 * Compares the poses that two runs or two programs gave the same particles: {@code
 * comparison.json}, {@code particles.csv} (a line each, the largest differences first), {@code
 * rings.csv}, {@code averages.png} (as they came, first, second brought into the first's frame) and
 * a report. Where a file sorts the particles into several classes, classes are compared one by one
 * ({@code classes.csv}), and poses within matching ones.
 *
 * @param first aligned particles
 * @param second the same stack, aligned otherwise
 * @param images whether to read the images, for averages
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param output where the files go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record CompareJob(
    Path first,
    Path second,
    boolean images,
    Optional<Path> projectFolder,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  static final String JSON = "comparison.json";
  static final String TABLE = "particles.csv";
  private static final String RINGS = "rings.csv";
  static final String PICTURES = "averages.png";

  /** Runs to the end; returns what a person reads. */
  public List<String> run(Progress progress) {
    List<String> names =
        new ArrayList<>(List.of(JSON, TABLE, RINGS, PICTURES, ClassComparison.CLASSES));
    names.addAll(ReportFiles.names());
    ParticleSetOptions base =
        projectFolder.map(ParticleSetOptions.DEFAULT::inProject).orElse(ParticleSetOptions.DEFAULT);
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(output, names, List.of(first, second));
        ParticleSet a = ParticleSet.open(first, images ? base : base.withoutImages());
        ParticleSet b = ParticleSet.open(second, base.withoutImages())) {
      results.watch(a);
      results.watch(b);
      List<Assumption> assumptions =
          new ArrayList<>(InputHealth.accept(a, InputHealth.Use.IMAGES, progress));
      assumptions.addAll(InputHealth.accept(b, InputHealth.Use.IMAGES, progress));
      ParticleMatch match = ParticleMatch.of(a, b);
      int[] classesA = ParticleMatch.classes(a, match.firstRows());
      int[] classesB = ParticleMatch.classes(b, match.secondRows());
      if (ClassComparison.isNeeded(classesA, classesB)) {
        return new ClassComparison(this, a, b, match, classesA, classesB, assumptions).run(results);
      }
      Pose[] posesA = ParticleMatch.poses(a, match.firstRows());
      Pose[] posesB = ParticleMatch.poses(b, match.secondRows());
      PoseDifferences differences = PoseDifferences.of(posesA, posesB);
      Optional<Comparison.Averages> averages =
          images ? Optional.of(averages(a, match, posesA, posesB)) : Optional.empty();
      int both = posesA.length;
      Comparison comparison =
          new Comparison(
              a.size() - both,
              b.size() - both,
              Arrays.stream(match.firstRows()).mapToObj(a::imageName).toList(),
              differences,
              averages);
      results.publish(
          out -> {
            write(out, comparison, assumptions);
            ReportFiles.write(
                report(comparison, a, match, posesA, posesB, assumptions), out.folder());
          });
      return comparison.lines(first.toString(), second.toString()).stream()
          .map(Frequencies::plain)
          .toList();
    }
  }

  private Comparison.Averages averages(
      ParticleSet set, ParticleMatch match, Pose[] posesA, Pose[] posesB) {
    ImageSource source = set.images();
    CircularMask mask = AlignmentOptions.DEFAULT.mask(source.width());
    PosedAverages a = PosedAverages.of(source, match.firstRows(), posesA);
    PosedAverages b = PosedAverages.of(source, match.firstRows(), posesB);
    Image ofFirst = a.all();
    Image ofSecond = b.all();
    FrameMatch frame = FrameMatch.of(ofFirst, ofSecond, mask);
    Image moved = frame.applyTo(ofSecond);
    return new Comparison.Averages(
        RingCorrelation.of(a.even(), a.odd(), mask),
        RingCorrelation.of(b.even(), b.odd(), mask),
        RingCorrelation.of(ofFirst, moved, mask),
        new Comparison.Pictures(
            PosedAverages.unmoved(source, match.firstRows()).all(), ofFirst, moved),
        frame,
        set.pixelSizeAngstroms());
  }

  private Report report(
      Comparison comparison,
      ParticleSet a,
      ParticleMatch match,
      Pose[] posesA,
      Pose[] posesB,
      List<Assumption> assumptions) {
    Provenance provenance = new Provenance(commandLine, version);
    if (images) {
      provenance.withImages(a.file(), a.images());
    }
    ParticleViews views =
        comparison
            .averages()
            .map(
                found ->
                    new PosedViews(a.images(), match.firstRows(), posesA, posesB)
                        .draw(found.frame().pose()))
            .orElse(ParticleViews.NONE);
    return new ComparisonReport(comparison, first, second)
        .build(
            views,
            provenance
                .withFile("Poses A", first)
                .withFile("Poses B", second)
                .withAssumptions(assumptions)
                .section());
  }

  private void write(EvaluationOutput out, Comparison comparison, List<Assumption> assumptions) {
    writeTable(out.folder().resolve(TABLE), comparison);
    comparison
        .averages()
        .ifPresent(
            found -> {
              writeRings(out.folder().resolve(RINGS), found);
              Comparison.Pictures pictures = found.pictures();
              PngImage.writeLevels(
                  ContactSheet.DEFAULT
                      .withColumns(3)
                      .layOut(List.of(pictures.raw(), pictures.first(), pictures.second())),
                  out.folder().resolve(PICTURES));
            });
    out.write(JSON, figures(comparison, assumptions));
  }

  private static void writeTable(Path file, Comparison comparison) {
    PoseDifferences d = comparison.differences();
    Integer[] order = new Integer[d.psiDegrees().length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, (i, j) -> Double.compare(Math.abs(d.psiDegrees()[j]), Math.abs(d.psiDegrees()[i])));
    CsvWriter.write(
        file,
        List.of("image", "psi_difference_degrees", "centre_distance_px"),
        out -> {
          for (int i : order) {
            out.row(
                comparison.names().get(i),
                CsvWriter.fixed(d.psiDegrees()[i], 4),
                CsvWriter.fixed(d.shiftPixels()[i], 4));
          }
        });
  }

  private static void writeRings(Path file, Comparison.Averages averages) {
    CsvWriter.write(
        file,
        List.of("shell", "first_halves", "second_halves", "first_with_second"),
        out -> {
          for (int s = 0; s < averages.first().size(); s++) {
            out.row(
                s,
                CsvWriter.fixed(averages.first().perShell()[s], 5),
                CsvWriter.fixed(averages.second().perShell()[s], 5),
                CsvWriter.fixed(averages.agreement().perShell()[s], 5));
          }
        });
  }

  private Figures figures(Comparison comparison, List<Assumption> assumptions) {
    AlignmentScore score = comparison.differences().score();
    return new Figures(
        commandLine,
        version,
        first.toString(),
        second.toString(),
        score.particles(),
        comparison.onlyFirst(),
        comparison.onlySecond(),
        AngleFigures.of(score.mod360()),
        AngleFigures.of(score.mod180()),
        score.meanShiftPixels(),
        comparison.averages().map(AverageFigures::of),
        assumptions);
  }

  /** What {@code comparison.json} holds. */
  private record Figures(
      String commandLine,
      String version,
      String first,
      String second,
      int inBoth,
      int onlyFirst,
      int onlySecond,
      AngleFigures mod360,
      AngleFigures mod180,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble shiftMeanPx,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<AverageFigures> averages,
      List<Assumption> assumptions) {}

  /** What it holds of the averages. */
  private record AverageFigures(
      double correlation,
      double[] firstHalvesFrc,
      double[] secondHalvesFrc,
      double[] firstWithSecondFrc,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble firstFrc0143Angstroms,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble secondFrc0143Angstroms) {

    static AverageFigures of(Comparison.Averages found) {
      return new AverageFigures(
          found.correlation(),
          found.first().perShell(),
          found.second().perShell(),
          found.agreement().perShell(),
          found.angstroms(found.first(), RingCorrelation.RESOLVED),
          found.angstroms(found.second(), RingCorrelation.RESOLVED));
    }
  }
}
