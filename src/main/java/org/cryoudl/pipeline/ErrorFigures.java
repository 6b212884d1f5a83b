package org.cryoudl.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.evaluation.AngleErrors;
import org.cryoudl.report.Axis;
import org.cryoudl.report.Chart;
import org.cryoudl.report.Level;
import org.cryoudl.report.Series;
import org.cryoudl.report.Table;

/** Charts and tables about angle errors, whoever made them. */
final class ErrorFigures {

  private ErrorFigures() {}

  /**
   * A set of errors under a name.
   *
   * @param name what was measured
   * @param errorsDegrees signed, wrapped, at least one
   * @param figures about them
   */
  record Named(String name, double[] errorsDegrees, AngleErrors figures) {

    static Named of(String name, double[] errorsDegrees) {
      return new Named(name, errorsDegrees, AngleErrors.of(errorsDegrees));
    }

    double[] sizes() {
      return Arrays.stream(errorsDegrees).map(Math::abs).toArray();
    }
  }

  /** The figures of the scoring tool, a row each. */
  static Table table(String id, String title, List<Named> sets) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Named set : sets) {
      AngleErrors figures = set.figures();
      rows.add(
          List.of(
              Table.Cell.text(set.name()),
              Table.Cell.count(set.errorsDegrees().length),
              Table.Cell.number(figures.meanDegrees(), 3),
              Table.Cell.number(figures.medianDegrees(), 3),
              Table.Cell.number(figures.rmsDegrees(), 3),
              Table.Cell.percent(figures.shareAbove1()),
              Table.Cell.percent(figures.shareAbove3()),
              Table.Cell.percent(figures.shareAbove10())));
    }
    return new Table(
        id,
        title,
        "Sizes of the errors in degrees.",
        List.of("errors", "number", "mean", "median", "rms", "above 1", "above 3", "above 10"),
        rows);
  }

  /** Signed errors about zero; bars at the ends hold all that is larger. */
  static Chart histogram(String id, Named set) {
    double reach = reach(List.of(set));
    return new Chart(
        id,
        "Errors " + set.name(),
        "Signed errors. The bars at both ends hold all that is larger.",
        Axis.of("error (degrees)").from(-reach, reach),
        Axis.of("number"),
        Series.histogram(set.name(), set.errorsDegrees(), -reach, reach, 60));
  }

  /** The share of errors of at most a size. */
  static Chart cumulative(String id, List<Named> sets) {
    double least = 1e-2;
    List<Series> series = new ArrayList<>();
    for (Named set : sets) {
      // A logarithmic axis cannot show an error of zero.
      double[] sizes = Arrays.stream(set.sizes()).map(size -> Math.max(least, size)).toArray();
      series.add(Series.cumulative(set.name(), sizes));
    }
    Chart chart =
        new Chart(
            id,
            "Share of errors up to a size",
            "Cumulative: the higher and the further left, the better.",
            Axis.of("size of the error (degrees)").from(least, 180).logarithmic(),
            Axis.of("share").from(0, 1.02),
            series,
            List.of());
    for (int limit : new int[] {1, 3, 10}) {
      chart = chart.withLevel(Level.vertical(limit, String.format(Locale.ROOT, "%d\u00b0", limit)));
    }
    return chart;
  }

  /** Four times the larger of median and a hundredth of a degree, but not beyond half a turn. */
  private static double reach(List<Named> sets) {
    double median = sets.stream().mapToDouble(s -> s.figures().medianDegrees()).max().orElse(1);
    return Math.min(180, 5 * Math.max(0.01, median));
  }
}
