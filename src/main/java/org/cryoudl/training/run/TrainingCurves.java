package org.cryoudl.training.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;

/** The course of a run as a picture: losses, angles, learning rate, against steps. */
final class TrainingCurves {

  /**
   * One metric in the course of a run.
   *
   * @param split as in {@link Metric}
   * @param name as in {@link Metric}
   * @param values by step
   */
  record Series(String split, String name, TreeMap<Long, Double> values) {}

  private TrainingCurves() {}

  /** Draws what there is to draw; nothing if there are no figures yet. */
  static void write(List<Series> metrics, Path file) {
    List<LineChart> charts = new ArrayList<>();
    add(charts, metrics, "Loss", "loss", "loss");
    add(charts, metrics, "Angles, against each other and on simulated sets", "degrees", "_degrees");
    add(charts, metrics, "Learning rate", "step size", "learning_rate");
    if (!charts.isEmpty()) {
      PngImage.write(LineChart.draw(charts), file);
    }
  }

  private static void add(
      List<LineChart> charts, List<Series> metrics, String title, String unit, String part) {
    List<LineChart.Line> lines = new ArrayList<>();
    for (Series series : metrics) {
      double[] y = series.values().values().stream().mapToDouble(Double::doubleValue).toArray();
      boolean finite = Arrays.stream(y).allMatch(Double::isFinite);
      if (series.name().contains(part) && finite && y.length > 0) {
        boolean truth = series.split().equals(Metric.TRUTH);
        lines.add(
            new LineChart.Line(
                name(series.name(), unit) + (truth ? " (truth, unused)" : ""),
                series.values().keySet().stream().mapToDouble(Long::doubleValue).toArray(),
                y,
                truth ? LineChart.Style.DASHED : LineChart.Style.SOLID,
                lines.size()));
      }
    }
    if (!lines.isEmpty()) {
      charts.add(new LineChart(title, "step", unit, lines));
    }
  }

  private static String name(String metric, String unit) {
    return metric.replace("_" + unit, "").replace('_', ' ');
  }
}
