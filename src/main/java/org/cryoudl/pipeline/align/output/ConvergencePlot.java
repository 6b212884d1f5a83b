package org.cryoudl.pipeline.align.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.baseline.averaging.AveragingHistory;
import org.cryoudl.io.png.LineChart;

/**
 * How the correlation of images with the running average went: a dot an image in the order of work,
 * a line through the means of the rounds, dashes at the threshold; one colour a half.
 */
final class ConvergencePlot {

  private ConvergencePlot() {}

  static LineChart of(AveragingHistory history) {
    List<LineChart.Line> lines = new ArrayList<>();
    for (int h = 0; h < history.halves().size(); h++) {
      add(lines, history.halves().get(h), h == 0 ? "first half" : "second half", h);
    }
    return new LineChart(
        String.format(
            Locale.ROOT,
            "Correlation of each image with the running average; the halves' averages correlate"
                + " %.3f",
            history.halfCorrelation()),
        "rounds",
        "correlation",
        lines);
  }

  private static void add(
      List<LineChart.Line> lines, AveragingHistory.Half half, String name, int colour) {
    double[] correlations = half.correlations();
    double[] at = new double[correlations.length];
    Arrays.setAll(at, i -> (i + 0.5) / half.particles());
    lines.add(
        new LineChart.Line(name + ", images", at, correlations, LineChart.Style.DOTS, colour));
    List<AveragingHistory.Round> rounds = half.rounds();
    double[] middles = new double[rounds.size()];
    Arrays.setAll(middles, r -> r + 0.5);
    lines.add(
        new LineChart.Line(
            String.format(
                Locale.ROOT,
                "mean of those accepted (%d of %d at last)",
                rounds.get(rounds.size() - 1).accepted(),
                half.particles()),
            middles,
            rounds.stream().mapToDouble(AveragingHistory.Round::meanCorrelation).toArray(),
            LineChart.Style.SOLID,
            colour));
    // From the beginning of each round to its end; one below all images is drawn at the least.
    double[] ends = new double[2 * rounds.size()];
    Arrays.setAll(ends, i -> (i + 1) / 2);
    double least = Arrays.stream(correlations).min().orElse(0);
    double[] thresholds = new double[ends.length];
    Arrays.setAll(thresholds, i -> Math.max(least, rounds.get(i / 2).threshold()));
    lines.add(new LineChart.Line("threshold", ends, thresholds, LineChart.Style.DASHED, colour));
  }
}
