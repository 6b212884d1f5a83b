package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cryoudl.evaluation.classes.ClassifiedViews;
import org.cryoudl.evaluation.classes.ViewFigures.Figure;
import org.cryoudl.evaluation.classes.ViewScore.OneClass;
import org.cryoudl.evaluation.errors.Estimate;
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

/** Tells a person how well classes hold one view each, where the true views are known. */
final class ViewEvaluationReport {

  private static final Set<Figure> DEGREES = EnumSet.of(Figure.DIRECTION_MEDIAN, Figure.PAIR_PSI);

  private ViewEvaluationReport() {}

  static Report of(
      ViewEvaluation.Result result,
      ClassifiedViews views,
      List<String> names,
      Path particles,
      Provenance provenance) {
    Estimate direction = result.figure(Figure.DIRECTION_MEDIAN);
    Estimate frame = result.figure(Figure.FRAME_W15);
    Estimate purity = result.figure(Figure.PURITY);
    return new Report(
        "Evaluation of views",
        String.format(
            Locale.ROOT,
            "%,d particles of %s",
            result.particles(),
            ReportFiles.shortName(particles)),
        new Verdict(
            Verdict.Tone.NEUTRAL,
            List.of(
                String.format(
                    Locale.ROOT,
                    "Half of the molecules look from within %.1f degrees of the mean direction of"
                        + " their class; %.0f %% have its in-plane frame to 15 degrees.",
                    direction.value(),
                    100 * frame.value()))),
        List.of(
            new Highlight("Direction", degrees(direction), "median, to the mean of the class"),
            new Highlight("Frame", percent(frame), "of the molecules, to 15 degrees"),
            new Highlight("Purity", percent(purity), "of the molecules"),
            new Highlight("Classes", Integer.toString(result.classes().size()), "with particles")),
        List.of(
            Section.of("figures", "Figures", figures(result)),
            Section.of("classes", "Classes", classes(result.classes())),
            Section.of(
                "particles",
                "Particles",
                new ParticleTable(names, columns(views), ParticleViews.NONE)),
            provenance.section()));
  }

  private static Table figures(ViewEvaluation.Result result) {
    List<List<Cell>> rows = new ArrayList<>();
    result
        .figures()
        .forEach(
            (figure, found) -> {
              if (!Double.isNaN(found.value())) {
                rows.add(
                    List.of(
                        Cell.text(figure.label()),
                        DEGREES.contains(figure)
                            ? Cell.between(found.value(), found.low(), found.high(), 2)
                            : Cell.percentBetween(found.value(), found.low(), found.high())));
              }
            });
    return new Table(
        "view-figures",
        "Figures",
        "With 95 % intervals over resamples of the particles. direction_median and pair_psi are in"
            + " degrees; docs/evaluation.md says what each means.",
        List.of("figure", "value"),
        rows);
  }

  private static Table classes(List<OneClass> classes) {
    return new Table(
        "view-classes",
        "Classes",
        "Over the molecules of each class's commonest specimen.",
        List.of("class", "particles", "specimen", "direction", "within 20", "frame within 15"),
        classes.stream()
            .map(
                each ->
                    List.of(
                        Cell.text("class " + each.number()),
                        Cell.count(each.particles()),
                        Cell.text(each.specimen()),
                        Cell.number(each.directionMedian(), 1),
                        share(each.w20()),
                        share(each.frameW15())))
            .toList());
  }

  private static Cell share(double value) {
    return Double.isNaN(value) ? Cell.number(value, 1) : Cell.percent(value);
  }

  private static List<Column> columns(ClassifiedViews views) {
    return List.of(
        new Column(
            "class",
            "class",
            "class found",
            0,
            Arrays.stream(views.classes()).asDoubleStream().toArray()),
        new Column(
            "rot",
            "rot \u00b0",
            "true rot in degrees",
            2,
            Arrays.stream(views.views()).mapToDouble(view -> view.rotDegrees()).toArray()),
        new Column(
            "tilt",
            "tilt \u00b0",
            "true tilt in degrees",
            2,
            Arrays.stream(views.views()).mapToDouble(view -> view.tiltDegrees()).toArray()));
  }

  private static String degrees(Estimate found) {
    return String.format(Locale.ROOT, "%.1f\u00b0", found.value());
  }

  private static String percent(Estimate found) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * found.value());
  }
}
