package org.cryoudl.pipeline.benchmark.record;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cryoudl.evaluation.poses.Accuracy;

/**
 * What one method did on one set.
 *
 * @param set name of the set
 * @param particles how many it was given
 * @param method the method
 * @param accuracy against the truth
 * @param logEvidence of held-out particles against noise, in nats, if the method measures it
 * @param wallSeconds of the whole program, start-up and writing included
 * @param cpuSeconds of all its threads, if the system reports it
 * @param peakBytes largest resident set, if the system reports it
 * @param command the command line
 */
public record BenchmarkResult(
    String set,
    int particles,
    String method,
    Accuracy accuracy,
    OptionalDouble logEvidence,
    double wallSeconds,
    OptionalDouble cpuSeconds,
    OptionalLong peakBytes,
    String command) {

  /** Processor time per particle, or wall-clock time where the system does not report it. */
  public double secondsPerParticle() {
    return cpuSeconds.orElse(wallSeconds) / particles;
  }

  /** Mean angle error modulo half a turn, in degrees. */
  public double mod180() {
    return accuracy.mod180().mean().value();
  }

  public static BenchmarkResult of(
      PreparedSet set,
      String method,
      Accuracy accuracy,
      OptionalDouble logEvidence,
      Usage usage,
      String command) {
    return new BenchmarkResult(
        set.name(),
        set.size(),
        method,
        accuracy,
        logEvidence,
        usage.wallSeconds(),
        usage.cpuSeconds(),
        usage.peakBytes(),
        command);
  }

  /**
   * The limit that no unbiased method can pass.
   *
   * @param set name of the set
   * @param particles how many
   * @param leastMeanPsiErrorDegrees mean angle error of the Cramer-Rao bound
   * @param leastMeanShiftErrorPixels mean shift error of the same
   */
  public record Bound(
      String set,
      int particles,
      double leastMeanPsiErrorDegrees,
      double leastMeanShiftErrorPixels) {}

  /**
   * Something that was not run.
   *
   * @param set name of the set; empty if it concerns all
   * @param method the method
   * @param reason one sentence
   */
  public record Skipped(Optional<String> set, String method, String reason) {}
}
