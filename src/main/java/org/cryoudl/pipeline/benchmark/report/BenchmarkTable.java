package org.cryoudl.pipeline.benchmark.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.pipeline.benchmark.record.BenchmarkCase;
import org.cryoudl.pipeline.benchmark.record.BenchmarkNames;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;

/** A benchmark as Markdown: one table over all sets, then one table a set and size. */
public final class BenchmarkTable {

  private static final double MEGABYTE = 1 << 20;

  private final BenchmarkRecord record;

  public BenchmarkTable(BenchmarkRecord record) {
    this.record = record;
  }

  /** The whole document. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("# Benchmark\n\n    ").append(record.commandLine()).append("\n\n");
    text.append(record.program())
        .append(", ")
        .append(record.processors())
        .append(
            " processors. Intervals are 95 % (bootstrap over particles). Times are those of the")
        .append(
            " whole program, start-up and writing included; ratios compare processor time.\n\n");
    if (!record.results().isEmpty()) {
      overview(text);
    }
    if (record.config().ablation()) {
      ablation(text);
    }
    views(text);
    for (BenchmarkCase each : BenchmarkCase.of(record)) {
      details(text, each);
    }
    if (!record.skipped().isEmpty()) {
      text.append("## Not run\n");
      for (BenchmarkResult.Skipped skipped : record.skipped()) {
        text.append("- ")
            .append(skipped.method())
            .append(skipped.set().map(set -> " on " + set).orElse(""))
            .append(": ")
            .append(skipped.reason())
            .append('\n');
      }
    }
    return text.toString();
  }

  private void ablation(StringBuilder text) {
    AblationTable table = new AblationTable(record);
    table(
        text,
        "Means over the sets. Log evidence of held-out particles against noise, in nats, where every"
            + " set has some. Another optimum: an error over twice the least of the set, or 10"
            + " percentage points more wrong half-turns.",
        List.of("error mod 180", "wrong half-turns", "log evidence", "CPU s", "in another optimum"),
        table.rows());
    table(
        text,
        "Means over the sets of many views. Log evidence as above, of all classes together. Another"
            + " optimum: a median of the direction over one and a half times the least of the set.",
        List.of(
            "direction, median",
            "within 20",
            "frame within 15",
            "log evidence",
            "CPU s",
            "in another optimum"),
        table.rowsOfViews());
  }

  private static void table(
      StringBuilder text, String words, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    text.append(words).append("\n\n");
    row(text, "variant", heads);
    row(text, "---", java.util.Collections.nCopies(heads.size(), "---"));
    for (List<String> cells : rows) {
      row(text, cells.get(0), cells.subList(1, cells.size()));
    }
    text.append('\n');
  }

  private void overview(StringBuilder text) {
    List<BenchmarkCase> cases = BenchmarkCase.of(record);
    Set<String> methods =
        record.results().stream()
            .map(BenchmarkResult::method)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    text.append("Mean |angle error| in degrees, modulo 180; the best but the oracle is bold.\n\n");
    row(text, "method", cases.stream().map(BenchmarkCase::title).toList());
    row(text, "---", cases.stream().map(c -> "---").toList());
    for (String method : methods) {
      List<String> cells = new ArrayList<>();
      for (BenchmarkCase each : cases) {
        cells.add(each.by(method).map(r -> emphasised(r, each)).orElse("-"));
      }
      row(text, method, cells);
    }
    if (!record.bounds().isEmpty()) {
      row(
          text,
          "Cramer-Rao bound",
          cases.stream()
              .map(c -> c.bound().map(b -> number(b.leastMeanPsiErrorDegrees(), 3)).orElse("-"))
              .toList());
    }
    text.append('\n');
  }

  private static String emphasised(BenchmarkResult result, BenchmarkCase each) {
    String text = number(result.mod180(), 3);
    return each.isBest(result) ? "**" + text + "**" : text;
  }

  /** Sets of many views: one line a program. */
  private void views(StringBuilder text) {
    if (record.views().isEmpty()) {
      return;
    }
    text.append("## Classes of many views\n\n");
    List<String> heads =
        new ArrayList<>(
            List.of("program", "classes, with particles", "wall s", "CPU s", "peak MB"));
    heads.addAll(2, ViewsResult.SHOWN);
    row(text, "set", heads);
    row(text, "---", java.util.Collections.nCopies(heads.size(), "---"));
    for (ViewsResult result : record.views()) {
      List<String> cells =
          new ArrayList<>(List.of(result.method(), result.classes() + ", " + result.occupied()));
      for (String figure : ViewsResult.SHOWN) {
        cells.add(
            Optional.ofNullable(result.figures().get(figure))
                .map(BenchmarkTable::estimate)
                .orElse("-"));
      }
      cells.add(number(result.wallSeconds(), 1));
      cells.add(
          result.cpuSeconds().isPresent() ? number(result.cpuSeconds().getAsDouble(), 1) : "-");
      cells.add(
          result.peakBytes().isPresent()
              ? number(result.peakBytes().getAsLong() / MEGABYTE, 0)
              : "-");
      row(text, BenchmarkCase.title(result.set(), result.particles()), cells);
    }
    text.append('\n');
  }

  private void details(StringBuilder text, BenchmarkCase each) {
    text.append("## ").append(each.title()).append("\n\n");
    row(
        text,
        "method",
        List.of(
            "mod 180, mean (95 %)",
            "median",
            "mod 360, mean (95 %)",
            "> 1",
            "> 3",
            "> 10",
            "wrong half-turn",
            "shift, px (95 %)",
            "wall s",
            "CPU s",
            "CPU ms / image",
            "peak MB",
            "to the fastest",
            "RELION to it"));
    row(text, "---", java.util.Collections.nCopies(14, "---"));
    List<BenchmarkResult> results = each.results();
    double fastest =
        results.stream().mapToDouble(BenchmarkResult::secondsPerParticle).min().orElse(Double.NaN);
    Optional<BenchmarkResult> relion =
        results.stream()
            .filter(r -> r.method().startsWith(BenchmarkNames.RELION))
            .min(Comparator.comparingDouble(BenchmarkResult::mod180));
    for (BenchmarkResult result : results) {
      row(text, result.method(), cells(result, fastest, relion));
    }
    text.append('\n');
  }

  private static List<String> cells(
      BenchmarkResult result, double fastest, Optional<BenchmarkResult> relion) {
    Accuracy accuracy = result.accuracy();
    return List.of(
        estimate(accuracy.mod180().mean()),
        number(accuracy.mod180().median().value(), 3),
        estimate(accuracy.mod360().mean()),
        percent(accuracy.mod360().above1()),
        percent(accuracy.mod360().above3()),
        percent(accuracy.mod360().above10()),
        percent(accuracy.wrongHalfTurns()),
        accuracy.shiftMeanPixels().map(BenchmarkTable::estimate).orElse("-"),
        number(result.wallSeconds(), 1),
        result.cpuSeconds().isPresent() ? number(result.cpuSeconds().getAsDouble(), 1) : "-",
        number(1000 * result.secondsPerParticle(), 1),
        result.peakBytes().isPresent() ? number(result.peakBytes().getAsLong() / MEGABYTE, 0) : "-",
        number(result.secondsPerParticle() / fastest, 1) + " x",
        relion
            .map(r -> number(r.secondsPerParticle() / result.secondsPerParticle(), 1) + " x")
            .orElse("-"));
  }

  private static void row(StringBuilder text, String first, List<String> cells) {
    text.append("| ").append(first);
    cells.forEach(cell -> text.append(" | ").append(cell));
    text.append(" |\n");
  }

  private static String estimate(Estimate estimate) {
    return String.format(
        Locale.ROOT,
        "%s (%s to %s)",
        number(estimate.value(), 3),
        number(estimate.low(), 3),
        number(estimate.high(), 3));
  }

  private static String percent(Estimate share) {
    return number(100 * share.value(), 1) + " %";
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
