package org.cryoudl.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.GraphScalar;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.StoredNetwork;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.run.Checkpoint;

/**
 * All that training needs to go on where the model is a running average of the weights: the
 * optimiser's state and the model.
 */
public final class AveragedState<N extends StoredNetwork> {

  private static final String AVERAGE = "average.";

  /** Forgets faster than usual: runs are short. */
  private static final float SECOND_MOMENT_KEPT = 0.99f;

  private final N network;
  private final OptimiserState optimiser;
  private final Weights average;

  private AveragedState(N network, OptimiserState optimiser, Weights average) {
    this.network = network;
    this.optimiser = optimiser;
    this.average = average;
  }

  /** A run that starts from these weights, which it will change. */
  public static <N extends StoredNetwork> AveragedState<N> starting(
      N network, Weights weights, NDManager manager) {
    return new AveragedState<>(
        network, OptimiserState.starting(weights, manager), weights.copy(manager));
  }

  /**
   * A state as it was.
   *
   * @param network the checkpoint's
   * @throws org.cryoudl.failure.DataException if the checkpoint is another network's or lacks
   *     something
   */
  public static <N extends StoredNetwork> AveragedState<N> of(
      Checkpoint checkpoint, N network, NDManager manager) {
    return new AveragedState<>(
        network,
        OptimiserState.of(checkpoint, network.shapes(), manager),
        checkpoint.weights(network.shapes(), manager, AVERAGE));
  }

  /**
   * Everything, as a file holds it.
   *
   * @param more what others keep in it
   */
  public SafetensorsFile content(Map<String, SafetensorsFile.Tensor> more) {
    Map<String, SafetensorsFile.Tensor> tensors = ModelFile.toTensors(average, AVERAGE);
    tensors.putAll(more);
    return optimiser.content(network, tensors);
  }

  /** Writes the running average of the weights that a checkpoint holds, as a model. */
  public void writeModel(Path file, SafetensorsFile checkpoint, String name) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    network
        .shapes()
        .forEach(
            (layer, shape) ->
                tensors.put(layer, ModelFile.tensor(file, checkpoint, AVERAGE + layer, shape)));
    long steps = new Checkpoint(file, checkpoint).step();
    OptimiserState.writeModel(file, network, tensors, steps, name);
  }

  public N network() {
    return network;
  }

  public OptimiserState optimiser() {
    return optimiser;
  }

  /** The running average of the weights: the model. */
  public Weights average() {
    return average;
  }

  /** One update: AdamW on the weights, then the running average. */
  public void update(Gradients gradients, OptimiserSettings settings, double learningRate) {
    optimiser.update(gradients, settings, SECOND_MOMENT_KEPT, learningRate);
    // The average forgets faster at the start, or it would keep the initial weights for long.
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
