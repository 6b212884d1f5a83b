package org.cryoudl.pipeline.benchmark.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.pipeline.benchmark.record.BenchmarkCase;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;

/** What each network gives: every start and prior on every set, one line each. */
public record AblationTable(BenchmarkRecord record) {

  /** A mean error this many times the least of the set means another optimum. */
  private static final double OTHER_OPTIMUM = 2;

  /** And so does a share of wrong half-turns that is larger than the least by this. */
  private static final double MORE_HALF_TURNS = 0.1;

  /** Directions come no closer than the spacing of the classes, so less of them is much. */
  private static final double OTHER_OPTIMUM_OF_VIEWS = 1.5;

  private static final String DIRECTION = "direction_median";
  private static final String WITHIN_20 = "w20";
  private static final String FRAME = "frame_w15";

  private static final List<String> COLUMNS =
      List.of(
          "set",
          "particles",
          "variant",
          "error_degrees",
          "wrong_half_turns",
          "log_evidence",
          "cpu_seconds",
          "within_20",
          "frame_within_15");

  /**
   * Writes comma-separated values; of sets of many views the error is the median of the direction.
   */
  public void write(Path file) {
    CsvWriter.write(
        file,
        COLUMNS,
        out -> {
          for (BenchmarkResult result : record.results()) {
            out.row(
                result.set(),
                result.particles(),
                result.method(),
                number(result.mod180(), 4),
                number(result.accuracy().wrongHalfTurns().value(), 4),
                evidence(result.logEvidence()),
                number(result.cpuSeconds().orElse(result.wallSeconds()), 1),
                "",
                "");
          }
          for (ViewsResult result : record.views()) {
            out.row(
                result.set(),
                result.particles(),
                result.method(),
                figure(result, DIRECTION),
                "",
                evidence(result.logEvidence()),
                number(result.cpuSeconds().orElse(result.wallSeconds()), 1),
                figure(result, WITHIN_20),
                figure(result, FRAME));
          }
        });
  }

  /** Variants over all sets of one view, as rows of a Markdown table without its head. */
  List<List<String>> rows() {
    Map<String, List<BenchmarkResult>> byVariant = new LinkedHashMap<>();
    for (BenchmarkResult result : record.results()) {
      byVariant.computeIfAbsent(result.method(), name -> new ArrayList<>()).add(result);
    }
    List<List<String>> rows = new ArrayList<>();
    byVariant.forEach(
        (variant, results) -> {
          long elsewhere = results.stream().filter(this::isInOtherOptimum).count();
          rows.add(
              List.of(
                  variant,
                  number(mean(results, BenchmarkResult::mod180), 3),
                  number(
                          100 * mean(results, result -> result.accuracy().wrongHalfTurns().value()),
                          1)
                      + " %",
                  evidence(results),
                  number(
                      mean(results, result -> result.cpuSeconds().orElse(result.wallSeconds())), 1),
                  elsewhere + " of " + results.size()));
        });
    return rows;
  }

  /** Ways of sorting over all sets of many views, as rows of a Markdown table without its head. */
  List<List<String>> rowsOfViews() {
    Map<String, List<ViewsResult>> byVariant = new LinkedHashMap<>();
    for (ViewsResult result : record.views()) {
      byVariant.computeIfAbsent(result.method(), name -> new ArrayList<>()).add(result);
    }
    List<List<String>> rows = new ArrayList<>();
    byVariant.forEach(
        (variant, results) -> {
          boolean tested = results.stream().allMatch(each -> each.logEvidence().isPresent());
          long elsewhere = results.stream().filter(this::isInOtherOptimum).count();
          rows.add(
              List.of(
                  variant,
                  number(mean(results, each -> value(each, DIRECTION)), 1),
                  number(mean(results, each -> value(each, WITHIN_20)), 2),
                  number(mean(results, each -> value(each, FRAME)), 2),
                  tested ? number(mean(results, each -> each.logEvidence().getAsDouble()), 1) : "-",
                  number(mean(results, each -> each.cpuSeconds().orElse(each.wallSeconds())), 1),
                  elsewhere + " of " + results.size()));
        });
    return rows;
  }

  private boolean isInOtherOptimum(ViewsResult result) {
    double least =
        record.views().stream()
            .filter(each -> each.set().equals(result.set()))
            .filter(each -> each.particles() == result.particles())
            .mapToDouble(each -> value(each, DIRECTION))
            .min()
            .orElseThrow();
    return value(result, DIRECTION) > OTHER_OPTIMUM_OF_VIEWS * least;
  }

  private static double value(ViewsResult result, String figure) {
    Estimate found = result.figures().get(figure);
    return found == null ? Double.NaN : found.value();
  }

  private static String figure(ViewsResult result, String figure) {
    return result.figures().containsKey(figure) ? number(value(result, figure), 4) : "";
  }

  private static String evidence(OptionalDouble nats) {
    return nats.isPresent() ? number(nats.getAsDouble(), 2) : "";
  }

  private boolean isInOtherOptimum(BenchmarkResult result) {
    List<BenchmarkResult> others =
        BenchmarkCase.of(record).stream()
            .filter(each -> each.results().contains(result))
            .findFirst()
            .orElseThrow()
            .results();
    double error = others.stream().mapToDouble(BenchmarkResult::mod180).min().orElseThrow();
    double turns =
        others.stream()
            .mapToDouble(other -> other.accuracy().wrongHalfTurns().value())
            .min()
            .orElseThrow();
    return result.mod180() > OTHER_OPTIMUM * error
        || result.accuracy().wrongHalfTurns().value() > turns + MORE_HALF_TURNS;
  }

  private static String evidence(List<BenchmarkResult> results) {
    boolean all = results.stream().allMatch(result -> result.logEvidence().isPresent());
    return all ? number(mean(results, result -> result.logEvidence().getAsDouble()), 1) : "-";
  }

  private static <R> double mean(List<R> results, ToDoubleFunction<R> figure) {
    return results.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
