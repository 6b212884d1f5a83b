package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassOrder;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Axis.Tick;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Series;
import org.cryoudl.statistics.Robust;

/** The charts about one alignment. */
final class AlignmentCharts {

  /** More points than this make a scatter no clearer, only slower. */
  private static final int MOST_POINTS = 3000;

  /** Curves of classes in one chart. */
  private static final int MOST_CURVES = 12;

  private final Alignment alignment;
  private final Frequencies frequencies;

  AlignmentCharts(Alignment alignment) {
    this.alignment = alignment;
    this.frequencies = new Frequencies(alignment.box(), alignment.pixelSizeAngstroms());
  }

  /** How far the half averages of a view agree, in words. */
  String reach(ViewResult view, double level) {
    return frequencies.reach(view.rings().crossing(level));
  }

  /** How fine the average of a view is resolved, in words. */
  String resolution(ViewResult view) {
    return frequencies.reach(view.resolvedShell());
  }

  /** A shell as a resolution, in angstroms if the pixel size is known, in words. */
  String resolution(int shell) {
    return frequencies.resolution(shell);
  }

  Chart ringCorrelation() {
    boolean sorted = alignment.hasClasses();
    return frequencies.ringCorrelation(
        "ring-correlation",
        "Fourier ring correlation of the half averages",
        "The halves were aligned to a common average, so this errs on the good side; cryoudl"
            + " validate compares halves that never met."
            + (sorted
                ? " Upright lines: class "
                    + (best() + 1)
                    + ". Shown: the classes with the best scores, "
                    + MOST_CURVES
                    + " at most."
                : ""),
        ringSeries(),
        alignment.views().get(best()).rings());
  }

  /** The class with the best score; the only view if there are none. */
  private int best() {
    return alignment.hasClasses() ? ClassOrder.bestFirst(alignment).get(0) : 0;
  }

  /** One line for each of the best classes, or one for all. */
  private List<Series> ringSeries() {
    if (!alignment.hasClasses()) {
      return List.of(
          Frequencies.shells(
              "halves", Series.Kind.LINE, alignment.largestView().rings().smoothed()));
    }
    List<Series> lines = new ArrayList<>();
    for (int k : ClassOrder.bestFirst(alignment)) {
      ViewResult view = alignment.views().get(k);
      if (lines.size() < MOST_CURVES && view.ringCorrelation().length > 0) {
        lines.add(
            Frequencies.shells("class " + (k + 1), Series.Kind.LINE, view.rings().smoothed()));
      }
    }
    return lines;
  }

  Chart angles() {
    double[] psi = poses().stream().mapToDouble(p -> Angles.wrap(p.psiDegrees(), 360)).toArray();
    return new Chart(
        "angles",
        "Angles",
        "Psi of all particles in bins of 10 degrees. Where particles lie at random, it is flat.",
        Axis.of("psi (degrees)").from(-180, 180).withTicks(quarters()),
        Axis.of("particles"),
        Series.histogram("psi", psi, -180, 180, 36));
  }

  private static List<Tick> quarters() {
    List<Tick> ticks = new ArrayList<>();
    for (int degrees = -180; degrees <= 180; degrees += 60) {
      ticks.add(new Tick(degrees, Integer.toString(degrees)));
    }
    return ticks;
  }

  Chart shifts() {
    double[] lengths =
        poses().stream()
            .mapToDouble(p -> Math.hypot(p.originXPixels(), p.originYPixels()))
            .toArray();
    return new Chart(
        "shifts",
        "Shifts",
        "How far particles were from the centre of their boxes.",
        Axis.of("length of the shift (px)"),
        Axis.of("particles"),
        Series.histogram("shift", lengths, 0, Math.max(1, largest(lengths)), 30));
  }

  Chart origins() {
    List<Pose> some = new ArrayList<>();
    int count = Math.min(MOST_POINTS, alignment.size());
    for (int i = 0; i < count; i++) {
      some.add(alignment.particles().poses()[(int) ((long) i * alignment.size() / count)]);
    }
    double[] x = some.stream().mapToDouble(Pose::originXPixels).toArray();
    double[] y = some.stream().mapToDouble(Pose::originYPixels).toArray();
    double reach = 1.05 * Math.max(1, Math.max(largest(x), largest(y)));
    return new Chart(
        "origins",
        "Shifts along both axes",
        "Origins as RELION counts them: right and down. "
            + (count < alignment.size() ? count + " of the particles, evenly spread." : ""),
        Axis.of("x (px)").from(-reach, reach),
        Axis.of("y (px)").from(reach, -reach).inSameUnit(),
        new Series("particles", Series.Kind.POINTS, x, y));
  }

  Chart correlations() {
    double[] values = alignment.particles().correlation();
    double least = Math.min(0, Arrays.stream(values).min().orElse(0));
    Optional<Double> noise =
        alignment.largestView().reliability().map(AverageReliability::noiseCorrelation);
    String largest = alignment.hasClasses() ? " of class 1" : "";
    return new Chart(
            "correlations",
            "Correlation with the average",
            noise.isPresent()
                ? "With an average that the particle had no part in. Marked: the median that images"
                    + " of noise reach with the average"
                    + largest
                    + ", each in its best pose."
                : "With an average that the particle is part of. Marked: what noise reaches by its"
                    + " own share of such an average.",
            Axis.of("whitened correlation"),
            Axis.of("particles"),
            Series.histogram("correlation", values, least, Math.max(0.1, largest(values)), 40))
        .withLevel(Level.vertical(noise.orElse(1 / Math.sqrt(alignment.size())), "noise"));
  }

  Chart confidences() {
    Series pose = Series.histogram("pose", alignment.particles().confidence(), 0, 1, 40);
    String caption =
        alignment.hasClasses()
            ? "The confidence of each pose: class, rotation and half-turn together"
            : "The confidence of each pose: rotation and half-turn together";
    if (alignment.particles().networkConfidence().isEmpty()) {
      return confidences(caption + ".", pose);
    }
    return confidences(
        caption
            + "; and the network's probability of its own rotation within 3 degrees, modulo 180.",
        pose,
        Series.histogram("network", alignment.particles().networkConfidence().get(), 0, 1, 40));
  }

  private static Chart confidences(String caption, Series... series) {
    return new Chart(
        "confidences",
        "Probability that psi is right within 10 degrees",
        caption,
        Axis.of("probability").from(0, 1),
        Axis.of("particles"),
        series);
  }

  Chart angleErrors() {
    return errors(
        "angle-errors",
        "Standard errors of psi, modulo 180 degrees",
        "standard error of psi modulo 180 (degrees)",
        alignment.particles().psiErrorDegrees());
  }

  Chart shiftErrors() {
    return errors(
        "shift-errors",
        "Standard errors of the shifts",
        "standard error (px)",
        alignment.particles().shiftErrorPixels());
  }

  /**
   * A histogram to the largest, but at most to four times the median; what is larger is in the last
   * bar.
   */
  private static Chart errors(String id, String title, String label, double[] values) {
    double median = Math.max(1e-6, Robust.median(values));
    double end = Math.min(largest(values), 4 * median);
    boolean more = largest(values) > end;
    double to = Math.max(end, 1.1 * median);
    return new Chart(
            id,
            title,
            "As reported with every pose: how sharp the optimum is, not whether it is the right one."
                + (more ? " The last bar holds all that is larger." : ""),
            Axis.of(label).from(0, to),
            Axis.of("particles"),
            Series.histogram("standard error", values, 0, to, 40))
        .withLevel(Level.vertical(median, "median"));
  }

  private List<Pose> poses() {
    return List.of(alignment.particles().poses());
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }
}
