package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * How progress is measured: pairs never trained on.
 *
 * @param everySteps steps between measurements
 * @param molecules number of simulated molecules, each a set of its own
 * @param views images of each, compared cyclically
 * @param particles images of the stack, if one is trained on, whose angles are compared with each
 *     other
 * @param patience measurements without a new best after which training stops; 0: it never does
 * @param conditions how they are seen; by default the published benchmark's recipe
 */
public record ValidationSettings(
    @JsonPropertyDescription("Steps between measurements.") Integer everySteps,
    @JsonPropertyDescription(
            "Number of simulated molecules, each a set of its own; 0: no measurements.")
        Integer molecules,
    @JsonPropertyDescription("Images of each; image i is compared with i + 1, cyclically.")
        Integer views,
    @JsonPropertyDescription(
            "Images of the stack whose angles are compared with each other; 0: none.")
        Integer particles,
    @JsonPropertyDescription(
            "Training stops after so many measurements without a new best; 0: never.")
        Integer patience,
    @JsonPropertyDescription("How they are seen.") MoleculeSettings conditions) {

  /** What is null takes its default. */
  public ValidationSettings(
      @Nullable Integer everySteps,
      @Nullable Integer molecules,
      @Nullable Integer views,
      @Nullable Integer particles,
      @Nullable Integer patience,
      @Nullable MoleculeSettings conditions) {
    this.everySteps = Bounds.within("every_steps", everySteps, 500, 1, 100_000_000);
    this.molecules = Bounds.within("molecules", molecules, 24, 0, 10_000);
    this.views = Bounds.within("views", views, 40, 2, 10_000);
    this.particles = Bounds.within("particles", particles, 200, 0, 100_000);
    this.patience = Bounds.within("patience", patience, 0, 0, 1_000_000);
    this.conditions = conditions == null ? benchmarkRecipe() : conditions;
  }

  /** Every default. */
  public static ValidationSettings standard() {
    return new ValidationSettings(null, null, null, null, null, null);
  }

  /** The published benchmark's recipe, applied to molecules of our own. */
  private static MoleculeSettings benchmarkRecipe() {
    return new MoleculeSettings(
        List.of(128),
        new Range(0.49, 2.8),
        new Range(200, 200),
        new Range(5000, 20000),
        new Range(10, 10),
        1.0,
        null,
        10.0,
        new Range(3, 3),
        new Range(10 / 128.0, 10 / 128.0),
        0.0);
  }
}
