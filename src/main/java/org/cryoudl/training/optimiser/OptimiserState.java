package org.cryoudl.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.StoredNetwork;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.run.Checkpoint;

/**
 * What every network's training needs to go on: weights, the two moments of {@link AdamW} for those
 * of them that gradients change, and the number of updates done. Random numbers need no state, as
 * they are keyed by step.
 */
public final class OptimiserState {

  private static final String WEIGHTS = "weights.";
  private static final String FIRST = "first.";
  private static final String SECOND = "second.";

  private final Weights weights;
  private final Weights trained;
  private final Weights first;
  private final Weights second;
  private long step;

  private OptimiserState(Weights weights, Weights first, Weights second, long step) {
    this.weights = weights;
    this.trained = trained(weights);
    this.first = first;
    this.second = second;
    this.step = step;
  }

  /** The state before the first update of these weights, which updates will change. */
  public static OptimiserState starting(Weights weights, NDManager manager) {
    Weights trained = trained(weights);
    return new OptimiserState(
        weights, AdamW.zeros(manager, trained), AdamW.zeros(manager, trained), 0);
  }

  /**
   * A state as it was.
   *
   * @param shapes of all weights and running statistics by name
   * @throws org.cryoudl.failure.DataException if the checkpoint lacks one or has it in another
   *     shape
   */
  public static OptimiserState of(
      Checkpoint checkpoint, Map<String, Shape> shapes, NDManager manager) {
    Map<String, Shape> trained = new LinkedHashMap<>(shapes);
    trained.keySet().removeIf(name -> !Weights.isTrained(name));
    return new OptimiserState(
        checkpoint.weights(shapes, manager, WEIGHTS),
        checkpoint.weights(trained, manager, FIRST),
        checkpoint.weights(trained, manager, SECOND),
        checkpoint.step());
  }

  private static Weights trained(Weights weights) {
    Map<String, NDArray> trained = new LinkedHashMap<>(weights.arrays());
    trained.keySet().removeIf(name -> !Weights.isTrained(name));
    return new Weights(trained);
  }

  /**
   * Everything, as a checkpoint file holds it.
   *
   * @param more tensors that others keep in it
   */
  public SafetensorsFile content(StoredNetwork network, Map<String, SafetensorsFile.Tensor> more) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.putAll(ModelFile.toTensors(weights, WEIGHTS));
    tensors.putAll(ModelFile.toTensors(first, FIRST));
    tensors.putAll(ModelFile.toTensors(second, SECOND));
    tensors.putAll(more);
    Map<String, String> metadata = ModelFile.metadata(network);
    metadata.put(Checkpoint.STEP, Long.toString(step));
    return new SafetensorsFile(metadata, tensors);
  }

  /**
   * Writes a model that training made.
   *
   * @param tensors the network's weights and running statistics by name
   * @param steps number of updates it took
   * @param name the model's name and version
   */
  public static void writeModel(
      Path file,
      StoredNetwork network,
      Map<String, SafetensorsFile.Tensor> tensors,
      long steps,
      String name) {
    Map<String, String> metadata = ModelFile.metadata(network);
    metadata.put(ModelFile.NAME, name);
    metadata.put("steps", Long.toString(steps));
    new SafetensorsFile(metadata, tensors).write(file);
  }

  /** All weights and running statistics. */
  public Weights weights() {
    return weights;
  }

  /** Number of updates done. */
  public long step() {
    return step;
  }

  /**
   * One update of the weights that gradients change.
   *
   * @param settings weights decay by
   * @param secondMomentKept share of the means of squares that an update keeps
   */
  public void update(
      Gradients gradients,
      OptimiserSettings settings,
      float secondMomentKept,
      double learningRate) {
    step++;
    new AdamW(trained, first, second, settings.weightDecay(), secondMomentKept)
        .update(gradients.arrays(), step, learningRate);
  }
}
