package org.cryoudl.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.network.PolarArchitecture;

/**
 * A training run. Pairs come from {@code molecules} invented on the fly or from {@code particles}
 * (a simulated data set if it names its truth, else a real stack); exactly one is given.
 *
 * @param name name and version of the model that results, such as polar-0.1
 * @param seed decides initial weights and all data
 * @param start model file to start from; none starts from fresh weights
 * @param architecture sizes of the network; taken from {@code start} if that is given
 * @param molecules simulated molecules to train on
 * @param particles stack to train on
 * @param optimiser how weights are changed
 * @param validation how progress is measured
 * @param finalModel which state becomes the model: the last, or the best by validation
 * @param logEverySteps steps between two lines of figures in metrics.jsonl
 * @param checkpointEverySteps steps between checkpoints
 * @param checkpointsKept how many of the last checkpoints are kept
 */
public record TrainingConfig(
    @JsonPropertyDescription("Name and version of the resulting model.") String name,
    @JsonPropertyDescription("Seed of initial weights and all data.") Long seed,
    @JsonPropertyDescription("Model file to start from; none: fresh weights.") String start,
    @JsonPropertyDescription("Sizes of the network; those of `start` if that is given.")
        PolarArchitecture architecture,
    @JsonPropertyDescription("Simulated molecules to train on.") MoleculeSettings molecules,
    @JsonPropertyDescription("Stack of particles to train on.") ParticleSettings particles,
    @JsonPropertyDescription("How weights are changed.") OptimiserSettings optimiser,
    @JsonPropertyDescription("How progress is measured.") ValidationSettings validation,
    @JsonPropertyDescription("Which state becomes the model: last, or best by validation.")
        FinalModel finalModel,
    @JsonPropertyDescription("Steps between two sets of training figures in metrics.jsonl.")
        Integer logEverySteps,
    @JsonPropertyDescription("Steps between checkpoints.") Integer checkpointEverySteps,
    @JsonPropertyDescription("How many of the last checkpoints are kept.")
        Integer checkpointsKept) {

  /** Which state of a run becomes its model. */
  public enum FinalModel {
    @JsonProperty("last")
    LAST,
    @JsonProperty("best")
    BEST
  }

  public TrainingConfig {
    name = name == null ? "polar" : name;
    seed = seed == null ? 1L : seed;
    if ((molecules == null) == (particles == null)) {
      throw new IllegalArgumentException(
          "training needs either molecules or particles, got "
              + (molecules == null ? "none" : "both"));
    }
    if (start != null && architecture != null) {
      throw new IllegalArgumentException(
          "architecture comes from the start model; give one of start and architecture");
    }
    if (start == null && architecture == null) {
      architecture = PolarArchitecture.standard();
    }
    optimiser = optimiser == null ? OptimiserSettings.standard() : optimiser;
    validation = validation == null ? ValidationSettings.standard() : validation;
    // A run that stops early has gone past its best.
    FinalModel unsaid = validation.patience() > 0 ? FinalModel.BEST : FinalModel.LAST;
    finalModel = finalModel == null ? unsaid : finalModel;
    logEverySteps = Bounds.within("log_every_steps", logEverySteps, 10, 1, 1_000_000);
    checkpointEverySteps =
        Bounds.within("checkpoint_every_steps", checkpointEverySteps, 500, 1, 100_000_000);
    checkpointsKept = Bounds.within("checkpoints_kept", checkpointsKept, 3, 1, 1000);
  }
}
