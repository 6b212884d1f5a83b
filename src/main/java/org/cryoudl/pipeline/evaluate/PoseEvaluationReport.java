package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.Calibration;
import org.cryoudl.evaluation.poses.PoseErrors;
import org.cryoudl.evaluation.poses.ReportedUncertainty;
import org.cryoudl.pipeline.reporting.AccuracyFigures;
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
import org.cryoudl.report.block.Table;
import org.cryoudl.report.files.ReportFiles;
import org.cryoudl.statistics.Robust;

/**
 * Shows how good poses are, where the truth is known.
 *
 * @param accuracy figures with intervals
 * @param errors of every particle
 * @param known what else the file says of the particles
 * @param names of the images, in the order of the errors
 */
record PoseEvaluationReport(
    Accuracy accuracy, PoseErrors errors, Accuracy.Known known, List<String> names) {

  private static final double RIGHT_DEGREES = 10;

  /** Puts it together. */
  Report build(Path particles, Provenance provenance) {
    List<Section> sections = new ArrayList<>();
    sections.add(errorSection());
    trends().ifPresent(sections::add);
    known.uncertainty().ifPresent(reported -> sections.add(calibration(reported)));
    sections.add(
        Section.of(
            "particles", "Particles", new ParticleTable(names, columns(), ParticleViews.NONE)));
    sections.add(provenance.section());
    return new Report(
        "Evaluation of poses",
        String.format(
            Locale.ROOT, "%,d poses of %s", errors.size(), ReportFiles.shortName(particles)),
        verdict(),
        highlights(),
        sections);
  }

  private Verdict verdict() {
    AlignmentScore score = errors.score();
    String angles =
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
                "Shifts are off by %.2f px on average; one common turn and one"
                    + " centre, which no method can find, are fitted out.",
                score.meanShiftPixels().getAsDouble())
            : "No angle is right to 10 degrees, so shifts cannot be judged.";
    return new Verdict(Verdict.Tone.NEUTRAL, List.of(angles, shifts));
  }

  private List<Highlight> highlights() {
    long wrongHalfTurns =
        IntStream.range(0, errors.size()).filter(i -> errors.wrongHalfTurn()[i]).count();
    List<Highlight> highlights = new ArrayList<>();
    highlights.add(
        new Highlight(
            "Poses",
            String.format(Locale.ROOT, "%,d", accuracy.particles()),
            missing(accuracy.missing())));
    highlights.add(angle("Mean error mod 360", accuracy.mod360().mean()));
    highlights.add(angle("Mean error mod 180", accuracy.mod180().mean()));
    highlights.add(
        new Highlight(
            "Wrong half-turns",
            String.format(Locale.ROOT, "%,d", wrongHalfTurns),
            "more than 90 degrees off"));
    accuracy
        .shiftMeanPixels()
        .ifPresent(
            shift ->
                highlights.add(
                    new Highlight(
                        "Mean shift error",
                        String.format(Locale.ROOT, "%.2f px", shift.value()),
                        "where the angle is right to 10 degrees")));
    return highlights;
  }

  private static Highlight angle(String label, Estimate mean) {
    return new Highlight(
        label,
        String.format(Locale.ROOT, "%.2f\u00b0", mean.value()),
        String.format(Locale.ROOT, "95 %%: %.2f to %.2f", mean.low(), mean.high()));
  }

  static String missing(int missing) {
    return missing == 0 ? "all that truth knows" : missing + " more in the truth";
  }

  private Section errorSection() {
    double[] whole = errors.score().errors360Degrees();
    double[] half = errors.score().errors180Degrees();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        ErrorFigures.table(
            "errors-table",
            "Angle errors",
            List.of(
                new ErrorFigures.Named("modulo 360", errors.size(), accuracy.mod360()),
                new ErrorFigures.Named("modulo 180", errors.size(), accuracy.mod180()))));
    blocks.add(otherErrors());
    blocks.add(ErrorFigures.histogram("errors-360", "errors", "modulo 360", whole));
    blocks.add(ErrorFigures.histogram("errors-180", "errors", "modulo 180", half));
    blocks.add(
        ErrorFigures.cumulative(
            "errors-cumulative",
            "Share of errors up to a size",
            List.of(
                ErrorFigures.curve("modulo 360", whole), ErrorFigures.curve("modulo 180", half))));
    shiftErrors().ifPresent(blocks::add);
    return new Section("errors", "Errors", blocks);
  }

  private Table otherErrors() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    rows.add(
        List.of(
            Table.Cell.text("wrong half-turns"), ErrorFigures.percent(accuracy.wrongHalfTurns())));
    accuracy
        .shiftMeanPixels()
        .ifPresent(
            mean ->
                rows.add(
                    List.of(Table.Cell.text("shift error, mean (px)"), ErrorFigures.number(mean))));
    accuracy
        .shiftMedianPixels()
        .ifPresent(
            median ->
                rows.add(
                    List.of(
                        Table.Cell.text("shift error, median (px)"), ErrorFigures.number(median))));
    return new Table(
        "other-errors",
        "Half-turns and shifts",
        "Shifts over the particles whose angle is right to 10 degrees.",
        List.of("figure", "value (95 %)"),
        rows);
  }

  /** Shift errors of the particles whose angle is right. */
  private double[] rightShifts() {
    return IntStream.range(0, errors.size())
        .filter(this::isRight)
        .mapToDouble(i -> errors.shiftPixels()[i])
        .toArray();
  }

  private boolean isRight(int i) {
    return Math.abs(errors.score().errors360Degrees()[i]) <= RIGHT_DEGREES;
  }

  private Optional<Chart> shiftErrors() {
    double[] shifts = rightShifts();
    if (shifts.length == 0) {
      return Optional.empty();
    }
    double reach = Math.max(0.01, 5 * Robust.median(shifts));
    return Optional.of(
        new Chart(
            "errors-shift",
            "Errors of the shifts",
            "Distance of the centres from where they should be. The last bar holds all that is"
                + " larger.",
            Axis.of("error (px)").from(0, reach),
            Axis.of("number"),
            Series.histogram("shift", shifts, 0, reach, 50)));
  }

  private Optional<Section> trends() {
    List<Block> charts = new ArrayList<>();
    accuracy
        .bySnr()
        .ifPresent(
            trend ->
                charts.add(
                    AccuracyFigures.bySnr(
                        "error-by-snr",
                        "Five bins of as many particles each; the ratio follows from the"
                            + " particle's correlation c with the average, c\u00b2 / (1 -"
                            + " c\u00b2). Whiskers are 95 % intervals.",
                        List.of(new AccuracyFigures.Named<>("mod 180", trend)))));
    accuracy
        .byDefocus()
        .ifPresent(
            trend ->
                charts.add(
                    AccuracyFigures.byDefocus(
                        "error-by-defocus",
                        List.of(new AccuracyFigures.Named<>("mod 180", trend)))));
    return charts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Section("trends", "What makes errors larger", charts));
  }

  private Section calibration(ReportedUncertainty reported) {
    double[] angles = new double[errors.size()];
    Arrays.setAll(angles, i -> errors.sizes180()[i] / reported.psiErrorDegrees()[i]);
    double[] shifts =
        IntStream.range(0, errors.size())
            .filter(this::isRight)
            .mapToDouble(i -> errors.shiftPixels()[i] / reported.shiftErrorPixels()[i])
            .toArray();
    List<Block> blocks = new ArrayList<>();
    accuracy
        .calibration()
        .ifPresent(
            found -> {
              List<AccuracyFigures.Named<Calibration>> all =
                  List.of(new AccuracyFigures.Named<>("all", found));
              blocks.add(AccuracyFigures.calibration("calibration-table", all));
              blocks.add(AccuracyFigures.standardised("standardised", angles, shifts));
              AccuracyFigures.reliability("reliability", all).ifPresent(blocks::add);
            });
    return new Section("calibration", "Are the reported errors right?", blocks);
  }

  private List<Column> columns() {
    double[] whole = errors.score().errors360Degrees();
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column("error_360_degrees", "error mod 360", "signed error in degrees", 3, whole));
    columns.add(
        new Column(
            "error_180_degrees",
            "error mod 180",
            "signed error in degrees, half-turns forgiven",
            3,
            errors.score().errors180Degrees()));
    columns.add(
        new Column(
            "size_360_degrees",
            "size mod 360",
            "size of the error in degrees",
            3,
            errors.sizes360()));
    columns.add(
        new Column(
            "shift_error_pixels",
            "shift px",
            "distance of the centre from where it should be, in pixels",
            3,
            errors.shiftPixels()));
    known
        .uncertainty()
        .ifPresent(
            reported -> {
              columns.add(
                  new Column(
                      "reported_psi_error_degrees",
                      "\u00b1 psi \u00b0",
                      "reported standard error of the angle in degrees",
                      3,
                      reported.psiErrorDegrees()));
              columns.add(
                  new Column(
                      "reported_shift_error_pixels",
                      "\u00b1 shift px",
                      "reported standard error of the shift in pixels",
                      3,
                      reported.shiftErrorPixels()));
              if (reported.confidence().length > 0) {
                columns.add(
                    new Column(
                        "confidence",
                        "confidence",
                        "reported confidence",
                        3,
                        reported.confidence()));
              }
            });
    known
        .snr()
        .ifPresent(
            snr ->
                columns.add(
                    new Column("snr", "SNR", "signal-to-noise ratio with the average", 3, snr)));
    known
        .defocusAngstroms()
        .ifPresent(
            defocus ->
                columns.add(
                    new Column("defocus_angstroms", "defocus \u00c5", "defocus", 0, defocus)));
    return columns;
  }
}
