package org.cryoudl.training.polar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.GraphScalar;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.optimiser.AdamW;
import org.cryoudl.training.optimiser.Gradients;
import org.cryoudl.training.run.Checkpoint;

/**
 * All that a training run needs to go on: weights, their running average, the optimiser's moments
 * and the number of steps done. Random numbers need no state, as they are keyed by step.
 */
final class PolarState {

  private static final String WEIGHTS = "weights.";
  private static final String AVERAGE = "average.";
  private static final String FIRST = "first.";
  private static final String SECOND = "second.";

  /** Forgets faster than usual: runs are short. */
  private static final float SECOND_MOMENT_KEPT = 0.99f;

  private final PolarNetwork network;
  private final Weights weights;
  private final Weights average;
  private final Weights first;
  private final Weights second;
  private long step;

  private PolarState(
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
  static PolarState starting(PolarNetwork network, Weights weights, NDManager manager) {
    return new PolarState(
        network,
        weights,
        weights.copy(manager),
        AdamW.zeros(manager, weights),
        AdamW.zeros(manager, weights),
        0);
  }

  /**
   * A state as it was.
   *
   * @param network the checkpoint's
   * @throws org.cryoudl.failure.DataException if the checkpoint is another network's or lacks
   *     something
   */
  static PolarState of(Checkpoint checkpoint, PolarNetwork network, NDManager manager) {
    return new PolarState(
        network,
        part(checkpoint, network, manager, WEIGHTS),
        part(checkpoint, network, manager, AVERAGE),
        part(checkpoint, network, manager, FIRST),
        part(checkpoint, network, manager, SECOND),
        checkpoint.step());
  }

  private static Weights part(
      Checkpoint checkpoint, PolarNetwork network, NDManager manager, String prefix) {
    return ModelFile.weights(checkpoint.file(), checkpoint.content(), network, manager, prefix);
  }

  /** Everything, as a file holds it. */
  SafetensorsFile content() {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.putAll(ModelFile.toTensors(weights, WEIGHTS));
    tensors.putAll(ModelFile.toTensors(average, AVERAGE));
    tensors.putAll(ModelFile.toTensors(first, FIRST));
    tensors.putAll(ModelFile.toTensors(second, SECOND));
    Map<String, String> metadata = new LinkedHashMap<>(ModelFile.metadata(network));
    metadata.put(Checkpoint.STEP, Long.toString(step));
    return new SafetensorsFile(metadata, tensors);
  }

  /** Writes the running average of the weights that a checkpoint holds, as a model. */
  static void writeModel(Path file, SafetensorsFile checkpoint, String name) {
    Map<String, String> metadata = new LinkedHashMap<>(checkpoint.metadata());
    String steps = metadata.remove(Checkpoint.STEP);
    metadata.put(ModelFile.NAME, name);
    metadata.put("steps", steps);
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    checkpoint
        .tensors()
        .forEach(
            (key, tensor) -> {
              if (key.startsWith(AVERAGE)) {
                tensors.put(key.substring(AVERAGE.length()), tensor);
              }
            });
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
  void update(Gradients gradients, OptimiserSettings settings, double learningRate) {
    step++;
    new AdamW(weights, first, second, settings.weightDecay(), SECOND_MOMENT_KEPT)
        .update(gradients.arrays(), step, learningRate);
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
                mean.muli(decay).addi(GraphScalar.times(now, 1 - decay));
              });
    }
  }
}
