package org.cryoudl.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.cryoudl.image.Image;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Facts;
import org.cryoudl.report.block.Folded;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Listing;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;

/** A report with one of each kind of block, whose texts try to break out of the page. */
public final class ExampleReport {

  /** Markup, a script's end, quotes and letters beyond ASCII. */
  public static final String NASTY =
      "</script><img src=x onerror=alert(1)> & \"quoted\" 'n\u00e9' <!--";

  public static final int SIDE = 16;
  public static final int TURNS = 36;

  private ExampleReport() {}

  /**
   * Makes one.
   *
   * @param particles rows of the particle table
   * @param viewed how many of them have pictures, the first ones
   */
  public static Report of(int particles, int viewed) {
    return of(particles, viewed, SIDE, TURNS);
  }

  public static Report of(int particles, int viewed, int side, int turns) {
    return new Report(
        "Example",
        "Particles of " + NASTY,
        new Verdict(Verdict.Tone.CAUTION, List.of("All is well.", "But mind " + NASTY)),
        List.of(
            new Highlight("Particles", Integer.toString(particles), "of the set"),
            new Highlight("Error", "0.12\u00b0", NASTY)),
        List.of(
            Section.of("pictures", "Pictures", gallery()),
            Section.of("charts", "Charts", line(), histogram(), scatter(), narrow()),
            Section.of("tables", "Tables", table()),
            Section.of(
                "particles",
                "Particles",
                new Paragraph(NASTY),
                table(particles, viewed, side, turns)),
            Section.of(
                "provenance",
                "Provenance",
                new Facts(List.of(new Facts.Fact("Command", "cryoudl " + NASTY))),
                new Listing("Configuration", "a: 1\nb: " + NASTY)),
            Section.of("folds", "Folds", folded())));
  }

  private static Folded folded() {
    Chart within =
        new Chart(
            "within",
            "Within",
            NASTY,
            Axis.of("x"),
            Axis.of("y"),
            new Series("inside", Series.Kind.LINE, new double[] {0, 1}, new double[] {1, 2}));
    return new Folded("fold", "Open " + NASTY, List.of(new Paragraph("inside"), within));
  }

  private static Gallery gallery() {
    Image levels = Image.square(8);
    for (int i = 0; i < 64; i++) {
      levels.pixels()[i] = i / 63f;
    }
    return new Gallery(
        Gallery.Size.SMALL,
        List.of(
            Picture.ofLevels("Raw", NASTY, levels), Picture.ofLevels("Aligned", "sharp", levels)));
  }

  private static Chart line() {
    double[] x = {0, 1, 2, 3, 4};
    return new Chart(
            "line",
            "Lines " + NASTY,
            NASTY,
            Axis.of("shell <b>").from(0, 4).withTicks(List.of(new Axis.Tick(2, "10 \u00c5"))),
            Axis.of("correlation"),
            Series.line("halves <i>", x, new double[] {1, 0.9, Double.NaN, 0.2, 0.1}),
            new Series("noise", Series.Kind.DASHED, x, new double[] {0, 0.1, 0, -0.1, 0})
                .withInterval(
                    Series.Interval.Along.Y,
                    new double[] {-0.1, 0, -0.1, -0.2, -0.1},
                    new double[] {0.1, 0.3, 0.1, 0, 0.1}))
        .withLevel(Level.horizontal(0.143, "0.143"))
        .withLevel(Level.vertical(2, "here <u>"));
  }

  private static Chart histogram() {
    return new Chart(
        "histogram",
        "Errors",
        "of 5 values",
        Axis.of("degrees"),
        Axis.of("particles"),
        Series.histogram("errors", new double[] {0.1, 0.1, 0.6, 2.5, 9}, 0, 3, 3));
  }

  private static Chart scatter() {
    return new Chart(
            "scatter",
            "Training",
            "Both axes logarithmic",
            Axis.of("step").logarithmic(),
            Axis.of("loss").logarithmic(),
            new Series(
                "loss", Series.Kind.POINTS, new double[] {1, 10, 100}, new double[] {5, 1, 0.1}))
        .withLevel(Level.vertical(30, "30"));
  }

  private static Chart narrow() {
    return new Chart(
        "narrow",
        "Trend",
        "Less than a power of ten",
        Axis.of("ratio").logarithmic(),
        Axis.of("error"),
        Series.line("trend", new double[] {0.11, 0.13, 0.17}, new double[] {3, 2, 1}));
  }

  private static Table table() {
    return new Table(
        "methods",
        "Methods",
        "on the same particles",
        List.of("method", "mean error", "above 10"),
        List.of(
            List.of(
                Table.Cell.text("ours, \"best\""),
                Table.Cell.between(0.12345, 0.1, 0.2, 2).emphasised(),
                Table.Cell.percent(0.004)),
            List.of(
                Table.Cell.text(NASTY),
                Table.Cell.number(Double.NaN, 2),
                Table.Cell.percent(0.25))));
  }

  /** Correlations fall from 1 by row, errors are random and now and then not known. */
  private static ParticleTable table(int particles, int viewed, int side, int turns) {
    List<String> names = new ArrayList<>();
    double[] correlation = new double[particles];
    double[] psi = new double[particles];
    double[] error = new double[particles];
    Random random = new Random(5);
    for (int i = 0; i < particles; i++) {
      names.add(String.format(Locale.ROOT, "%06d@%s.mrcs", i + 1, i == 0 ? NASTY : "stack"));
      correlation[i] = 1 - (double) i / particles;
      psi[i] = 10 * i % 360;
      error[i] = i % 7 == 3 ? Double.NaN : random.nextDouble();
    }
    List<ParticleTable.Column> columns =
        List.of(
            new ParticleTable.Column("psi_degrees", "psi \u00b0", "angle", 2, psi),
            new ParticleTable.Column("correlation", "correlation", NASTY, 4, correlation),
            new ParticleTable.Column("error", "error", "made up", 3, error));
    List<ParticleViews.View> views = new ArrayList<>();
    for (int i = 0; i < viewed; i++) {
      byte[] before = new byte[side * side];
      random.nextBytes(before);
      byte[] after = new byte[side * side];
      Arrays.fill(after, (byte) i);
      float[] curve = new float[turns];
      for (int t = 0; t < turns; t++) {
        curve[t] = -Math.floorMod(t - i, turns);
      }
      views.add(new ParticleViews.View(i, before, after, curve));
    }
    ParticleViews shown =
        viewed == 0
            ? ParticleViews.NONE
            : new ParticleViews(side, "before", "aligned", turns, "log posterior", views);
    return new ParticleTable(names, columns, shown);
  }
}
