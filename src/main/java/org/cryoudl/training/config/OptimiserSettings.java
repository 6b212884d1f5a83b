package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * How weights are changed.
 *
 * @param steps number of updates
 * @param particlesPerStep different molecules in a step; for a stack, times views is its images
 * @param views images of one particle in a step
 * @param comparisons with how many of the following views each image is compared
 * @param learningRate AdamW's step size at its height
 * @param schedule how the learning rate rises and falls
 * @param weightDecay decoupled weight decay, applied to weights and not to biases
 * @param clipNorm gradients of a larger global norm are scaled down to it; 0: none are
 * @param averageDecay decay of the running average of weights, which is the model
 * @param targetDeviationDegrees width of the target around a known difference
 */
public record OptimiserSettings(
    @JsonPropertyDescription("Number of updates.") Integer steps,
    @JsonPropertyDescription("Molecules in a step (for a stack: groups of `views` images).")
        Integer particlesPerStep,
    @JsonPropertyDescription("Images of one molecule in a step.") Integer views,
    @JsonPropertyDescription("With how many of the following views each image is compared.")
        Integer comparisons,
    @JsonPropertyDescription("Largest step size of AdamW.") Double learningRate,
    @JsonPropertyDescription("How the learning rate rises and falls.") ScheduleSettings schedule,
    @JsonPropertyDescription("Decoupled weight decay of weights; biases do not decay.")
        Double weightDecay,
    @JsonPropertyDescription(
            "Gradients of a larger global norm are scaled down to this; 0: none are.")
        Double clipNorm,
    @JsonPropertyDescription("Decay of the running average of weights, which is the model.")
        Double averageDecay,
    @JsonPropertyDescription("Standard deviation of the target around a known angle, degrees.")
        Double targetDeviationDegrees) {

  /** What is null takes its default. */
  public OptimiserSettings(
      @Nullable Integer steps,
      @Nullable Integer particlesPerStep,
      @Nullable Integer views,
      @Nullable Integer comparisons,
      @Nullable Double learningRate,
      @Nullable ScheduleSettings schedule,
      @Nullable Double weightDecay,
      @Nullable Double clipNorm,
      @Nullable Double averageDecay,
      @Nullable Double targetDeviationDegrees) {
    this.steps = Bounds.within("steps", steps, 5000, 1, 100_000_000);
    this.particlesPerStep = Bounds.within("particles_per_step", particlesPerStep, 8, 1, 4096);
    this.views = Bounds.within("views", views, 4, 2, 4096);
    this.comparisons = Bounds.within("comparisons", comparisons, this.views / 2, 1, this.views / 2);
    this.learningRate = Bounds.within("learning_rate", learningRate, 3e-3, 1e-9, 1);
    this.schedule = schedule == null ? ScheduleSettings.standard() : schedule;
    this.weightDecay = Bounds.within("weight_decay", weightDecay, 0.01, 0, 10);
    this.clipNorm = Bounds.within("clip_norm", clipNorm, 1, 0, 1e6);
    this.averageDecay = Bounds.within("average_decay", averageDecay, 0.998, 0, 0.999999);
    this.targetDeviationDegrees =
        Bounds.within("target_deviation_degrees", targetDeviationDegrees, 1, 0.1, 20);
  }

  /** Every default. */
  public static OptimiserSettings standard() {
    return new OptimiserSettings(null, null, null, null, null, null, null, null, null, null);
  }

  /** The learning rate of a step, counted from 0. */
  public double learningRateAt(long step) {
    return learningRate * schedule.at(step, steps);
  }
}
