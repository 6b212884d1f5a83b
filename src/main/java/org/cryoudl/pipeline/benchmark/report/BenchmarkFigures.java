package org.cryoudl.pipeline.benchmark.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.errors.ErrorTrend;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.evaluation.poses.Calibration;
import org.cryoudl.pipeline.benchmark.record.BenchmarkCase;
import org.cryoudl.pipeline.benchmark.record.BenchmarkNames;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.pipeline.reporting.AccuracyFigures;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.report.block.Table.Cell;

/**
 * Tables and charts about all methods on one set.
 *
 * @param shown the set
 * @param id what ids of charts and tables start with
 */
record BenchmarkFigures(BenchmarkCase shown, String id) {

  private static final double MEGABYTE = 1 << 20;

  /** Least error or time that a logarithmic axis shows. */
  private static final double LEAST = 1e-3;

  /** Errors of angles and shifts, a row a method. */
  Table accuracy() {
    List<List<Cell>> rows = new ArrayList<>();
    for (BenchmarkResult each : shown.results()) {
      ErrorDistribution whole = each.accuracy().mod360();
      Cell mean = ErrorFigures.number(each.accuracy().mod180().mean());
      rows.add(
          List.of(
              Cell.text(each.method()),
              shown.isBest(each) ? mean.emphasised() : mean,
              Cell.number(each.accuracy().mod180().median().value(), 3),
              ErrorFigures.number(whole.mean()),
              Cell.percent(whole.above1().value()),
              Cell.percent(whole.above3().value()),
              Cell.percent(whole.above10().value()),
              Cell.percent(each.accuracy().wrongHalfTurns().value()),
              each.accuracy()
                  .shiftMeanPixels()
                  .map(ErrorFigures::number)
                  .orElse(Cell.text("\u2013"))));
    }
    return new Table(
        id + "-accuracy",
        "Accuracy",
        "Angles in degrees, shares modulo 360, shifts in pixels where the angle is right to 10"
            + " degrees; in brackets 95 % intervals.",
        List.of(
            "method",
            "mean mod 180",
            "median mod 180",
            "mean mod 360",
            "above 1",
            "above 3",
            "above 10",
            "wrong half-turns",
            "shift"),
        rows);
  }

  /** Time and memory, a row a method. */
  Table cost() {
    double fastest =
        shown.results().stream()
            .mapToDouble(BenchmarkResult::secondsPerParticle)
            .min()
            .orElse(Double.NaN);
    Optional<BenchmarkResult> relion =
        shown.results().stream()
            .filter(r -> r.method().startsWith(BenchmarkNames.RELION))
            .min(Comparator.comparingDouble(BenchmarkResult::mod180));
    List<List<Cell>> rows = new ArrayList<>();
    for (BenchmarkResult each : shown.results()) {
      double seconds = each.secondsPerParticle();
      List<Cell> row =
          new ArrayList<>(
              List.of(
                  Cell.text(each.method()),
                  Cell.number(each.wallSeconds(), 1),
                  Cell.number(each.cpuSeconds().orElse(Double.NaN), 1),
                  Cell.number(1000 * seconds, 1),
                  each.peakBytes().isPresent()
                      ? Cell.number(each.peakBytes().getAsLong() / MEGABYTE, 0)
                      : Cell.text("\u2013"),
                  times(seconds / fastest)));
      relion.ifPresent(r -> row.add(times(r.secondsPerParticle() / seconds)));
      rows.add(row);
    }
    List<String> columns =
        new ArrayList<>(
            List.of("method", "wall s", "CPU s", "CPU ms / image", "peak MB", "to the fastest"));
    relion.ifPresent(r -> columns.add("RELION to it"));
    return new Table(
        id + "-cost",
        "Time and memory",
        "Of the whole program, start-up and writing included. Ratios compare processor time: to the"
            + " fastest method"
            + (relion.isPresent() ? ", and that of RELION's best run to the method's." : "."),
        columns,
        rows);
  }

  private static Cell times(double ratio) {
    Cell cell = Cell.number(ratio, 1);
    return cell.number().isPresent() ? cell.withText(cell.text() + " \u00d7") : cell;
  }

  /** Everything that is drawn. */
  List<Block> charts() {
    List<Block> charts = new ArrayList<>();
    charts.add(means());
    shiftMeans().ifPresent(charts::add);
    charts.add(cumulative("180", result -> result.accuracy().mod180()));
    charts.add(cumulative("360", result -> result.accuracy().mod360()));
    List<AccuracyFigures.Named<ErrorTrend>> bySnr = named(r -> r.accuracy().bySnr());
    if (!bySnr.isEmpty()) {
      charts.add(
          AccuracyFigures.bySnr(
              id + "-snr",
              "Five bins of as many particles each, by the ratio at the true poses, the same for"
                  + " all methods. Whiskers are 95 % intervals.",
              bySnr));
    }
    List<AccuracyFigures.Named<ErrorTrend>> byDefocus = named(r -> r.accuracy().byDefocus());
    if (!byDefocus.isEmpty()) {
      charts.add(AccuracyFigures.byDefocus(id + "-defocus", byDefocus));
    }
    return charts;
  }

  /** Whether the methods' own errors are right. */
  Optional<Table> calibration() {
    List<AccuracyFigures.Named<Calibration>> calibrations = named(r -> r.accuracy().calibration());
    return calibrations.isEmpty()
        ? Optional.empty()
        : Optional.of(AccuracyFigures.calibration(id + "-calibration", calibrations));
  }

  private <T> List<AccuracyFigures.Named<T>> named(Function<BenchmarkResult, Optional<T>> part) {
    List<AccuracyFigures.Named<T>> all = new ArrayList<>();
    for (BenchmarkResult each : shown.results()) {
      part.apply(each)
          .ifPresent(value -> all.add(new AccuracyFigures.Named<>(each.method(), value)));
    }
    return all;
  }

  private Chart means() {
    Chart chart =
        dots(
            id + "-means",
            "Mean angle error",
            "Modulo 180 degrees; whiskers are 95 % intervals. Dotted: the oracle, which knows the"
                + " clean template, and the Cramer-Rao bound, which no unbiased method can pass.",
            "mean error mod 180 (degrees)",
            named(r -> Optional.of(r.accuracy().mod180().mean())));
    chart =
        shown
            .by(BenchmarkCase.ORACLE)
            .map(BenchmarkResult::mod180)
            .map(limit -> Level.vertical(limit, limit(BenchmarkCase.ORACLE, limit)))
            .map(chart::withLevel)
            .orElse(chart);
    return withBound(chart, BenchmarkResult.Bound::leastMeanPsiErrorDegrees);
  }

  private Optional<Chart> shiftMeans() {
    List<AccuracyFigures.Named<Estimate>> shifts = named(r -> r.accuracy().shiftMeanPixels());
    if (shifts.isEmpty()) {
      return Optional.empty();
    }
    Chart chart =
        dots(
            id + "-shifts",
            "Mean shift error",
            "Over particles whose angle is right to 10 degrees; whiskers are 95 % intervals.",
            "mean error (px)",
            shifts);
    return Optional.of(withBound(chart, BenchmarkResult.Bound::leastMeanShiftErrorPixels));
  }

  private Chart withBound(Chart chart, Function<BenchmarkResult.Bound, Double> figure) {
    return shown
        .bound()
        .map(figure)
        .map(limit -> chart.withLevel(Level.vertical(limit, limit("Cramer-Rao", limit))))
        .orElse(chart);
  }

  private static String limit(String name, double value) {
    return String.format(Locale.ROOT, "%s %.3f", name, value);
  }

  /** One row a method, the first on top, values along a logarithmic axis. */
  private static Chart dots(
      String id,
      String title,
      String caption,
      String label,
      List<AccuracyFigures.Named<Estimate>> values) {
    int count = values.size();
    double[] x = new double[count];
    double[] y = new double[count];
    double[] low = new double[count];
    double[] high = new double[count];
    List<Axis.Tick> ticks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Estimate value = values.get(i).value();
      x[i] = Math.max(LEAST, value.value());
      y[i] = count - i;
      low[i] = Math.max(LEAST, value.low());
      high[i] = Math.max(LEAST, value.high());
      ticks.add(new Axis.Tick(y[i], values.get(i).name()));
    }
    return new Chart(
        id,
        title,
        caption,
        Axis.of(label).logarithmic(),
        Axis.of("").from(0.4, count + 1.4).withTicks(ticks),
        new Series("methods", Series.Kind.POINTS, x, y)
            .withInterval(Series.Interval.Along.X, low, high));
  }

  private Chart cumulative(String period, Function<BenchmarkResult, ErrorDistribution> errors) {
    List<Series> curves = new ArrayList<>();
    for (BenchmarkResult each : shown.results()) {
      Series.Kind kind = BenchmarkCase.isOracle(each) ? Series.Kind.DASHED : Series.Kind.LINE;
      curves.add(ErrorFigures.curve(each.method(), kind, errors.apply(each)));
    }
    return ErrorFigures.cumulative(
        id + "-cumulative-" + period, "Share of errors up to a size, modulo " + period, curves);
  }
}
