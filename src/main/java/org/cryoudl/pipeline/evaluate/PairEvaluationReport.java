package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleTable.Column;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Series;

/** The report of a network's angle errors between images of known pose. */
final class PairEvaluationReport {

  private PairEvaluationReport() {}

  /**
   * Puts it together.
   *
   * @param names of the images in file order
   */
  static Report of(
      PairEvaluation measured, List<String> names, Path particles, Provenance provenance) {
    List<Pair> pairs = measured.error().pairs();
    AngleErrors figures = measured.error().errors();
    double[] errors = pairs.stream().mapToDouble(Pair::errorDegrees).toArray();
    double[] sizes = pairs.stream().mapToDouble(pair -> Math.abs(pair.errorDegrees())).toArray();
    return new Report(
        "Evaluation of a network",
        particles.getFileName().toString(),
        verdict(pairs.size(), figures),
        List.of(
            new Highlight(
                "Pairs",
                String.format(Locale.ROOT, "%,d", pairs.size()),
                PoseEvaluationReport.missing(measured.missing())),
            new Highlight("Mean error", degrees(figures.meanDegrees()), "modulo 180"),
            new Highlight("Median error", degrees(figures.medianDegrees()), "modulo 180"),
            new Highlight(
                "Speed",
                String.format(Locale.ROOT, "%.0f images/s", measured.imagesPerSecond()),
                measured.device().toString())),
        List.of(
            new Section("errors", "Errors", blocks(pairs, errors, sizes)),
            Section.of("particles", "Pairs", table(pairs, names)),
            provenance.section()));
  }

  private static Verdict verdict(int pairs, AngleErrors figures) {
    return new Verdict(
        Verdict.Tone.NEUTRAL,
        List.of(
            String.format(
                Locale.ROOT,
                "The network's angles between %d pairs of images are off by %.2f degrees on"
                    + " average (median %.2f), modulo 180 degrees.",
                pairs,
                figures.meanDegrees(),
                figures.medianDegrees()),
            String.format(
                Locale.ROOT,
                "%.1f %% of them are off by more than 10 degrees.",
                100 * figures.shareAbove10())));
  }

  private static List<Block> blocks(List<Pair> pairs, double[] errors, double[] sizes) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        ErrorFigures.table(
            "errors-table",
            "Angle errors",
            List.of(
                new ErrorFigures.Named(
                    "modulo 180",
                    errors.length,
                    ErrorDistribution.of(sizes, Bootstrap.STANDARD)))));
    blocks.add(ErrorFigures.histogram("errors-180", "errors", "modulo 180", errors));
    blocks.add(
        ErrorFigures.cumulative(
            "errors-cumulative",
            "Share of errors up to a size",
            List.of(ErrorFigures.curve("modulo 180", errors))));
    double[] confidence = pairs.stream().mapToDouble(Pair::confidence).toArray();
    // The published networks give no confidence.
    if (pairs.stream().anyMatch(pair -> Double.isFinite(pair.confidence()))) {
      blocks.add(
          new Chart(
              "confidence",
              "Error and confidence",
              "The network's confidence in its angle against the size of the error.",
              Axis.of("confidence").from(0, 1.02),
              Axis.of("size of the error (degrees)"),
              new Series("pairs", Series.Kind.POINTS, confidence, sizes)));
    }
    return blocks;
  }

  private static ParticleTable table(List<Pair> pairs, List<String> names) {
    return new ParticleTable(
        "pairs",
        pairs.stream().map(pair -> names.get(pair.image())).toList(),
        List.of(
            column("reference", "reference", 0, pairs, pair -> pair.reference() + 1.0),
            column("predicted_degrees", "predicted", 2, pairs, Pair::predictedDegrees),
            column("true_degrees", "true", 2, pairs, Pair::trueDegrees),
            column("error_degrees", "error", 3, pairs, Pair::errorDegrees),
            column("confidence", "confidence", 3, pairs, Pair::confidence)),
        ParticleViews.NONE);
  }

  private static Column column(
      String key, String label, int decimals, List<Pair> pairs, ToDoubleFunction<Pair> value) {
    String explanation = key.replace('_', ' ');
    return new Column(
        key, label, explanation, decimals, pairs.stream().mapToDouble(value).toArray());
  }

  private static String degrees(double value) {
    return String.format(Locale.ROOT, "%.2f\u00b0", value);
  }
}
