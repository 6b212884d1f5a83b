package org.cryoudl.pipeline.benchmark.record;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How RELION's Class2D with one class is run beside ours, if {@code relion_refine} is there.
 *
 * @param enabled whether to run it at all; true by default
 * @param sets names of the sets it runs on; all by default
 * @param ctf whether it uses the CTF; both, one run each, by default
 * @param iterations 15 by default
 * @param psiStepDegrees angular step before oversampling halves it; 6 by default
 * @param offsetRangePixels largest shift; 12 by default
 * @param offsetStepPixels step of shifts before oversampling halves it; 2 by default
 * @param threads 2 by default
 */
public record RelionSettings(
    @JsonPropertyDescription("whether to run it where it is installed") Boolean enabled,
    @JsonPropertyDescription("names of the sets it runs on; all if left out")
        @Nullable List<String> sets,
    @JsonPropertyDescription("both: one run with the CTF and one without; with; without")
        CtfUse ctf,
    @JsonPropertyDescription("number of iterations") Integer iterations,
    @JsonPropertyDescription("angular step in degrees; the effective one is half of it")
        Double psiStepDegrees,
    @JsonPropertyDescription("largest shift in pixels") Double offsetRangePixels,
    @JsonPropertyDescription("step of shifts in pixels; the effective one is half of it")
        Double offsetStepPixels,
    @JsonPropertyDescription("threads of relion_refine") Integer threads) {

  /** Whether RELION uses the CTF. */
  public enum CtfUse {
    @JsonProperty("both")
    BOTH,
    @JsonProperty("with")
    WITH,
    @JsonProperty("without")
    WITHOUT
  }

  /** What is null takes its default. */
  public RelionSettings(
      @Nullable Boolean enabled,
      @Nullable List<String> sets,
      @Nullable CtfUse ctf,
      @Nullable Integer iterations,
      @Nullable Double psiStepDegrees,
      @Nullable Double offsetRangePixels,
      @Nullable Double offsetStepPixels,
      @Nullable Integer threads) {
    this.enabled = enabled == null || enabled;
    this.ctf = ctf == null ? CtfUse.BOTH : ctf;
    this.iterations = iterations == null ? 15 : iterations;
    this.psiStepDegrees = psiStepDegrees == null ? 6 : psiStepDegrees;
    this.offsetRangePixels = offsetRangePixels == null ? 12 : offsetRangePixels;
    this.offsetStepPixels = offsetStepPixels == null ? 2 : offsetStepPixels;
    this.threads = threads == null ? 2 : threads;
    if (this.iterations < 1 || this.threads < 1) {
      throw new IllegalArgumentException(
          "iterations and threads must be at least 1, got "
              + this.iterations
              + " and "
              + this.threads);
    }
    if (!(this.psiStepDegrees > 0 && this.offsetRangePixels > 0 && this.offsetStepPixels > 0)) {
      throw new IllegalArgumentException(
          String.format(
                  Locale.ROOT,
                  "psi_step_degrees, offset_range_pixels and offset_step_pixels must be above 0, got %s, %s,",
                  this.psiStepDegrees,
                  this.offsetRangePixels)
              + " "
              + this.offsetStepPixels);
    }
    this.sets = sets;
  }

  /** Every default. */
  public static RelionSettings standard() {
    return new RelionSettings(null, null, null, null, null, null, null, null);
  }

  /** These settings, or the same switched off. */
  RelionSettings enabledIf(boolean wanted) {
    return new RelionSettings(
        enabled && wanted,
        sets,
        ctf,
        iterations,
        psiStepDegrees,
        offsetRangePixels,
        offsetStepPixels,
        threads);
  }

  /** The step that oversampling leaves. */
  public double effectiveStepDegrees() {
    return psiStepDegrees / 2;
  }

  /**
   * Whether some run of these settings has the step, the set and the use of the CTF of another's.
   */
  boolean repeats(RelionSettings other) {
    boolean sameSet =
        sets == null || other.sets == null || sets.stream().anyMatch(other.sets::contains);
    boolean sameCtf = ctf == CtfUse.BOTH || other.ctf == CtfUse.BOTH || ctf == other.ctf;
    return psiStepDegrees.equals(other.psiStepDegrees) && sameSet && sameCtf;
  }

  public boolean runsOn(String set) {
    return enabled && (sets == null || sets.contains(set));
  }
}
