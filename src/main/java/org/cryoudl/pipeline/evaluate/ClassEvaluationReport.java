package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.ClassScore;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleTable.Column;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Table;
import org.cryoudl.report.block.Table.Cell;
import org.cryoudl.report.files.ReportFiles;

/** Shows how well particles were sorted, where the truth is known. */
final class ClassEvaluationReport {

  private ClassEvaluationReport() {}

  /**
   * Puts it together.
   *
   * @param found class of each particle, counted from 1
   * @param truth true class of each particle
   * @param names of the images in the same order
   */
  static Report of(
      ClassScore score,
      int[] found,
      int[] truth,
      List<String> names,
      Path particles,
      Provenance provenance) {
    int occupied = (int) Arrays.stream(found).distinct().count();
    return new Report(
        "Evaluation of classes",
        String.format(
            Locale.ROOT,
            "%,d particles of %s",
            score.particles(),
            ReportFiles.shortName(particles)),
        new Verdict(
            Verdict.Tone.NEUTRAL,
            List.of(
                String.format(
                    Locale.ROOT,
                    "%.1f %% of %,d particles are in a class whose commonest true class is their"
                        + " own.",
                    100 * score.purity(),
                    score.particles()),
                "Angles and shifts are judged class by class, each with a frame of its own.")),
        List.of(
            new Highlight("Purity", percent(score.purity()), "share of particles"),
            new Highlight("Classes", Integer.toString(occupied), "that hold particles"),
            new Highlight(
                "True classes",
                Long.toString(Arrays.stream(truth).distinct().count()),
                "among these particles"),
            new Highlight("Particles", String.format(Locale.ROOT, "%,d", score.particles()), "")),
        List.of(
            Section.of("classes", "Classes", confusion(score), poses(score)),
            Section.of(
                "particles",
                "Particles",
                new ParticleTable(
                    names,
                    List.of(
                        column("class", "class", "class found", found),
                        column("true_class", "true class", "class in the truth", truth)),
                    ParticleViews.NONE)),
            provenance.section()));
  }

  private static Column column(String key, String label, String explanation, int[] values) {
    return new Column(key, label, explanation, 0, Arrays.stream(values).asDoubleStream().toArray());
  }

  private static Table confusion(ClassScore score) {
    List<String> columns = new ArrayList<>();
    columns.add("class");
    columns.add("particles");
    columns.add("pure");
    for (int t = 0; t < score.confusion()[0].length; t++) {
      columns.add("true " + (t + 1));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int k = 0; k < score.confusion().length; k++) {
      int[] counts = score.confusion()[k];
      int all = Arrays.stream(counts).sum();
      int most = Arrays.stream(counts).max().orElse(0);
      List<Cell> row = new ArrayList<>();
      row.add(Cell.text("class " + (k + 1)));
      row.add(Cell.count(all));
      row.add(all == 0 ? Cell.text("\u2013") : Cell.percent((double) most / all));
      for (int count : counts) {
        Cell cell = Cell.count(count);
        row.add(count == most && count > 0 ? cell.emphasised() : cell);
      }
      rows.add(row);
    }
    return new Table(
        "confusion",
        "Particles by class and true class",
        "Each class counts for its commonest true class.",
        columns,
        rows);
  }

  private static Table poses(ClassScore score) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int k = 0; k < score.poses().size(); k++) {
      Optional<AlignmentScore> poses = score.poses().get(k);
      Cell name = Cell.text("class " + (k + 1));
      if (poses.isPresent()) {
        AlignmentScore found = poses.get();
        rows.add(
            List.of(
                name,
                Cell.count(found.particles()),
                Cell.number(found.mod360().meanDegrees(), 3),
                Cell.number(found.mod360().medianDegrees(), 3),
                Cell.percent(found.mod360().shareAbove10()),
                Cell.number(found.meanShiftPixels().orElse(Double.NaN), 3)));
      }
    }
    return new Table(
        "class-errors",
        "Errors of angles and shifts",
        "Over the particles of each class's commonest true class, angles modulo the symmetry given"
            + " for it, in degrees; shifts in pixels.",
        List.of("class", "particles", "mean", "median", "above 10", "shift"),
        rows);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
