package org.cryoudl.pipeline.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.evaluation.classes.ClassMatching;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.pipeline.comparison.ClassAgreement.ClassAverages;
import org.cryoudl.pipeline.comparison.ClassAgreement.MatchedClass;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleTable.Column;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Table;
import org.cryoudl.report.block.Table.Cell;
import org.cryoudl.report.files.ReportFiles;

/**
 * Tells a person how far two classifications agree.
 *
 * @param agreement class by class
 * @param averages of the matching classes; empty if no images were read
 * @param differences of the poses in matching classes, each class's frame taken out
 */
record ClassComparisonReport(
    ClassAgreement agreement, List<ClassAverages> averages, PoseDifferences differences) {

  private static final int MOST_PAIRS_SHOWN = 100;

  Report build(
      Path first,
      Path second,
      List<String> names,
      int[] classesA,
      int[] classesB,
      Provenance provenance) {
    List<Section> sections = new ArrayList<>();
    sections.add(Section.of("classes", "Matching classes", table()));
    if (!averages.isEmpty()) {
      sections.add(pictures());
    }
    sections.add(
        Section.of(
            "differences",
            "Differences",
            ErrorFigures.histogram(
                "differences-360",
                "differences",
                "in matching classes, modulo 360",
                differences.score().errors360Degrees())));
    sections.add(
        Section.of(
            "particles",
            "Particles",
            new Paragraph("Particles in matching classes."),
            new ParticleTable(names, columns(classesA, classesB), ParticleViews.NONE)));
    sections.add(provenance.section());
    return new Report(
        "Comparison of classes",
        String.format(
            Locale.ROOT,
            "A: %s, B: %s",
            ReportFiles.shortName(first),
            ReportFiles.shortName(second)),
        verdict(),
        highlights(),
        sections);
  }

  private Verdict verdict() {
    ClassMatching matching = agreement.matching();
    return new Verdict(
        Verdict.Tone.NEUTRAL,
        List.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d particles (%.1f %%) are in matching classes.",
                matching.inMatching(),
                matching.particles(),
                100.0 * matching.inMatching() / matching.particles()),
            String.format(
                Locale.ROOT,
                "There, angles differ by %.2f degrees on average (median %.2f).",
                differences.score().mod360().meanDegrees(),
                differences.score().mod360().medianDegrees())));
  }

  private List<Highlight> highlights() {
    ClassMatching matching = agreement.matching();
    return List.of(
        new Highlight(
            "Classes that match",
            Integer.toString(agreement.pairs().size()),
            String.format(
                Locale.ROOT,
                "%d only in A, %d only in B",
                matching.onlyFirst().size(),
                matching.onlySecond().size())),
        new Highlight(
            "In matching classes",
            String.format(
                Locale.ROOT, "%.1f %%", 100.0 * matching.inMatching() / matching.particles()),
            "of the particles in both files"),
        new Highlight(
            "Adjusted Rand index",
            String.format(Locale.ROOT, "%.3f", matching.adjustedRandIndex()),
            "1: the same, 0: as chance"),
        new Highlight(
            "Median difference",
            String.format(Locale.ROOT, "%.2f\u00b0", differences.score().mod360().medianDegrees()),
            "of angles, mod 360"));
  }

  private Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    for (int p = 0; p < agreement.pairs().size(); p++) {
      MatchedClass each = agreement.pairs().get(p);
      AlignmentScore score = each.differences().score();
      rows.add(
          List.of(
              Cell.text(each.pair().first() + " and " + each.pair().second()),
              Cell.count(each.pair().firstSize()),
              Cell.count(each.pair().secondSize()),
              Cell.count(each.pair().shared()),
              Cell.percent(each.pair().overlap()),
              Cell.number(score.mod360().meanDegrees(), 2),
              Cell.number(score.mod360().medianDegrees(), 2),
              Cell.percent(score.mod360().shareAbove10()),
              Cell.number(score.meanShiftPixels().orElse(Double.NaN), 2),
              Cell.number(averages.isEmpty() ? Double.NaN : averages.get(p).correlation(), 3)));
    }
    return new Table(
        "matching-classes",
        "Class of A and class of B",
        "Matched one to one so that as many particles as possible are in both classes of a pair."
            + " Overlap: in both over in either. Angles in degrees and centres in pixels, the turn"
            + " and shift between the two classes taken out.",
        List.of(
            "classes",
            "in A",
            "in B",
            "in both",
            "overlap",
            "mean",
            "median",
            "above 10",
            "centres",
            "averages"),
        rows);
  }

  private Section pictures() {
    List<Picture> all = new ArrayList<>();
    for (int p = 0; p < Math.min(MOST_PAIRS_SHOWN, averages.size()); p++) {
      ClassMatching.Pair pair = agreement.pairs().get(p).pair();
      String shared = String.format(Locale.ROOT, "%,d particles in both", pair.shared());
      all.add(ReportPictures.average("A, class " + pair.first(), shared, averages.get(p).first()));
      all.add(
          ReportPictures.average("B, class " + pair.second(), shared, averages.get(p).second()));
    }
    return Section.of(
        "averages",
        "Averages",
        new Paragraph(
            "Plain means of all particles of a class in its file's poses, B brought onto A: neither"
                + " filtered nor corrected for the CTF."),
        new Gallery(Gallery.Size.SMALL, all));
  }

  private List<Column> columns(int[] classesA, int[] classesB) {
    return List.of(
        new Column(
            "class_a",
            "class A",
            "class in A",
            0,
            Arrays.stream(classesA).asDoubleStream().toArray()),
        new Column(
            "class_b",
            "class B",
            "class in B",
            0,
            Arrays.stream(classesB).asDoubleStream().toArray()),
        new Column(
            "psi_difference_degrees",
            "turn \u00b0",
            "angle of A less that of B, frames taken out, in degrees",
            3,
            differences.psiDegrees()),
        new Column(
            "centre_distance_px",
            "centres px",
            "distance between the two centres in pixels",
            3,
            differences.shiftPixels()));
  }
}
