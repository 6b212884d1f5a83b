package org.cryoudl.pipeline.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small benchmark from simulation to table, each method in a process of its own. */
@Tag("slow")
class BenchmarkJobTest {

  @TempDir Path folder;

  @Test
  void methodsAreComparedOnTheSameParticles() throws IOException {
    BenchmarkConfig config =
        BenchmarkPlan.of(
            Path.of("configs/benchmark.yaml"),
            List.of(
                "sets=[{name: small, recipe: ../synthetic/demo.yaml,"
                    + " overrides: [count=30, box_pixels=48, pixel_size_angstroms=7.2,"
                    + " poses.shift_maximum_pixels=3, noise.variance_ratio=2]}]",
                "sizes=[20]",
                "methods=[polar-spectrum, oracle]",
                "bootstrap_resamples=50"),
            List.of(),
            false);
    Path output = folder.resolve("bench");
    BenchmarkJob job =
        new BenchmarkJob(
            config, output, false, false, List.of("--threads", "1"), "cryoudl benchmark", "test");
    BenchmarkRecord record = job.run(Progress.silent());

    assertEquals(2, record.results().size(), record.skipped().toString());
    BenchmarkResult polar = record.results().get(0);
    assertEquals("polar-spectrum", polar.method());
    assertEquals(20, polar.particles());
    assertTrue(polar.wallSeconds() > 0.1 && polar.cpuSeconds().orElse(1) > 0.1);
    BenchmarkResult oracle = record.results().get(1);
    double limit = oracle.accuracy().mod180().mean().value();
    assertTrue(limit < polar.accuracy().mod180().mean().value() + 0.05, "oracle " + limit);
    assertEquals(1, record.bounds().size());
    double bound = record.bounds().get(0).leastMeanPsiErrorDegrees();
    assertEquals(1, limit / bound, 0.5, "oracle " + limit + ", bound " + bound);
    assertEquals(5, polar.accuracy().bySnr().orElseThrow().bins().size());
    assertTrue(polar.accuracy().byDefocus().isPresent());
    assertTrue(polar.accuracy().calibration().isPresent());

    // The figure is the one that the poses on disc give.
    Path star = output.resolve("sets/small/20/polar-spectrum/particles.star");
    try (ParticleSet found = ParticleSet.open(star, ParticleSetOptions.DEFAULT.withoutImages())) {
      assertEquals(20, found.size());
      Pose[] poses = new Pose[20];
      for (int i = 0; i < 20; i++) {
        poses[i] = found.pose(i).orElseThrow();
      }
      Pose[] truth = Truth.read(output.resolve("sets/small/simulated/truth.csv")).posesOf(found);
      assertEquals(
          AlignmentScore.of(poses, truth, 0).mod180().meanDegrees(),
          polar.accuracy().mod180().mean().value(),
          1e-9);
    }

    JsonNode json = new ObjectMapper().readTree(output.resolve("benchmark.json").toFile());
    assertEquals(
        limit,
        json.at("/results/1/accuracy/mod180/mean/value").asDouble(),
        1e-12,
        json.toPrettyString());
    assertEquals("small", json.at("/results/0/set").asText());
    String table = Files.readString(output.resolve("benchmark.md"));
    assertTrue(table.contains("| polar-spectrum | **"), table);
    assertTrue(table.contains("| Cramer-Rao bound | "), table);
    assertTrue(table.contains("## small, 20 particles"), table);
    assertTrue(Files.readString(output.resolve("benchmark.yaml")).contains("kind: benchmark"));

    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    assertTrue(
        report.at("/verdict/sentences/0").asText().contains("polar-spectrum on 1 of 1 set"),
        report.at("/verdict").toString());
    JsonNode overview = report.at("/sections/0/blocks/0");
    assertEquals(3, overview.get("rows").size(), "two methods and the bound");
    assertEquals(limit, overview.at("/rows/1/1").asDouble(), 1e-12);
    assertEquals(bound, overview.at("/rows/2/1").asDouble(), 1e-12);
    // As they came, true poses, and each method's.
    assertEquals(4, report.at("/sections/1/blocks/1/pictures").size());
    JsonNode means = report.at("/sections/1/blocks/4");
    assertEquals("set-1-means", means.get("id").asText());
    assertEquals(limit, means.at("/levels/0/value").asDouble(), 1e-12);
    assertEquals(bound, means.at("/levels/1/value").asDouble(), 1e-12);
    assertEquals(
        oracle.accuracy().mod180().mean().low(),
        means.at("/series/0/interval/low/1").asDouble(),
        1e-12);
    assertTrue(Files.exists(output.resolve("report.html")));
  }

  /** What was measured is taken over: a method in a process of its own takes a second or more. */
  @Test
  void resumedBenchmarkMeasuresNothingTwice() throws IOException {
    BenchmarkConfig config = tiny("polar-spectrum");
    Path output = folder.resolve("again");
    BenchmarkRecord first = job(config, output, "1").run(Progress.silent());
    BenchmarkRecord second = job(config, output, "1").run(Progress.silent());
    assertEquals(first.results().get(0).wallSeconds(), second.results().get(0).wallSeconds());
    assertEquals(first.results().get(0).mod180(), second.results().get(0).mod180());
  }

  @Tag("slow")
  @Test
  void resumedBenchmarkRunsOnlyWhatWasNotMeasured() throws IOException {
    BenchmarkConfig config = tiny("polar-spectrum, fourier-mellin");
    Path output = folder.resolve("resumed");
    BenchmarkRecord first = job(config, output, "1").run(Progress.silent());
    Path kept = output.resolve("sets/small/20/polar-spectrum");
    Files.delete(output.resolve("sets/small/20/fourier-mellin/measured.json"));
    FileTime written = Files.getLastModifiedTime(kept.resolve("particles.star"));

    BenchmarkRecord second = job(config, output, "1").run(Progress.silent());
    assertEquals(first.results().get(0).wallSeconds(), second.results().get(0).wallSeconds());
    assertEquals(first.results().get(0).mod180(), second.results().get(0).mod180());
    assertEquals(written, Files.getLastModifiedTime(kept.resolve("particles.star")));
    double before = first.results().get(1).wallSeconds();
    assertNotEquals(before, second.results().get(1).wallSeconds(), "measured again");

    BenchmarkRecord newer = job(config, output, "2").run(Progress.silent());
    assertNotEquals(
        first.results().get(0).wallSeconds(),
        newer.results().get(0).wallSeconds(),
        "another version is measured anew");
  }

  /** Six variants of align, each with a line in every table. */
  @Tag("slow")
  @Test
  void anAblationRunsEveryStartWithEveryPrior() throws IOException {
    BenchmarkConfig config =
        BenchmarkPlan.of(
            Path.of("configs/benchmark.yaml"),
            List.of(
                "sets=[{name: small, recipe: ../synthetic/demo.yaml,"
                    + " overrides: [count=20, box_pixels=32, pixel_size_angstroms=10.8,"
                    + " poses.shift_maximum_pixels=2, noise.variance_ratio=1]}]",
                "ablation=true",
                "bootstrap_resamples=50"),
            List.of(),
            false);
    Path output = folder.resolve("ablation");
    BenchmarkRecord record = job(config, output, "1").run(Progress.silent());

    assertEquals(6, record.results().size(), record.skipped().toString());
    List<String> lines = Files.readAllLines(output.resolve("ablation.csv"));
    assertEquals(7, lines.size());
    assertTrue(lines.get(1).startsWith("small,20,\"start network, prior wiener\","), lines.get(1));
    for (int n = 0; n < 6; n++) {
      BenchmarkResult result = record.results().get(n);
      assertTrue(result.command().contains(n % 2 == 0 ? "--prior wiener" : "--prior network"));
      assertEquals(result.mod180(), Double.parseDouble(lines.get(n + 1).split(",")[4]), 5e-5);
      assertTrue(
          Files.readString(output.resolve("benchmark.md"))
              .contains("| " + result.method() + " | "));
    }
    // The images hardly have noise: no start and no prior can miss the poses.
    assertTrue(record.results().stream().allMatch(result -> result.mod180() < 5));
  }

  private static BenchmarkConfig tiny(String methods) {
    return BenchmarkPlan.of(
        Path.of("configs/benchmark.yaml"),
        List.of(
            "sets=[{name: small, recipe: ../synthetic/demo.yaml,"
                + " overrides: [count=20, box_pixels=32, pixel_size_angstroms=10.8,"
                + " poses.shift_maximum_pixels=2, noise.variance_ratio=1]}]",
            "methods=[" + methods + "]",
            "bootstrap_resamples=20"),
        List.of(),
        false);
  }

  private static BenchmarkJob job(BenchmarkConfig config, Path output, String version) {
    return new BenchmarkJob(config, output, false, true, List.of(), "cryoudl benchmark", version);
  }
}
