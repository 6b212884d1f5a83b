package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.cartesian.JointAutoencoder;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.CartesianSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.AdamW;
import org.cryoudl.training.optimiser.Gradients;
import org.cryoudl.training.optimiser.NetworkAgreement;
import org.cryoudl.training.run.Checkpoint;

/**
 * All that training of {@code cartesian} needs to go on: weights and running statistics of the
 * network, and of the autoencoder in joint learning; the optimiser's moments; the number of steps.
 */
final class CartesianState {

  private static final String WEIGHTS = "weights.";
  private static final String FIRST = "first.";
  private static final String SECOND = "second.";

  /** PyTorch's default, which the published program uses. */
  private static final float SECOND_MOMENT_KEPT = 0.999f;

  /** All of an array of one dimension, written into its own memory. */
  static final NDIndex WHOLE = new NDIndex(":");

  private final CartesianNetwork network;
  private final Weights weights;
  private final Weights trained;
  private final Weights first;
  private final Weights second;
  private long step;

  private CartesianState(
      CartesianNetwork network, Weights weights, Weights first, Weights second, long step) {
    this.network = network;
    this.weights = weights;
    this.trained = trained(weights);
    this.first = first;
    this.second = second;
    this.step = step;
  }

  /** A run that starts from its configuration: fresh weights, or those of a model. */
  static CartesianState starting(TrainingConfig config, NDManager manager) {
    CartesianSettings settings = config.cartesian();
    CartesianNetwork network;
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    if (config.start() == null) {
      network = new CartesianNetwork(settings.architecture());
      arrays.putAll(network.initialise(manager, config.seed()).arrays());
    } else {
      Path file = Path.of(config.start());
      SafetensorsFile content = SafetensorsFile.read(file);
      network = ModelFile.cartesian(file, content);
      if (settings.architecture() != null) {
        NetworkAgreement.require(file, network, new CartesianNetwork(settings.architecture()));
      }
      arrays.putAll(ModelFile.weights(file, content, network, manager, "").arrays());
    }
    if (settings.reconstructs(config.method())) {
      CartesianSettings.requireHalvesOf(network.architecture());
      arrays.putAll(JointAutoencoder.initialise(manager, config.seed()));
    }
    Weights weights = new Weights(arrays);
    return new CartesianState(
        network,
        weights,
        AdamW.zeros(manager, trained(weights)),
        AdamW.zeros(manager, trained(weights)),
        0);
  }

  /**
   * A state as it was.
   *
   * @throws DataException if the checkpoint is another network's or lacks something
   */
  static CartesianState of(Checkpoint checkpoint, TrainingConfig config, NDManager manager) {
    CartesianNetwork network = ModelFile.cartesian(checkpoint.file(), checkpoint.content());
    Map<String, Shape> shapes = new LinkedHashMap<>(network.shapes());
    if (config.cartesian().reconstructs(config.method())) {
      shapes.putAll(JointAutoencoder.shapes());
    }
    Map<String, Shape> trained = new LinkedHashMap<>(shapes);
    trained.keySet().removeIf(name -> !Weights.isTrained(name));
    return new CartesianState(
        network,
        part(checkpoint, shapes, manager, WEIGHTS),
        part(checkpoint, trained, manager, FIRST),
        part(checkpoint, trained, manager, SECOND),
        checkpoint.step());
  }

  private static Weights part(
      Checkpoint checkpoint, Map<String, Shape> shapes, NDManager manager, String prefix) {
    return ModelFile.weights(checkpoint.file(), checkpoint.content(), shapes, manager, prefix);
  }

  private static Weights trained(Weights weights) {
    Map<String, NDArray> trained = new LinkedHashMap<>(weights.arrays());
    trained.keySet().removeIf(name -> !Weights.isTrained(name));
    return new Weights(trained);
  }

  /**
   * Everything, as a file holds it.
   *
   * @param more what others keep in it
   */
  SafetensorsFile content(Map<String, SafetensorsFile.Tensor> more) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.putAll(ModelFile.toTensors(weights, WEIGHTS));
    tensors.putAll(ModelFile.toTensors(first, FIRST));
    tensors.putAll(ModelFile.toTensors(second, SECOND));
    tensors.putAll(more);
    Map<String, String> metadata = new LinkedHashMap<>(ModelFile.metadata(network));
    metadata.put(Checkpoint.STEP, Long.toString(step));
    return new SafetensorsFile(metadata, tensors);
  }

  /**
   * Writes the network as a model.
   *
   * @param settled its weights, with statistics for use
   */
  void writeModel(Path file, Weights settled, String name) {
    Map<String, String> metadata = new LinkedHashMap<>(ModelFile.metadata(network));
    metadata.put("steps", Long.toString(step));
    metadata.put(ModelFile.NAME, name);
    Map<String, SafetensorsFile.Tensor> tensors = ModelFile.toTensors(settled, "");
    tensors.keySet().retainAll(network.shapes().keySet());
    new SafetensorsFile(metadata, tensors).write(file);
  }

  CartesianNetwork network() {
    return network;
  }

  /** Those of the network and, in joint learning, the autoencoder. */
  Weights weights() {
    return weights;
  }

  /** Number of updates done. */
  long step() {
    return step;
  }

  /**
   * One update: Adam on what is trained, and the running statistics as the step left them.
   *
   * @param leaves the copies the step worked on
   */
  void update(Gradients gradients, Weights leaves, double weightDecay, double learningRate) {
    step++;
    new AdamW(trained, first, second, weightDecay, SECOND_MOMENT_KEPT)
        .update(gradients.arrays(), step, learningRate);
    weights
        .arrays()
        .forEach(
            (name, array) -> {
              if (!Weights.isTrained(name)) {
                // Into its own memory: copyTo would hand it a buffer that the collector frees.
                array.set(WHOLE, leaves.get(name));
              }
            });
  }
}
