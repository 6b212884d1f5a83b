package org.cryoudl.pipeline.reporting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.evaluation.errors.ErrorTrend;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.evaluation.poses.Calibration;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.statistics.NormalDistribution;

/** Charts and tables of what truth shows beside the errors themselves: trends and calibration. */
public final class AccuracyFigures {

  private static final double ANGSTROMS_PER_MICROMETRE = 1e4;

  private AccuracyFigures() {}

  /**
   * Something under a name.
   *
   * @param name of a method or of what was measured
   * @param value what is drawn
   */
  public record Named<T>(String name, T value) {}

  /** Mean error against the signal-to-noise ratio of the particles, a curve a name. */
  public static Chart bySnr(String id, String caption, List<Named<ErrorTrend>> trends) {
    return trend(
        id,
        "Error against signal-to-noise ratio",
        caption,
        Axis.of("signal-to-noise ratio").logarithmic(),
        trends.stream()
            .map(t -> trend(t, bin -> Math.sqrt(positive(bin.from()) * bin.to())))
            .toList());
  }

  /** Mean error against defocus, a curve a name. */
  public static Chart byDefocus(String id, List<Named<ErrorTrend>> trends) {
    return trend(
        id,
        "Error against defocus",
        "Five bins of as many particles each, at the middle of their range; whiskers are 95 %"
            + " intervals.",
        Axis.of("defocus (\u00b5m)"),
        trends.stream()
            .map(t -> trend(t, bin -> (bin.from() + bin.to()) / 2 / ANGSTROMS_PER_MICROMETRE))
            .toList());
  }

  private static double positive(double value) {
    return Math.max(1e-6, value);
  }

  private interface Place {
    double of(ErrorTrend.Bin bin);
  }

  private static Series trend(Named<ErrorTrend> trend, Place place) {
    List<ErrorTrend.Bin> bins = trend.value().bins();
    return new Series(
            trend.name(),
            Series.Kind.LINE,
            bins.stream().mapToDouble(place::of).toArray(),
            bins.stream().mapToDouble(bin -> bin.meanErrorDegrees().value()).toArray())
        .withInterval(
            Series.Interval.Along.Y,
            bins.stream().mapToDouble(bin -> bin.meanErrorDegrees().low()).toArray(),
            bins.stream().mapToDouble(bin -> bin.meanErrorDegrees().high()).toArray());
  }

  private static Chart trend(String id, String title, String caption, Axis x, List<Series> series) {
    double least = least(series);
    double greatest = greatest(series);
    Axis y = Axis.of("mean error mod 180 (degrees)");
    boolean wide = least > 0 && greatest > 20 * least;
    return new Chart(
        id,
        title,
        caption,
        x,
        wide ? y.logarithmic() : y.from(0, 1.15 * greatest),
        series,
        List.of());
  }

  private static double least(List<Series> series) {
    return series.stream().flatMapToDouble(s -> Arrays.stream(s.y())).min().orElse(0);
  }

  private static double greatest(List<Series> series) {
    return series.stream()
        .flatMapToDouble(s -> Arrays.stream(s.interval().orElseThrow().high()))
        .max()
        .orElse(1);
  }

  /** Share of errors within one and two reported standard errors, a row a name. */
  public static Table calibration(String id, List<Named<Calibration>> calibrations) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Named<Calibration> each : calibrations) {
      Calibration c = each.value();
      rows.add(
          List.of(
              Table.Cell.text(each.name()),
              ErrorFigures.percent(c.psiWithinOne()),
              ErrorFigures.percent(c.psiWithinTwo()),
              percent(c.shiftWithinOne()),
              percent(c.shiftWithinTwo())));
    }
    rows.add(
        List.of(
            Table.Cell.text("if honest"),
            Table.Cell.text("68.3 %"),
            Table.Cell.text("95.4 %"),
            Table.Cell.text("68.3 %"),
            Table.Cell.text("95.4 %")));
    return new Table(
        id,
        "Reported standard errors against the true errors",
        "Shares of errors within one and two reported standard errors (shifts: within the disc that"
            + " should hold as many). More than expected: too careful; fewer: too sure.",
        List.of("poses", "angle within 1", "angle within 2", "shift within 1", "shift within 2"),
        rows);
  }

  private static Table.Cell percent(Optional<Estimate> share) {
    return share.map(ErrorFigures::percent).orElse(Table.Cell.text("\u2013"));
  }

  /** How often poses of a confidence are right, a curve a name, with the line they should be on. */
  public static Optional<Chart> reliability(String id, List<Named<Calibration>> calibrations) {
    List<Series> series = new ArrayList<>();
    for (Named<Calibration> each : calibrations) {
      List<Calibration.ConfidenceBin> bins = each.value().confidence();
      if (!bins.isEmpty()) {
        series.add(
            new Series(
                each.name(),
                Series.Kind.MARKED,
                bins.stream().mapToDouble(Calibration.ConfidenceBin::meanConfidence).toArray(),
                bins.stream().mapToDouble(Calibration.ConfidenceBin::rightShare).toArray()));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    double[] ends = {0, 1};
    series.add(new Series("if honest", Series.Kind.DASHED, ends, ends));
    return Optional.of(
        new Chart(
            id,
            "Confidence against right angles",
            "Particles in bins of their reported confidence, and the share of each bin whose angle"
                + " is right to 10 degrees over whole turns. Below the line: too sure.",
            Axis.of("reported confidence").from(0, 1.02),
            Axis.of("share right").from(0, 1.02),
            series,
            List.of()));
  }

  /**
   * The share of errors within a number of reported standard errors, against that of normal ones.
   *
   * @param angleRatios sizes of the angle errors over their standard errors
   * @param shiftRatios lengths of the shift errors over their standard errors along an axis
   */
  public static Chart standardised(String id, double[] angleRatios, double[] shiftRatios) {
    int points = 61;
    double[] at = new double[points];
    double[] normal = new double[points];
    double[] disc = new double[points];
    double reach = 4;
    for (int p = 0; p < points; p++) {
      at[p] = reach * p / (points - 1);
      disc[p] = 1 - Math.exp(-at[p] * at[p] / 2);
      normal[p] = 2 * NormalDistribution.cumulative(at[p]) - 1;
    }
    List<Series> series = new ArrayList<>();
    series.add(new Series("angles", Series.Kind.LINE, at, shares(angleRatios, at)));
    if (shiftRatios.length > 0) {
      series.add(new Series("shifts", Series.Kind.LINE, at, shares(shiftRatios, at)));
    }
    series.add(new Series("normal errors: angles", Series.Kind.DASHED, at, normal));
    if (shiftRatios.length > 0) {
      series.add(new Series("normal errors: shifts", Series.Kind.DASHED, at, disc));
    }
    return new Chart(
        id,
        "Errors in units of their reported standard errors",
        "Share of the true errors of at most so many standard errors. Curves above the dashed ones:"
            + " reported errors are too large; below: too small.",
        Axis.of("standard errors").from(0, reach),
        Axis.of("share").from(0, 1.02),
        series,
        List.of());
  }

  private static double[] shares(double[] ratios, double[] at) {
    double[] sorted = ratios.clone();
    Arrays.sort(sorted);
    double[] shares = new double[at.length];
    int below = 0;
    for (int p = 0; p < at.length; p++) {
      while (below < sorted.length && sorted[below] <= at[p]) {
        below++;
      }
      shares[p] = (double) below / sorted.length;
    }
    return shares;
  }
}
