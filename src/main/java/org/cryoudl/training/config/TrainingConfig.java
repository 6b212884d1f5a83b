package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Locale;
import org.cryoudl.failure.Bounds;
import org.cryoudl.network.polar.PolarArchitecture;
import org.jspecify.annotations.Nullable;

/**
 * A training run. Pairs come from {@code molecules} invented on the fly or from {@code particles}
 * (a stack, real or simulated); exactly one is given.
 *
 * @param name name and version of the model that results, such as polar-0.1
 * @param seed decides initial weights and all data
 * @param method where the network gets its target angles from; by default supervised for molecules,
 *     whose angles are known, and udl for a stack
 * @param start model file to start from; none starts from fresh weights
 * @param architecture sizes of the network; with {@code start} none are needed, and those given
 *     must be its own
 * @param cartesian trains the published network {@code cartesian} instead, in this way
 * @param averages trains the network {@code prior} instead, on invented averages
 * @param molecules simulated molecules to train on
 * @param particles stack to train on
 * @param joint the joint stage, for the method judl
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
    @JsonPropertyDescription(
            "supervised (known angles), udl (pair-wise) or judl (joint); the last two need no truth.")
        TrainingMethod method,
    @JsonPropertyDescription("Model file to start from; none: fresh weights.")
        @Nullable String start,
    @JsonPropertyDescription(
            "Sizes of the network; with `start` they may be left out, or must be the same.")
        @Nullable PolarArchitecture architecture,
    @JsonPropertyDescription(
            "Trains the published network `cartesian` instead of `polar`, in this way; it takes"
                + " particles, and of `optimiser` steps, learning_rate, schedule, weight_decay and"
                + " clip_norm.")
        @Nullable CartesianSettings cartesian,
    @JsonPropertyDescription(
            "Trains the network `prior`, which knows what averages look like, on invented ones; it"
                + " takes neither molecules nor particles.")
        @Nullable AverageSettings averages,
    @JsonPropertyDescription("Simulated molecules to train on.")
        @Nullable MoleculeSettings molecules,
    @JsonPropertyDescription("Stack of particles to train on.")
        @Nullable ParticleSettings particles,
    @JsonPropertyDescription("The joint stage, for the method judl.") @Nullable JointSettings joint,
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
    if (particles != null && particles.byClass()) {
      requireGroups(cartesian, method);
    }
    if (averages != null) {
      requireAverages(cartesian, architecture, molecules, particles);
    } else if ((molecules == null) == (particles == null)) {
      throw new IllegalArgumentException(
          "training needs either molecules or particles, got "
              + (molecules == null ? "none" : "both"));
    }
    if (averages != null) {
      method = TrainingMethod.SUPERVISED;
    } else if (cartesian != null) {
      requireCartesian(architecture, molecules);
      cartesian = cartesian.startingFrom(start);
      method = cartesian.method(method, particles);
      if (cartesian.reconstructs(method) && cartesian.architecture() != null) {
        CartesianSettings.requireHalvesOf(cartesian.architecture());
      }
      boolean joins = cartesian.averages(method) && joint == null;
      joint = joins ? JointSettings.standard() : joint;
    } else {
      method = method == null ? unsaidMethod(molecules) : method;
      requireData(method, molecules, particles);
      boolean joins = method == TrainingMethod.JUDL && joint == null;
      joint = joins ? JointSettings.standard() : joint;
      boolean fresh = start == null && architecture == null;
      architecture = fresh ? PolarArchitecture.standard() : architecture;
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

  private static TrainingMethod unsaidMethod(@Nullable MoleculeSettings molecules) {
    return molecules == null ? TrainingMethod.UDL : TrainingMethod.SUPERVISED;
  }

  private static void requireData(
      TrainingMethod method,
      @Nullable MoleculeSettings molecules,
      @Nullable ParticleSettings particles) {
    if (molecules != null && method != TrainingMethod.SUPERVISED) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "method %s needs particles: each molecule is seen a few times only, its angles known",
              method.name().toLowerCase(Locale.ROOT)));
    }
    if (particles != null && method == TrainingMethod.SUPERVISED && particles.truth() == null) {
      throw new IllegalArgumentException(
          "method supervised needs the particles' truth; without one say udl or judl");
    }
  }

  private static void requireAverages(
      @Nullable CartesianSettings cartesian,
      @Nullable PolarArchitecture architecture,
      @Nullable MoleculeSettings molecules,
      @Nullable ParticleSettings particles) {
    if (cartesian != null || architecture != null || molecules != null || particles != null) {
      throw new IllegalArgumentException(
          "the network prior is trained on averages alone: leave out cartesian, architecture,"
              + " molecules and particles");
    }
  }

  private static void requireGroups(
      @Nullable CartesianSettings cartesian, @Nullable TrainingMethod method) {
    if (cartesian == null || cartesian.averages(method)) {
      throw new IllegalArgumentException(
          "by_class needs the network cartesian, and joint_target: reconstruction if it is trained"
              + " jointly: one average cannot describe several classes");
    }
  }

  private static void requireCartesian(
      @Nullable PolarArchitecture architecture, @Nullable MoleculeSettings molecules) {
    if (architecture != null) {
      throw new IllegalArgumentException(
          "architecture is that of the network polar; give cartesian.architecture instead");
    }
    if (molecules != null) {
      throw new IllegalArgumentException(
          "the network cartesian is trained on particles, got molecules");
    }
  }
}
