package org.cryoudl.training.averages;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.prior.PriorArchitecture;
import org.cryoudl.network.prior.PriorNetwork;
import org.cryoudl.network.tensors.GraphScalar;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.Gradients;
import org.cryoudl.training.optimiser.OptimiserState;
import org.cryoudl.training.run.Checkpoint;

/** All that training of {@code prior} needs to go on: the optimiser's state and the model. */
final class AverageState {

  private static final String AVERAGE = "average.";

  private static final float SECOND_MOMENT_KEPT = 0.99f;

  private final PriorNetwork network;
  private final OptimiserState optimiser;
  private final Weights average;

  private AverageState(PriorNetwork network, OptimiserState optimiser, Weights average) {
    this.network = network;
    this.optimiser = optimiser;
    this.average = average;
  }

  /** The state of a checkpoint, or of the beginning of a run. */
  static AverageState of(
      TrainingConfig config, Optional<Checkpoint> checkpoint, NDManager manager) {
    if (checkpoint.isPresent()) {
      Checkpoint present = checkpoint.get();
      PriorNetwork network = ModelFile.prior(present.file(), present.content());
      return new AverageState(
          network,
          OptimiserState.of(present, network.shapes(), manager),
          present.weights(network.shapes(), manager, AVERAGE));
    }
    PriorNetwork network;
    Weights weights;
    if (config.start() == null) {
      network =
          new PriorNetwork(
              Objects.requireNonNullElseGet(
                  Objects.requireNonNull(config.averages()).architecture(),
                  PriorArchitecture::standard));
      weights = network.initialise(manager, config.seed());
    } else {
      Path file = Path.of(config.start());
      SafetensorsFile content = SafetensorsFile.read(file);
      network = ModelFile.prior(file, content);
      weights = ModelFile.weights(file, content, network, manager, "");
    }
    return new AverageState(
        network, OptimiserState.starting(weights, manager), weights.copy(manager));
  }

  SafetensorsFile content() {
    return optimiser.content(network, ModelFile.toTensors(average, AVERAGE));
  }

  /** Writes the running average of the weights that a checkpoint holds, as a model. */
  void writeModel(Path file, SafetensorsFile checkpoint, String name) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    network
        .shapes()
        .forEach(
            (layer, shape) ->
                tensors.put(layer, ModelFile.tensor(file, checkpoint, AVERAGE + layer, shape)));
    long steps = new Checkpoint(file, checkpoint).step();
    OptimiserState.writeModel(file, network, tensors, steps, name);
  }

  PriorNetwork network() {
    return network;
  }

  OptimiserState optimiser() {
    return optimiser;
  }

  /** The running average of the weights: the model. */
  Weights average() {
    return average;
  }

  /** One update: AdamW on the weights, then the running average. */
  void update(Gradients gradients, OptimiserSettings settings, double learningRate) {
    optimiser.update(gradients, settings, SECOND_MOMENT_KEPT, learningRate);
    long step = optimiser.step();
    float decay = (float) Math.min(settings.averageDecay(), step / (step + 10.0));
    Weights weights = optimiser.weights();
    try (NDManager scratch = weights.get("stem.weight").getManager().newSubManager()) {
      average
          .arrays()
          .forEach(
              (name, mean) -> {
                NDArray now = weights.get(name);
                mean.tempAttach(scratch);
                now.tempAttach(scratch);
                mean.muli(decay).addi(GraphScalar.times(now, 1 - decay));
              });
    }
  }
}
