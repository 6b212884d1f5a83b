package org.cryoudl.pipeline.benchmark.record;

import java.util.List;

/**
 * Everything a benchmark measured, as benchmark.json holds it.
 *
 * @param program name and version
 * @param commandLine what the user typed
 * @param processors how many the machine has
 * @param config what was compared
 * @param results one a set, size and method
 * @param views one a set of many views, size and program
 * @param bounds one a set and size with a template
 * @param skipped what was not run, and why
 */
public record BenchmarkRecord(
    String program,
    String commandLine,
    int processors,
    BenchmarkConfig config,
    List<BenchmarkResult> results,
    List<ViewsResult> views,
    List<BenchmarkResult.Bound> bounds,
    List<BenchmarkResult.Skipped> skipped) {

  public BenchmarkRecord {
    results = List.copyOf(results);
    views = List.copyOf(views);
    bounds = List.copyOf(bounds);
    skipped = List.copyOf(skipped);
  }
}
