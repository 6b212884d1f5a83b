package org.cryoudl.pipeline.benchmark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.pipeline.benchmark.BenchmarkPlan;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.SortVariant;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ablation says of sets of many views, from figures made up by hand. */
class AblationTableTest {

  private static final BenchmarkConfig CONFIG =
      BenchmarkPlan.of(
          Path.of("configs/benchmark.yaml"), List.of("ablation=true"), List.of(), false);

  @TempDir Path folder;

  @Test
  void classifyRunsWithBothSearchesAndBothPriors() {
    assertEquals(
        List.of(
            "classify, start nothing, prior wiener",
            "classify, start nothing, prior network",
            "classify, start volume, prior wiener",
            "classify, start volume, prior network"),
        CONFIG.sortVariants().stream().map(SortVariant::label).toList());
    assertEquals(
        4, CONFIG.sortVariants().stream().map(SortVariant::folder).distinct().count(), "folders");
  }

  /** Means of two sets; 40 degrees beside 20 are another optimum, 29 are none. */
  @Test
  void waysOfSortingAreAveragedOverTheSets() throws IOException {
    AblationTable table =
        new AblationTable(
            record(
                result("a", "search", 20, 0.6, OptionalDouble.of(10)),
                result("a", "volume", 29, 0.5, OptionalDouble.of(7)),
                result("b", "search", 40, 0.2, OptionalDouble.of(20)),
                result("b", "volume", 20, 0.4, OptionalDouble.empty())));
    assertEquals(
        List.of(
            List.of("search", "30.0", "0.40", "0.75", "15.0", "12.5", "1 of 2"),
            List.of("volume", "24.5", "0.45", "0.75", "-", "12.5", "0 of 2")),
        table.rowsOfViews());

    Path file = folder.resolve("ablation.csv");
    table.write(file);
    List<String> lines = Files.readAllLines(file);
    assertTrue(lines.get(0).endsWith(",cpu_seconds,within_20,frame_within_15"), lines.get(0));
    assertEquals("a,100,search,20.0000,,10.00,12.5,0.6000,0.7500", lines.get(1));
    assertEquals("b,100,volume,20.0000,,,12.5,0.4000,0.7500", lines.get(4));
  }

  private static ViewsResult result(
      String set, String method, double direction, double within, OptionalDouble evidence) {
    return new ViewsResult(
        set,
        100,
        method,
        5,
        5,
        Map.of(
            "direction_median", new Estimate(direction, direction, direction),
            "w20", new Estimate(within, within, within),
            "frame_w15", new Estimate(0.75, 0.75, 0.75)),
        evidence,
        13,
        OptionalDouble.of(12.5),
        OptionalLong.empty(),
        "");
  }

  private static BenchmarkRecord record(ViewsResult... views) {
    return new BenchmarkRecord(
        "test", "", 1, CONFIG, List.of(), List.of(views), List.of(), List.of());
  }
}
