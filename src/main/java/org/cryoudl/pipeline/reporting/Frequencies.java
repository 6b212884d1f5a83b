package org.cryoudl.pipeline.reporting;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Axis.Tick;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Series;

/**
 * Spatial frequencies of images, as people read them.
 *
 * @param box side of the images in pixels
 * @param pixelSizeAngstroms pixel size; resolutions are in pixels if it is not known
 */
public record Frequencies(int box, OptionalDouble pixelSizeAngstroms) {

  private static final double MARKS = 7;

  private static final String READ =
      "Curves are means over a shell and both its neighbours. A resolution is where the curve first"
          + " falls below the level or, where that is higher, below chance: three standard deviations"
          + " for images that share nothing.";

  /** A frequency in cycles per box as a resolution with its unit. */
  public String resolution(double shell) {
    return number(shell) + ' ' + unit();
  }

  /**
   * A frequency as a resolution in angstroms.
   *
   * @param shell in cycles per box, if there is one
   * @return empty if there is none above 0, or the pixel size is not known
   */
  public OptionalDouble angstroms(OptionalDouble shell) {
    return shell.isPresent() && shell.getAsDouble() > 0 && pixelSizeAngstroms.isPresent()
        ? OptionalDouble.of(box * pixelSizeAngstroms.getAsDouble() / shell.getAsDouble())
        : OptionalDouble.empty();
  }

  /**
   * How far a ring correlation reaches above a level, in words.
   *
   * @param crossing where it falls below, in cycles per box
   */
  public String reach(OptionalDouble crossing) {
    if (crossing.isEmpty()) {
      return "every frequency";
    }
    double shell = crossing.getAsDouble();
    if (shell < 1) {
      return "no frequency";
    }
    return pixelSizeAngstroms.isPresent()
        ? resolution(shell)
        : String.format(Locale.ROOT, "%.1f cycles per box", shell);
  }

  /** A bar of a round length, at most a third of the box. */
  public Picture.ScaleBar scaleBar() {
    double width = box * pixelSizeAngstroms.orElse(1);
    double unit = Math.pow(10, Math.floor(Math.log10(width / 3)));
    double length = unit;
    for (double step : new double[] {2, 5}) {
      length = step * unit <= width / 3 ? step * unit : length;
    }
    return new Picture.ScaleBar(
        length / width, String.format(Locale.ROOT, "%s %s", plainNumber(length), unit()));
  }

  /** The side of the images in words: "128 px, 307.2 A". */
  public String side() {
    return pixelSizeAngstroms.isPresent()
        ? String.format(
            Locale.ROOT, "%d px, %.1f %s", box, box * pixelSizeAngstroms.getAsDouble(), unit())
        : box + " px";
  }

  private static String plainNumber(double round) {
    return round >= 1
        ? String.format(Locale.ROOT, "%.0f", round)
        : String.format(Locale.ROOT, "%.1g", round);
  }

  /** A text for terminals, which may know ASCII only: A stands for angstroms. */
  public static String plain(String text) {
    return text.replace('\u00c5', 'A');
  }

  private String number(double shell) {
    double length = box * pixelSizeAngstroms.orElse(1);
    return String.format(Locale.ROOT, "%.1f", length / shell);
  }

  private String unit() {
    return pixelSizeAngstroms.isPresent() ? "\u00c5" : "px";
  }

  /** The axis of shells 0 to {@code last}, its marks saying the resolution. */
  public Axis axis(int last) {
    List<Tick> ticks = new ArrayList<>();
    int step = Math.max(1, (int) Math.ceil(last / MARKS));
    for (int shell = step; shell <= last; shell += step) {
      ticks.add(new Tick(shell, number(shell)));
    }
    return Axis.of("resolution (" + unit() + ")").from(0, last).withTicks(ticks);
  }

  /** A value a shell, without the first: a mean says nothing about detail. */
  public static Series shells(String name, Series.Kind kind, double[] perShell) {
    double[] values = perShell.clone();
    values[0] = Double.NaN;
    double[] shells = new double[values.length];
    Arrays.setAll(shells, s -> s);
    return new Series(name, kind, shells, values);
  }

  /**
   * Ring correlations with the levels 0.5 and 0.143 and with what chance gives.
   *
   * @param caption what the curves are; how they are read is added
   * @param series smoothed correlations, made by {@link #shells}
   * @param decisive the correlation whose crossings are marked, if it has any
   */
  public Chart ringCorrelation(
      String id, String title, String caption, List<Series> series, RingCorrelation decisive) {
    int last = series.get(0).x().length - 1;
    List<Series> curves = new ArrayList<>(series);
    curves.add(shells("chance", Series.Kind.DASHED, decisive.chance()));
    Chart chart =
        new Chart(
            id,
            title,
            caption + ' ' + READ,
            axis(last),
            Axis.of("correlation").from(-0.15, 1.02),
            curves,
            List.of());
    for (double level : new double[] {RingCorrelation.HALF, RingCorrelation.RESOLVED}) {
      chart = chart.withLevel(Level.horizontal(level, Double.toString(level)));
      OptionalDouble shell = decisive.crossing(level);
      if (shell.isPresent() && shell.getAsDouble() > 0) {
        chart =
            chart.withLevel(Level.vertical(shell.getAsDouble(), resolution(shell.getAsDouble())));
      }
    }
    return chart;
  }
}
