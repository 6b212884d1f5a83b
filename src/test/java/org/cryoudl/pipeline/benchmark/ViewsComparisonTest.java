package org.cryoudl.pipeline.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.benchmark.programs.RelionRun;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of many views in a benchmark, each program in a process of its own. */
@Tag("slow")
class ViewsComparisonTest {

  private static final int COUNT = 150;

  @TempDir Path folder;

  @Test
  void manyViewsAreSortedByBothProgramsAndScoredAlike() throws IOException {
    Path output = folder.resolve("bench");
    BenchmarkRecord record = job(output, true).run(Progress.silent());
    assertEquals(List.of(), record.results(), "no method of one view has a part");
    int programs = RelionRun.isInstalled() ? 2 : 1;
    assertEquals(programs, record.views().size(), record.skipped().toString());

    Path files = output.resolve("sets/views/" + COUNT);
    Path truth = output.resolve("sets/views/simulated/truth.csv");
    ViewsResult ours = record.views().get(0);
    assertEquals("classify", ours.method());
    assertPlainPurity(files.resolve("classify/particles.star"), truth, ours);
    if (programs == 2) {
      ViewsResult relion = record.views().get(1);
      assertTrue(relion.command().contains("--K 3"), relion.command());
      assertPlainPurity(
          files.resolve("relion-ctf-15.0-degrees/out/run_it002_data.star"), truth, relion);
    }
    for (ViewsResult each : record.views()) {
      assertEquals(COUNT, each.particles());
      assertEquals(3, each.classes());
      assertTrue(
          each.wallSeconds() > 0.1 && each.cpuSeconds().orElse(1) > 0.1,
          each.wallSeconds() + ", " + each.cpuSeconds());
      Estimate direction = each.figures().get("direction_median");
      assertTrue(
          direction.low() <= direction.value() && direction.value() <= direction.high(),
          each.method() + ": " + direction);
      assertTrue(direction.value() > 0 && direction.value() <= 180, each.method());
    }

    JsonNode json = new ObjectMapper().readTree(output.resolve("benchmark.json").toFile());
    assertEquals(
        ours.figures().get("purity").value(),
        json.at("/views/0/figures/purity/value").asDouble(),
        1e-12,
        json.toPrettyString());
    String table = Files.readString(output.resolve("benchmark.md"));
    assertTrue(table.contains("## Classes of many views"), table);
    assertTrue(table.contains("| classify |"), table);

    // Nothing is run twice where it goes on.
    BenchmarkRecord again = job(output, true).run(Progress.silent());
    for (int n = 0; n < programs; n++) {
      assertEquals(record.views().get(n).wallSeconds(), again.views().get(n).wallSeconds());
      assertEquals(record.views().get(n).figures(), again.views().get(n).figures());
    }
  }

  /** Two molecules: the share of those that are the commonest in their class. */
  private static void assertPlainPurity(Path star, Path truth, ViewsResult result) {
    List<CsvReader.Line> lines = CsvReader.read(truth, "truth");
    int column = lines.get(0).cells().indexOf("specimen");
    List<String> specimens = lines.stream().skip(1).map(line -> line.cells().get(column)).toList();
    Map<Integer, Map<String, Integer>> counts = new HashMap<>();
    try (ParticleSet found = ParticleSet.open(star, ParticleSetOptions.DEFAULT.withoutImages())) {
      assertEquals(COUNT, found.size());
      for (int i = 0; i < COUNT; i++) {
        counts
            .computeIfAbsent(found.classNumber(i).orElseThrow(), k -> new HashMap<>())
            .merge(specimens.get(image(found.imageName(i))), 1, Integer::sum);
      }
    }
    int right = 0;
    for (Map<String, Integer> own : counts.values()) {
      right += own.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
    assertEquals(counts.size(), result.occupied());
    assertEquals(right / (double) COUNT, result.figures().get("purity").value(), 1e-12);
  }

  /** Index, from 0, of an image in its stack: programs may write rows in another order. */
  private static int image(String name) {
    return Integer.parseInt(name.substring(0, name.indexOf('@'))) - 1;
  }

  private static BenchmarkJob job(Path output, boolean resume) {
    BenchmarkConfig config =
        BenchmarkPlan.of(
            Path.of("configs/benchmark.yaml"),
            List.of(
                "sets=[{name: views, recipe: mixture.yaml,"
                    + " overrides: [count="
                    + COUNT
                    + ", box_pixels=32, pixel_size_angstroms=10, snr=0.5, junk.share=0,"
                    + " ctf.margin_pixels=8]}]",
                "classes=3",
                "relion={ctf: with, iterations: 2, psi_step_degrees: 30, offset_range_pixels: 2,"
                    + " threads: 1}",
                "bootstrap_resamples=50"),
            List.of(),
            true);
    return new BenchmarkJob(
        config, output, false, resume, List.of("--threads", "1"), "cryoudl benchmark", "test");
  }
}
