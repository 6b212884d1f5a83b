package org.cryoudl.pipeline.benchmark.record;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A set in one size, and what was measured on it.
 *
 * @param set name of the set
 * @param particles how many
 * @param results one a method, in the order they were run
 * @param bound the Cramer-Rao bound, if the set has a template
 */
public record BenchmarkCase(
    String set,
    int particles,
    List<BenchmarkResult> results,
    Optional<BenchmarkResult.Bound> bound) {

  public static final String ORACLE = "oracle";

  /** All cases of a benchmark in the order they were run. */
  public static List<BenchmarkCase> of(BenchmarkRecord record) {
    Set<List<Object>> keys = new LinkedHashSet<>();
    record.results().forEach(r -> keys.add(List.of(r.set(), r.particles())));
    return keys.stream().map(key -> of(record, (String) key.get(0), (int) key.get(1))).toList();
  }

  private static BenchmarkCase of(BenchmarkRecord record, String set, int particles) {
    return new BenchmarkCase(
        set,
        particles,
        record.results().stream()
            .filter(r -> r.set().equals(set) && r.particles() == particles)
            .toList(),
        record.bounds().stream()
            .filter(b -> b.set().equals(set) && b.particles() == particles)
            .findFirst());
  }

  public String title() {
    return title(set, particles);
  }

  public static String title(String set, int particles) {
    return set + ", " + particles + " particles";
  }

  /** What a method did, if it was run. */
  public Optional<BenchmarkResult> by(String method) {
    return results.stream().filter(r -> r.method().equals(method)).findFirst();
  }

  public static boolean isOracle(BenchmarkResult result) {
    return result.method().equals(ORACLE);
  }

  /** The least mean error modulo half a turn of all methods but the oracle. */
  public OptionalDouble best() {
    return results.stream().filter(r -> !isOracle(r)).mapToDouble(BenchmarkResult::mod180).min();
  }

  /** Whether a result is the best but the oracle's. */
  public boolean isBest(BenchmarkResult result) {
    return !isOracle(result) && result.mod180() == best().orElse(Double.NaN);
  }
}
