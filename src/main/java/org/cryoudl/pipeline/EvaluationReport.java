package org.cryoudl.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryoudl.evaluation.AlignmentScore;
import org.cryoudl.evaluation.AngleErrors;
import org.cryoudl.evaluation.PairwiseError.Pair;
import org.cryoudl.report.Axis;
import org.cryoudl.report.Chart;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.ParticleTable;
import org.cryoudl.report.ParticleTable.Column;
import org.cryoudl.report.ParticleViews;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Series;
import org.cryoudl.report.Verdict;

/** Tells a person what an evaluation against known truth found. */
final class EvaluationReport {

  private EvaluationReport() {}

  /**
   * About poses.
   *
   * @param names of the images, in the order of the score's errors
   */
  static Report poses(
      AlignmentScore score, List<String> names, Path particles, Provenance provenance) {
    ErrorFigures.Named whole = ErrorFigures.Named.of("modulo 360", score.errors360Degrees());
    ErrorFigures.Named half = ErrorFigures.Named.of("modulo 180", score.errors180Degrees());
    long wrongHalfTurns =
        Arrays.stream(score.errors360Degrees()).filter(error -> Math.abs(error) > 90).count();
    List<Highlight> highlights =
        new ArrayList<>(
            List.of(
                new Highlight(
                    "Poses", "%,d".formatted(score.particles()), missing(score.missing())),
                new Highlight(
                    "Mean error mod 360", degrees(score.mod360().meanDegrees()), "full turns"),
                new Highlight(
                    "Mean error mod 180",
                    degrees(score.mod180().meanDegrees()),
                    "half-turns forgiven"),
                new Highlight(
                    "Wrong half-turns",
                    "%,d".formatted(wrongHalfTurns),
                    "more than 90 degrees off")));
    score
        .meanShiftPixels()
        .ifPresent(
            shift ->
                highlights.add(
                    new Highlight(
                        "Mean shift error",
                        String.format(Locale.ROOT, "%.2f px", shift),
                        "where the angle is right to 10 degrees")));
    String verdict =
        String.format(
            Locale.ROOT,
            "The angles are off by %.2f degrees on average over full turns (%.2f with half-turns"
                + " forgiven), %d of %d by more than 10 degrees.",
            score.mod360().meanDegrees(),
            score.mod180().meanDegrees(),
            Math.round(score.mod360().shareAbove10() * score.particles()),
            score.particles());
    String shifts =
        score.meanShiftPixels().isPresent()
            ? String.format(
                Locale.ROOT,
                "Shifts are off by %.2f px on average; one turn and one centre, which nothing but the"
                    + " truth can tell, are fitted out.",
                score.meanShiftPixels().getAsDouble())
            : "No angle is right to 10 degrees, so shifts cannot be judged.";
    return new Report(
        "Evaluation of poses",
        particles.getFileName().toString(),
        new Verdict(Verdict.Tone.NEUTRAL, List.of(verdict, shifts)),
        highlights,
        List.of(
            Section.of(
                "errors",
                "Errors",
                ErrorFigures.table("errors-table", "Angle errors", List.of(whole, half)),
                ErrorFigures.histogram("errors-360", whole),
                ErrorFigures.histogram("errors-180", half),
                ErrorFigures.cumulative("errors-cumulative", List.of(whole, half))),
            Section.of(
                "particles",
                "Particles",
                new ParticleTable(
                    names,
                    List.of(
                        new Column(
                            "error_360_degrees",
                            "error mod 360",
                            "signed error in degrees",
                            3,
                            whole.errorsDegrees()),
                        new Column(
                            "error_180_degrees",
                            "error mod 180",
                            "signed error in degrees, half-turns forgiven",
                            3,
                            half.errorsDegrees()),
                        new Column(
                            "size_360_degrees",
                            "size mod 360",
                            "size of the error in degrees",
                            3,
                            whole.sizes())),
                    ParticleViews.NONE)),
            provenance.section()));
  }

  /** About a network's angles between images. */
  static Report pairs(
      EvaluateJob.Report measured, List<String> names, Path particles, Provenance provenance) {
    List<Pair> pairs = measured.error().pairs();
    double[] errors = pairs.stream().mapToDouble(Pair::errorDegrees).toArray();
    ErrorFigures.Named named = ErrorFigures.Named.of("modulo 180", errors);
    AngleErrors figures = measured.error().errors();
    double[] confidence = pairs.stream().mapToDouble(Pair::confidence).toArray();
    return new Report(
        "Evaluation of a network",
        particles.getFileName().toString(),
        new Verdict(
            Verdict.Tone.NEUTRAL,
            List.of(
                String.format(
                    Locale.ROOT,
                    "The network's angles between %d pairs of images are off by %.2f degrees on"
                        + " average (median %.2f), modulo 180 degrees.",
                    pairs.size(),
                    figures.meanDegrees(),
                    figures.medianDegrees()),
                String.format(
                    Locale.ROOT,
                    "%.1f %% of them are off by more than 10 degrees.",
                    100 * figures.shareAbove10()))),
        List.of(
            new Highlight("Pairs", "%,d".formatted(pairs.size()), missing(measured.missing())),
            new Highlight("Mean error", degrees(figures.meanDegrees()), "modulo 180"),
            new Highlight("Median error", degrees(figures.medianDegrees()), "modulo 180"),
            new Highlight(
                "Speed",
                String.format(Locale.ROOT, "%.0f images/s", measured.imagesPerSecond()),
                measured.device())),
        List.of(
            Section.of(
                "errors",
                "Errors",
                ErrorFigures.table("errors-table", "Angle errors", List.of(named)),
                ErrorFigures.histogram("errors-180", named),
                ErrorFigures.cumulative("errors-cumulative", List.of(named)),
                new Chart(
                    "confidence",
                    "Error and confidence",
                    "What the network thinks of its angle against how wrong it is.",
                    Axis.of("confidence").from(0, 1.02),
                    Axis.of("size of the error (degrees)"),
                    new Series("pairs", Series.Kind.POINTS, confidence, named.sizes()))),
            Section.of(
                "particles",
                "Pairs",
                new ParticleTable(
                    pairs.stream().map(pair -> names.get(pair.image())).toList(),
                    List.of(
                        column("reference", "reference", 0, pairs, pair -> pair.reference() + 1.0),
                        column("predicted_degrees", "predicted", 2, pairs, Pair::predictedDegrees),
                        column("true_degrees", "true", 2, pairs, Pair::trueDegrees),
                        column("error_degrees", "error", 3, pairs, Pair::errorDegrees),
                        column("confidence", "confidence", 3, pairs, Pair::confidence)),
                    ParticleViews.NONE)),
            provenance.section()));
  }

  private static Column column(
      String key, String label, int decimals, List<Pair> pairs, ToDoubleFunction<Pair> value) {
    String explanation = key.replace('_', ' ');
    return new Column(
        key, label, explanation, decimals, pairs.stream().mapToDouble(value).toArray());
  }

  private static String missing(int missing) {
    return missing == 0 ? "all that truth knows" : missing + " more in the truth";
  }

  private static String degrees(double value) {
    return String.format(Locale.ROOT, "%.2f\u00b0", value);
  }
}
