package org.cryoudl.pipeline.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.pipeline.benchmark.record.BenchmarkCase;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Listing;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.Table;
import org.cryoudl.report.block.Table.Cell;

/**
 * Shows how the methods compare.
 *
 * @param record everything measured so far
 * @param pictures the averages of each case, by its title
 */
public record BenchmarkReport(BenchmarkRecord record, Map<String, Gallery> pictures) {

  /** Puts it together. */
  public Report build() {
    List<BenchmarkCase> cases = BenchmarkCase.of(record);
    List<Section> sections = new ArrayList<>();
    if (!cases.isEmpty()) {
      sections.add(Section.of("overview", "Overview", overview(cases)));
    }
    for (int c = 0; c < cases.size(); c++) {
      sections.add(section(cases.get(c), "set-" + (c + 1)));
    }
    if (!record.views().isEmpty()) {
      sections.add(Section.of("views", "Classes of many views", views()));
    }
    if (!record.skipped().isEmpty()) {
      sections.add(
          new Section(
              "skipped",
              "Not run",
              record.skipped().stream().map(BenchmarkReport::skipped).toList()));
    }
    sections.add(provenance());
    return new Report(
        "Benchmark",
        cases.size() == 1
            ? cases.get(0).title()
            : String.format(Locale.ROOT, "%d methods on %d sets", methods().size(), cases.size()),
        new Verdict(Verdict.Tone.NEUTRAL, verdict(cases)),
        highlights(cases),
        sections);
  }

  private Table views() {
    List<String> heads = new ArrayList<>(List.of("set", "program", "classes"));
    heads.addAll(ViewsResult.SHOWN);
    heads.add("CPU s");
    List<List<Cell>> rows = new ArrayList<>();
    for (ViewsResult result : record.views()) {
      List<Cell> cells =
          new ArrayList<>(
              List.of(
                  Cell.text(BenchmarkCase.title(result.set(), result.particles())),
                  Cell.text(result.method()),
                  Cell.text(result.classes() + ", " + result.occupied() + " with particles")));
      for (String figure : ViewsResult.SHOWN) {
        Estimate found = result.figures().get(figure);
        cells.add(
            Cell.text(found == null ? "-" : String.format(Locale.ROOT, "%.3f", found.value())));
      }
      cells.add(
          Cell.text(
              result.cpuSeconds().isPresent()
                  ? String.format(Locale.ROOT, "%.1f", result.cpuSeconds().getAsDouble())
                  : "-"));
      rows.add(cells);
    }
    return new Table(
        "views-table",
        "Figures of the classes",
        "Direction in degrees, the others as shares; see evaluate classes.",
        heads,
        rows);
  }

  private Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    record.results().forEach(r -> methods.add(r.method()));
    record.views().forEach(r -> methods.add(r.method()));
    return methods;
  }

  private List<String> verdict(List<BenchmarkCase> cases) {
    Map<String, Integer> wins = new LinkedHashMap<>();
    for (BenchmarkCase each : cases) {
      each.results().stream()
          .filter(each::isBest)
          .forEach(r -> wins.merge(r.method(), 1, Integer::sum));
    }
    if (wins.isEmpty()) {
      return List.of(
          record.views().isEmpty()
              ? "No method but the oracle has been run to its end."
              : "Sets of many views were sorted into classes; the table compares them.");
    }
    List<String> counts = new ArrayList<>();
    wins.forEach((method, count) -> counts.add(method + " on " + count));
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "Most accurate but for the oracle, by the mean angle error modulo 180 degrees: %s of %d %s.",
            String.join(", ", counts),
            cases.size(),
            cases.size() == 1 ? "set" : "sets"));
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (BenchmarkCase each : cases) {
      if (each.by(BenchmarkCase.ORACLE).isPresent() && each.best().isPresent()) {
        double ratio =
            each.best().getAsDouble() / each.by(BenchmarkCase.ORACLE).orElseThrow().mod180();
        least = Math.min(least, ratio);
        most = Math.max(most, ratio);
      }
    }
    if (most > 0) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The best error is %.2f%s times the oracle's, which knows the clean template.",
              least,
              most > least ? String.format(Locale.ROOT, " to %.2f", most) : ""));
    }
    return sentences;
  }

  private List<Highlight> highlights(List<BenchmarkCase> cases) {
    List<Highlight> highlights = new ArrayList<>();
    for (BenchmarkCase each : cases) {
      each.results().stream()
          .filter(each::isBest)
          .findFirst()
          .ifPresent(
              best ->
                  highlights.add(
                      new Highlight(
                          each.title(),
                          String.format(Locale.ROOT, "%.3f\u00b0", best.mod180()),
                          best.method() + ", mean mod 180")));
    }
    return highlights;
  }

  private Table overview(List<BenchmarkCase> cases) {
    List<String> columns = new ArrayList<>(List.of("method"));
    cases.forEach(each -> columns.add(each.title()));
    List<List<Cell>> rows = new ArrayList<>();
    for (String method : methods()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.text(method)));
      for (BenchmarkCase each : cases) {
        row.add(
            each.by(method)
                .map(
                    r -> {
                      Cell cell = ErrorFigures.number(r.accuracy().mod180().mean());
                      return each.isBest(r) ? cell.emphasised() : cell;
                    })
                .orElse(Cell.text("\u2013")));
      }
      rows.add(row);
    }
    if (!record.bounds().isEmpty()) {
      List<Cell> row = new ArrayList<>(List.of(Cell.text("Cramer-Rao bound")));
      for (BenchmarkCase each : cases) {
        row.add(
            each.bound()
                .map(b -> Cell.number(b.leastMeanPsiErrorDegrees(), 3))
                .orElse(Cell.text("\u2013")));
      }
      rows.add(row);
    }
    return new Table(
        "overview-table",
        "Mean angle error in degrees, modulo 180",
        "The best but the oracle is bold; in brackets 95 % intervals (bootstrap over particles).",
        columns,
        rows);
  }

  private Section section(BenchmarkCase each, String id) {
    BenchmarkFigures figures = new BenchmarkFigures(each, id);
    List<Block> blocks = new ArrayList<>();
    if (pictures.containsKey(each.title())) {
      blocks.add(
          new Paragraph(
              "Plain means in each method's poses, neither filtered nor corrected for the CTF,"
                  + " brought onto the mean at the true poses."));
      blocks.add(pictures.get(each.title()));
    }
    blocks.add(figures.accuracy());
    blocks.add(figures.cost());
    blocks.addAll(figures.charts());
    figures.calibration().ifPresent(blocks::add);
    return new Section(id, each.title(), blocks);
  }

  private static Block skipped(BenchmarkResult.Skipped skipped) {
    return new Paragraph(
        skipped.method()
            + skipped.set().map(set -> " on " + set).orElse("")
            + ": "
            + skipped.reason());
  }

  private Section provenance() {
    Section facts =
        new Provenance(record.commandLine(), record.program())
            .with("Processors", Integer.toString(record.processors()))
            .section();
    List<Block> blocks = new ArrayList<>(facts.blocks());
    blocks.add(
        new Listing(
            "Configuration as resolved", ConfigFile.toYaml(record.config(), BenchmarkConfig.KIND)));
    StringBuilder commands = new StringBuilder();
    record.results().forEach(r -> commands.append(r.command()).append("\n\n"));
    blocks.add(new Listing("Commands of all runs", commands.toString()));
    return new Section(facts.id(), facts.title(), blocks);
  }
}
