package org.cryoudl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.ModelFile;
import org.cryoudl.network.PolarNetwork;
import org.cryoudl.network.SafetensorsFile;
import org.cryoudl.network.Weights;

/**
 * All that a training run needs to go on: weights, their running average, the optimiser's moments
 * and the number of steps done. Random numbers need no state, as they are keyed by step.
 */
final class TrainingState {

  private static final String STEP = "step";

  private final PolarNetwork network;
  private final Weights weights;
  private final Weights average;
  private final Weights first;
  private final Weights second;
  private long step;

  private TrainingState(
      PolarNetwork network,
      Weights weights,
      Weights average,
      Weights first,
      Weights second,
      long step) {
    this.network = network;
    this.weights = weights;
    this.average = average;
    this.first = first;
    this.second = second;
    this.step = step;
  }

  /** A run that starts from these weights, which it will change. */
  static TrainingState starting(PolarNetwork network, Weights weights, NDManager manager) {
    return new TrainingState(
        network,
        weights,
        weights.copy(manager),
        AdamW.zeros(manager, weights),
        AdamW.zeros(manager, weights),
        0);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if it is damaged
   */
  static TrainingState read(Path file, NDManager manager) {
    SafetensorsFile content = SafetensorsFile.read(file);
    PolarNetwork network = ModelFile.polar(file, content);
    String step = content.metadata().getOrDefault(STEP, "");
    if (!step.matches("\\d{1,12}")) {
      throw new DataException(file + " does not say how many steps were done; is it a checkpoint?");
    }
    return new TrainingState(
        network,
        ModelFile.weights(file, content, network, manager, "weights."),
        ModelFile.weights(file, content, network, manager, "average."),
        ModelFile.weights(file, content, network, manager, "first."),
        ModelFile.weights(file, content, network, manager, "second."),
        Long.parseLong(step));
  }

  /** Writes a checkpoint. */
  void write(Path file) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.putAll(ModelFile.toTensors(weights, "weights."));
    tensors.putAll(ModelFile.toTensors(average, "average."));
    tensors.putAll(ModelFile.toTensors(first, "first."));
    tensors.putAll(ModelFile.toTensors(second, "second."));
    Map<String, String> metadata = new LinkedHashMap<>(ModelFile.metadata(network));
    metadata.put(STEP, Long.toString(step));
    new SafetensorsFile(metadata, tensors).write(file);
  }

  PolarNetwork network() {
    return network;
  }

  Weights weights() {
    return weights;
  }

  /** The running average of the weights: the model. */
  Weights average() {
    return average;
  }

  /** Number of updates done. */
  long step() {
    return step;
  }

  /** One update: AdamW on the weights, then the running average. */
  void update(Map<String, NDArray> gradients, OptimiserSettings settings) {
    double rate = settings.learningRateAt(step);
    step++;
    new AdamW(weights, first, second, settings.weightDecay()).update(gradients, step, rate);
    // The average forgets faster at the start, or it would keep the initial weights for long.
    float decay = (float) Math.min(settings.averageDecay(), step / (step + 10.0));
    try (NDManager scratch = weights.get("stem.weight").getManager().newSubManager()) {
      average
          .arrays()
          .forEach(
              (name, mean) -> {
                NDArray now = weights.get(name);
                mean.tempAttach(scratch);
                now.tempAttach(scratch);
                mean.muli(decay).addi(now.mul(1 - decay));
              });
    }
  }
}
