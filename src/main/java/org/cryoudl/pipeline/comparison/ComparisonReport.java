package org.cryoudl.pipeline.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.errors.ErrorDistribution;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleTable.Column;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.files.ReportFiles;

/**
 * Shows how far two alignments agree.
 *
 * @param comparison what was found
 * @param first file of the first poses, A
 * @param second file of the second poses, B
 */
record ComparisonReport(Comparison comparison, Path first, Path second) {

  private static final double DIFFERENT_DEGREES = 10;

  /** A scatter of more points is no clearer. */
  private static final int MOST_POINTS = 3000;

  /** Puts it together. */
  Report build(ParticleViews views, Section provenance) {
    List<Section> sections = new ArrayList<>();
    comparison
        .averages()
        .ifPresent(
            found -> {
              sections.add(averages(found));
              sections.add(resolution(found));
            });
    sections.add(differences());
    sections.add(
        Section.of(
            "particles",
            "Particles",
            new Paragraph(
                "Sort by size to see first the particles on which the two disagree."
                    + (views.views().isEmpty()
                        ? ""
                        : " Choose one to see it as either file turns it, in A's frame.")),
            new ParticleTable(comparison.names(), columns(), views)));
    sections.add(provenance);
    return new Report("Comparison", title(), verdict(), highlights(), sections);
  }

  private String title() {
    return String.format(
        Locale.ROOT, "A: %s, B: %s", ReportFiles.shortName(first), ReportFiles.shortName(second));
  }

  private PoseDifferences found() {
    return comparison.differences();
  }

  private long different() {
    return Arrays.stream(found().psiDegrees()).filter(d -> Math.abs(d) > DIFFERENT_DEGREES).count();
  }

  private Verdict verdict() {
    AlignmentScore score = found().score();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "Angles differ by %.2f degrees on average (median %.2f; with half-turns forgiven %.2f),"
                + " %d of %d by more than 10 degrees%s.",
            score.mod360().meanDegrees(),
            score.mod360().medianDegrees(),
            score.mod180().meanDegrees(),
            different(),
            score.particles(),
            score.meanShiftPixels().isPresent()
                ? String.format(
                    Locale.ROOT,
                    "; centres differ by %.2f px where angles agree",
                    score.meanShiftPixels().getAsDouble())
                : ""));
    comparison
        .averages()
        .ifPresent(
            found ->
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "The two averages correlate by %.3f; half averages agree to %s (A) and %s (B)"
                            + " at FRC 0.143.",
                        found.correlation(),
                        Comparison.reach(found, found.first()),
                        Comparison.reach(found, found.second()))));
    return new Verdict(Verdict.Tone.NEUTRAL, sentences);
  }

  private List<Highlight> highlights() {
    AlignmentScore score = found().score();
    List<Highlight> highlights = new ArrayList<>();
    highlights.add(
        new Highlight(
            "Particles in both",
            String.format(Locale.ROOT, "%,d", score.particles()),
            String.format(
                Locale.ROOT,
                "%,d only in A, %,d only in B",
                comparison.onlyFirst(),
                comparison.onlySecond())));
    highlights.add(
        new Highlight(
            "Median difference",
            String.format(Locale.ROOT, "%.2f\u00b0", score.mod360().medianDegrees()),
            "mod 360"));
    highlights.add(
        new Highlight(
            "Differ by more than 10\u00b0",
            String.format(Locale.ROOT, "%,d", different()),
            String.format(
                Locale.ROOT,
                "%.1f %% mod 360, %.1f %% mod 180",
                100 * score.mod360().shareAbove10(),
                100 * score.mod180().shareAbove10())));
    comparison
        .averages()
        .ifPresent(
            found ->
                highlights.add(
                    new Highlight(
                        "Averages correlate by",
                        String.format(Locale.ROOT, "%.3f", found.correlation()),
                        "inside the mask")));
    return highlights;
  }

  private static Section averages(Comparison.Averages found) {
    Comparison.Pictures pictures = found.pictures();
    return Section.of(
        "averages",
        "Averages",
        new Paragraph(
            "Plain means of the particles in both, in either file's poses: neither filtered nor"
                + " corrected for the CTF, so that both are judged alike."),
        new Gallery(
            Gallery.Size.SMALL,
            List.of(
                ReportPictures.average(
                    "As they came", "neither turned nor shifted", pictures.raw()),
                ReportPictures.average("A", "in the poses of the first file", pictures.first()),
                ReportPictures.average(
                    "B", "in the poses of the second file, brought onto A", pictures.second()))));
  }

  private static Section resolution(Comparison.Averages found) {
    Frequencies frequencies = found.frequencies();
    return Section.of(
        "resolution",
        "Resolution",
        frequencies.ringCorrelation(
            "ring-correlation",
            "Fourier ring correlation",
            "Halves: even and odd rows of either file, which were aligned together, so this errs on"
                + " the good side for both alike."
                + (found.first().crossing(RingCorrelation.HALF).isPresent()
                    ? " Upright lines: halves of A."
                    : ""),
            List.of(
                Frequencies.shells("halves of A", Series.Kind.LINE, found.first().smoothed()),
                Frequencies.shells("halves of B", Series.Kind.LINE, found.second().smoothed()),
                Frequencies.shells("A with B", Series.Kind.DASHED, found.agreement().smoothed())),
            found.first()));
  }

  private Section differences() {
    double[] whole = found().score().errors360Degrees();
    double[] half = found().score().errors180Degrees();
    return Section.of(
        "differences",
        "Differences",
        ErrorFigures.table(
            "differences-table",
            "Differences of the angles",
            List.of(named("modulo 360", whole), named("modulo 180", half))),
        ErrorFigures.histogram("differences-360", "differences", "modulo 360", whole),
        ErrorFigures.cumulative(
            "differences-cumulative",
            "Share of differences up to a size",
            List.of(
                ErrorFigures.curve("modulo 360", whole), ErrorFigures.curve("modulo 180", half))),
        scatter());
  }

  private static ErrorFigures.Named named(String name, double[] degrees) {
    double[] sizes = Arrays.stream(degrees).map(Math::abs).toArray();
    return new ErrorFigures.Named(
        name, sizes.length, ErrorDistribution.of(sizes, Bootstrap.STANDARD));
  }

  private Chart scatter() {
    int size = found().psiDegrees().length;
    int count = Math.min(size, MOST_POINTS);
    int[] some = IntStream.range(0, count).map(i -> (int) ((long) i * size / count)).toArray();
    return new Chart(
        "turn-and-shift",
        "Turn and shift between the two poses",
        count < size ? count + " of the particles, evenly spread." : "A point a particle.",
        Axis.of("size of the turn (degrees)").from(0, 180),
        Axis.of("distance of the centres (px)"),
        new Series(
            "particles",
            Series.Kind.POINTS,
            Arrays.stream(some).mapToDouble(i -> Math.abs(found().psiDegrees()[i])).toArray(),
            Arrays.stream(some).mapToDouble(i -> found().shiftPixels()[i]).toArray()));
  }

  private List<Column> columns() {
    double[] psi = found().psiDegrees();
    return List.of(
        new Column(
            "psi_difference_degrees",
            "turn \u00b0",
            "angle of A less that of B, frames taken out, in degrees",
            3,
            psi),
        new Column(
            "size_degrees",
            "size \u00b0",
            "size of the same",
            3,
            Arrays.stream(psi).map(Math::abs).toArray()),
        new Column(
            "centre_distance_px",
            "centres px",
            "distance between the two centres in pixels",
            3,
            found().shiftPixels()));
  }
}
