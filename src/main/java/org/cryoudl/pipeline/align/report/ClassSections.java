package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ClassAccuracy;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassOrder;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.image.Image;
import org.cryoudl.pipeline.align.output.ClassSpectra;
import org.cryoudl.pipeline.figures.ParticleFigure;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.Section;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Folded;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.statistics.Robust;

/**
 * What a report shows of classes, the best score first: the averages, a table, and what is known of
 * each. It stays small with many classes: pictures have fewer pixels, and only the best {@link
 * #MOST_DETAILED} have details.
 */
final class ClassSections {

  /** Classes with details. */
  static final int MOST_DETAILED = 24;

  /** Members of a class that are shown. */
  private static final int MEMBERS = 8;

  private static final int MEMBER_COLUMNS = 4;
  private static final int MEMBER_TILE = 64;

  private final Alignment alignment;
  private final AlignmentSummary summary;
  private final AlignmentCharts charts;
  private final Frequencies frequencies;
  private final List<Integer> order;

  ClassSections(Alignment alignment, AlignmentSummary summary, AlignmentCharts charts) {
    this.alignment = alignment;
    this.summary = summary;
    this.charts = charts;
    this.frequencies = new Frequencies(alignment.box(), alignment.pixelSizeAngstroms());
    this.order = ClassOrder.bestFirst(alignment);
  }

  /** The averages in a grid, and the table. */
  Section overview() {
    List<Picture> pictures = new ArrayList<>();
    for (int k : order) {
      ViewResult view = alignment.views().get(k);
      pictures.add(
          ReportPictures.average(name(k), caption(k), view.average(), side())
              .with(frequencies.scaleBar()));
    }
    return Section.of(
        "classes",
        "Classes",
        new Paragraph(
            "The class with the best score comes first; numbers follow the sizes, class 1 being the"
                + " largest. The score says how likely a class shows a molecule; from "
                + text("%.1f", ClassQuality.RECOMMENDED)
                + " on a class is recommended. Every average has its own contrast."),
        new Gallery(Gallery.Size.SMALL, pictures),
        table());
  }

  /** Pixels of an average: fewer where there are many. */
  private int side() {
    return order.size() <= 24 ? 320 : order.size() <= 60 ? 160 : 96;
  }

  private static String name(int k) {
    return "Class " + (k + 1);
  }

  private String caption(int k) {
    ViewResult view = alignment.views().get(k);
    ClassQuality quality = ClassQuality.of(alignment, k);
    return text(
        "%,d particles, %.1f %%, %s, score %.2f%s",
        view.particles(),
        100.0 * view.particles() / alignment.size(),
        charts.resolution(view),
        quality.value(),
        quality.isRecommended() ? "" : ": " + quality.reason());
  }

  /**
   * What is known of each class.
   *
   * @param spectra of the members, if they are known
   */
  Section details(ParticlePictures pictures, Optional<ClassSpectra> spectra) {
    List<Block> blocks = new ArrayList<>();
    int shown = Math.min(MOST_DETAILED, order.size());
    blocks.add(
        new Paragraph(
            "Open a class to see members before and after alignment, its ring correlation and the mean"
                + " power spectrum of its members."
                + (shown < order.size()
                    ? text(
                        " The %d classes with the best scores are here; of the other %d, classes.mrcs,"
                            + " classes.csv and class-spectra.csv hold the same.",
                        shown, order.size() - shown)
                    : "")));
    for (int k : order.subList(0, shown)) {
      blocks.add(
          new Folded("class-" + (k + 1), name(k) + ": " + caption(k), one(k, pictures, spectra)));
    }
    return new Section("class-details", "Class by class", blocks);
  }

  private List<Block> one(int k, ParticlePictures pictures, Optional<ClassSpectra> spectra) {
    ViewResult view = alignment.views().get(k);
    int[] members =
        IntStream.range(0, alignment.size())
            .filter(i -> alignment.particles().classIndex()[i] == k)
            .toArray();
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Gallery(
            Gallery.Size.SMALL,
            List.of(
                ReportPictures.average(
                        "Filtered", "Wiener filtered and masked", view.average(), 160)
                    .with(frequencies.scaleBar()),
                ReportPictures.average(
                        "Unfiltered", "as it was averaged", view.unfilteredAverage(), 160)
                    .with(frequencies.scaleBar()),
                sheet("Members before", "evenly spread, low-passed", pictures, members, false),
                sheet("Members aligned", "the same particles", pictures, members, true))));
    if (view.ringCorrelation().length > 1) {
      blocks.add(
          frequencies.ringCorrelation(
              "frc-" + (k + 1),
              "Ring correlation of the halves",
              "",
              List.of(Frequencies.shells("halves", Series.Kind.LINE, view.rings().smoothed())),
              view.rings()));
    }
    spectra
        .map(all -> all.perShell().get(k))
        .filter(power -> power.length > 1)
        .ifPresent(power -> blocks.add(spectrum(k, power)));
    return blocks;
  }

  private Chart spectrum(int k, double[] power) {
    return new Chart(
        "spectrum-" + (k + 1),
        "Mean power spectrum of the members",
        "Of the images as they came; white noise would be flat at its variance.",
        frequencies.axis(power.length - 1),
        Axis.of("power").logarithmic(),
        Frequencies.shells("members", Series.Kind.LINE, power));
  }

  private static Picture sheet(
      String title, String caption, ParticlePictures pictures, int[] members, boolean turned) {
    int count = Math.min(MEMBERS, members.length);
    int[] some =
        IntStream.range(0, count)
            .map(n -> members[(int) ((long) n * members.length / count)])
            .toArray();
    Image sheet = pictures.sheet(some, Math.min(count, MEMBER_COLUMNS), MEMBER_TILE, turned);
    return Picture.ofLevels(title, caption, sheet);
  }

  private Table table() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (int k : order) {
      ViewSummary each = summary.views().get(k);
      ViewResult view = alignment.views().get(k);
      ClassAccuracy accuracy = ClassAccuracy.of(alignment, k).orElseThrow();
      rows.add(
          List.of(
              Table.Cell.text("class\u00a0" + each.number())
                  .with(
                      ReportPictures.thumbnail(
                          "Class " + each.number(), "filtered average", view.average())),
              Table.Cell.number(each.score(), 2),
              Table.Cell.count(each.particles()),
              Table.Cell.percent((double) each.particles() / alignment.size()),
              Table.Cell.number(accuracy.effectiveParticles(), 1),
              Table.Cell.number(each.meanPosterior(), 3),
              Table.Cell.number(accuracy.psiErrorDegrees(), 2),
              Table.Cell.number(accuracy.shiftErrorPixels(), 2),
              poses(median(each, ParticleFigure.EFFECTIVE_POSES)),
              cell(charts.resolution(view)),
              Table.Cell.number(view.heterogeneityRatio(), 2),
              Table.Cell.count(each.flagged()),
              Table.Cell.text(each.recommended() ? "yes" : "no"),
              Table.Cell.text(remark(each))));
    }
    return new Table(
        "class-table",
        "What is known of each class",
        "The best score comes first. Effective: as many particles that surely belong to the class and"
            + " count equally would average noise as well. Posterior: mean probability of the class"
            + " over its particles. \u00b1: median standard errors, of psi modulo 180 degrees, of shifts"
            + " along the worse axis. Poses: median effective number of poses of a particle, 1 if one"
            + " stands out. Pattern: the strongest pattern that the average leaves, over chance (1); a"
            + " strong one is of particles that differ. Flagged: particles that hardly belong to the"
            + " class, left out of its average.",
        List.of(
            "class",
            "score",
            "particles",
            "share",
            "effective",
            "posterior",
            "\u00b1\u00a0psi\u00a0\u00b0",
            "\u00b1\u00a0shift\u00a0px",
            "poses",
            "resolution",
            "pattern",
            "flagged",
            "recommended",
            "remark"),
        rows);
  }

  /** The median over the particles of a class; not a number if the figure was not measured. */
  private double median(ViewSummary view, ParticleFigure figure) {
    return ParticleFigure.knownIn(alignment).contains(figure)
        ? Robust.median(alignment.particles().inView(view.number() - 1, figure.values(alignment)))
        : Double.NaN;
  }

  /** Why a class is not recommended, and what else is to be known of it. */
  private static String remark(ViewSummary view) {
    if (view.recommended()) {
      return view.remark();
    }
    return view.scoreReason() + (view.remark().isEmpty() ? "" : "; " + view.remark());
  }

  /** An effective number of poses; of very many only how many about. */
  private static Table.Cell poses(double count) {
    return Double.isFinite(count) && count >= 100
        ? Table.Cell.count(Math.round(count))
        : Table.Cell.number(count, 1);
  }

  private static Table.Cell cell(String words) {
    return Table.Cell.text(words.replace(' ', '\u00a0'));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
