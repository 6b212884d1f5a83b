package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * How the learning rate changes in the course of a run. After {@code warmUpSteps} of a linear rise
 * it is, as part of its height, at step t of T:
 *
 * <ul>
 *   <li>{@code cosine}: {@code e + (1 - e) (1 + cos(pi t / T)) / 2} with e the final part
 *       (Loshchilov and Hutter, ICLR 2017, without restarts);
 *   <li>{@code step}: {@code factor^floor(t / everySteps)};
 *   <li>{@code constant}: 1.
 * </ul>
 *
 * @param shape which of these
 * @param warmUpSteps steps over which it rises from 0; 0: none
 * @param finalPart where a cosine ends
 * @param everySteps steps between the falls of a step schedule
 * @param factor what each fall multiplies by
 */
public record ScheduleSettings(
    @JsonPropertyDescription("Shape of the learning rate: cosine, step or constant.") Shape shape,
    @JsonPropertyDescription("Steps over which the learning rate rises from 0; 0: none.")
        Integer warmUpSteps,
    @JsonPropertyDescription("Cosine: last learning rate as part of the largest.") Double finalPart,
    @JsonPropertyDescription("Step: steps between two falls.") Integer everySteps,
    @JsonPropertyDescription("Step: what each fall multiplies by.") Double factor) {

  /** Shapes of the learning rate over a run. */
  public enum Shape {
    @JsonProperty("cosine")
    COSINE,
    @JsonProperty("step")
    STEP,
    @JsonProperty("constant")
    CONSTANT
  }

  /** What is null takes its default. */
  public ScheduleSettings(
      @Nullable Shape shape,
      @Nullable Integer warmUpSteps,
      @Nullable Double finalPart,
      @Nullable Integer everySteps,
      @Nullable Double factor) {
    this.shape = shape == null ? Shape.COSINE : shape;
    this.warmUpSteps = Bounds.within("warm_up_steps", warmUpSteps, 100, 0, 1_000_000);
    this.finalPart = Bounds.within("final_part", finalPart, 0.01, 0, 1);
    // The published program's StepLR.
    this.everySteps = Bounds.within("every_steps", everySteps, 12_000, 1, 100_000_000);
    this.factor = Bounds.within("factor", factor, 0.8, 1e-6, 1);
  }

  /** Every default. */
  public static ScheduleSettings standard() {
    return new ScheduleSettings(null, null, null, null, null);
  }

  /**
   * The learning rate as part of its height.
   *
   * @param step counted from 0
   * @param steps of the whole run
   */
  public double at(long step, long steps) {
    double rise = warmUpSteps == 0 ? 1 : Math.min(1, (step + 1) / (double) warmUpSteps);
    double fall =
        switch (shape) {
          case COSINE -> {
            double done = Math.min(1, step / (double) steps);
            yield finalPart + (1 - finalPart) * 0.5 * (1 + Math.cos(Math.PI * done));
          }
          case STEP -> Math.pow(factor, step / everySteps);
          case CONSTANT -> 1;
        };
    return rise * fall;
  }
}
