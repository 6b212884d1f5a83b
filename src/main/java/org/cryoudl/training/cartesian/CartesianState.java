package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.cartesian.JointAutoencoder;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.CartesianSettings;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.GradientStep;
import org.cryoudl.training.optimiser.NetworkAgreement;
import org.cryoudl.training.optimiser.OptimiserState;
import org.cryoudl.training.run.Checkpoint;

/**
 * All that training of {@code cartesian} needs to go on: the optimiser's state, with weights and
 * running statistics of the network and, in joint learning, of the autoencoder.
 */
final class CartesianState {

  /** PyTorch's default, which the published program uses. */
  private static final float SECOND_MOMENT_KEPT = 0.999f;

  /** All of an array of one dimension, written into its own memory. */
  static final NDIndex WHOLE = new NDIndex(":");

  private final CartesianNetwork network;
  private final OptimiserState optimiser;

  private CartesianState(CartesianNetwork network, OptimiserState optimiser) {
    this.network = network;
    this.optimiser = optimiser;
  }

  /** A run that starts from its configuration: fresh weights, or those of a model. */
  static CartesianState starting(TrainingConfig config, NDManager manager) {
    CartesianSettings settings = Objects.requireNonNull(config.cartesian());
    CartesianNetwork network;
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    if (config.start() == null) {
      network =
          new CartesianNetwork(
              Objects.requireNonNullElseGet(
                  settings.architecture(), CartesianArchitecture::published));
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
    return new CartesianState(network, OptimiserState.starting(new Weights(arrays), manager));
  }

  /**
   * A state as it was.
   *
   * @throws DataException if the checkpoint is another network's or lacks something
   */
  static CartesianState of(Checkpoint checkpoint, TrainingConfig config, NDManager manager) {
    CartesianNetwork network = ModelFile.cartesian(checkpoint.file(), checkpoint.content());
    Map<String, Shape> shapes = new LinkedHashMap<>(network.shapes());
    if (Objects.requireNonNull(config.cartesian()).reconstructs(config.method())) {
      shapes.putAll(JointAutoencoder.shapes());
    }
    return new CartesianState(network, OptimiserState.of(checkpoint, shapes, manager));
  }

  /**
   * Everything, as a file holds it.
   *
   * @param more what others keep in it
   */
  SafetensorsFile content(Map<String, SafetensorsFile.Tensor> more) {
    return optimiser.content(network, more);
  }

  /**
   * Writes the network as a model.
   *
   * @param settled its weights, with statistics for use
   */
  void writeModel(Path file, Weights settled, String name) {
    Map<String, SafetensorsFile.Tensor> tensors = ModelFile.toTensors(settled, "");
    tensors.keySet().retainAll(network.shapes().keySet());
    OptimiserState.writeModel(file, network, tensors, optimiser.step(), name);
  }

  CartesianNetwork network() {
    return network;
  }

  /** Its weights are those of the network and, in joint learning, the autoencoder. */
  OptimiserState optimiser() {
    return optimiser;
  }

  /** One update: Adam on what is trained, and the running statistics as the step left them. */
  void update(GradientStep step, OptimiserSettings settings, double learningRate) {
    optimiser.update(step.gradients(), settings, SECOND_MOMENT_KEPT, learningRate);
    optimiser
        .weights()
        .arrays()
        .forEach(
            (name, array) -> {
              if (!Weights.isTrained(name)) {
                // Into its own memory: copyTo would hand it a buffer that the collector frees.
                array.set(WHOLE, step.leaves().get(name));
              }
            });
  }
}
