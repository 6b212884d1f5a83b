package org.cryoudl.pipeline.reporting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.statistics.Robust;

/** Charts and tables about angle errors, whoever made them. */
public final class ErrorFigures {

  private static final double LEAST_SIZE = 1e-2;

  private ErrorFigures() {}

  /**
   * Errors under a name.
   *
   * @param name what was measured
   * @param number how many errors
   * @param figures about their sizes
   */
  public record Named(String name, int number, ErrorDistribution figures) {}

  /** The figures of the scoring tool with their intervals, a row each. */
  public static Table table(String id, String title, List<Named> sets) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Named set : sets) {
      List<Table.Cell> row = new ArrayList<>();
      row.add(Table.Cell.text(set.name()));
      row.add(Table.Cell.count(set.number()));
      row.addAll(cells(set.figures()));
      rows.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("angles", "number"));
    columns.addAll(COLUMNS);
    return new Table(
        id,
        title,
        "Sizes in degrees; in brackets 95 % intervals (bootstrap over particles).",
        columns,
        rows);
  }

  /** Headings of {@link #cells}. */
  public static final List<String> COLUMNS =
      List.of("mean", "median", "rms", "above 1", "above 3", "above 10");

  /** Figures about sizes of errors, each with its interval. */
  public static List<Table.Cell> cells(ErrorDistribution figures) {
    return List.of(
        number(figures.mean()),
        number(figures.median()),
        number(figures.rms()),
        percent(figures.above1()),
        percent(figures.above3()),
        percent(figures.above10()));
  }

  /** A figure with its interval, to three or four digits. */
  public static Table.Cell number(Estimate estimate) {
    double size = Math.abs(estimate.value());
    int decimals = size < 1 ? 3 : size < 10 ? 2 : 1;
    return Table.Cell.between(estimate.value(), estimate.low(), estimate.high(), decimals);
  }

  /** A share with its interval. */
  public static Table.Cell percent(Estimate share) {
    return Table.Cell.percentBetween(share.value(), share.low(), share.high());
  }

  /**
   * Signed errors or differences about zero; bars at the ends hold all that is larger.
   *
   * @param what "errors" or "differences"
   * @param period "modulo 360" or "modulo 180"
   * @param errorsDegrees wrapped, at least one
   */
  public static Chart histogram(String id, String what, String period, double[] errorsDegrees) {
    double[] sizes = Arrays.stream(errorsDegrees).map(Math::abs).toArray();
    double reach = Math.min(180, 5 * Math.max(LEAST_SIZE, Robust.median(sizes)));
    return new Chart(
        id,
        what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1) + ", " + period,
        "Signed. The bars at both ends hold all that is larger.",
        Axis.of("degrees").from(-reach, reach),
        Axis.of("number"),
        Series.histogram(what, errorsDegrees, -reach, reach, 60));
  }

  /** The share of errors of at most a size, a curve each. */
  public static Chart cumulative(String id, String title, List<Series> curves) {
    Chart chart =
        new Chart(
            id,
            title,
            "Cumulative: the higher and the further left, the better.",
            Axis.of("size (degrees)").from(LEAST_SIZE, 180).logarithmic(),
            Axis.of("share").from(0, 1.02),
            curves,
            List.of());
    for (int limit : new int[] {1, 3, 10}) {
      chart = chart.withLevel(Level.vertical(limit, String.format(Locale.ROOT, "%d\u00b0", limit)));
    }
    return chart;
  }

  /** The cumulative curve of all errors. */
  public static Series curve(String name, double[] errorsDegrees) {
    // A logarithmic axis cannot show an error of zero.
    double[] sizes =
        Arrays.stream(errorsDegrees).map(error -> Math.max(LEAST_SIZE, Math.abs(error))).toArray();
    return Series.cumulative(name, sizes);
  }

  /** The cumulative curve as far as the figures hold it. */
  public static Series curve(String name, Series.Kind kind, ErrorDistribution figures) {
    return new Series(name, kind, figures.cumulativeSizes(), figures.cumulativeShares());
  }
}
