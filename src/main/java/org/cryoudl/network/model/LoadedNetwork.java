package org.cryoudl.network.model;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.StoredNetwork;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;

/**
 * A network with its weights on a device.
 *
 * @param manager owns the weights; closed with this
 * @param metadata what the model's file says about it
 */
record LoadedNetwork<N extends StoredNetwork>(
    NDManager manager, N network, Weights weights, Map<String, String> metadata)
    implements AutoCloseable {

  LoadedNetwork {
    metadata = Map.copyOf(metadata);
  }

  /**
   * The network of a model file.
   *
   * @param network what the file holds
   * @throws org.cryoudl.failure.DataException if the file lacks a weight
   */
  static <N extends StoredNetwork> LoadedNetwork<N> of(
      Path file, SafetensorsFile content, N network, ComputeDevice device) {
    NDManager manager = TensorEngine.start().newBaseManager(TensorEngine.device(device));
    try {
      Weights weights = ModelFile.weights(file, content, network, manager, "");
      return new LoadedNetwork<>(manager, network, weights, content.metadata());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** A network with a copy of some weights, which stay as they are. */
  static <N extends StoredNetwork> LoadedNetwork<N> copyOf(
      N network, Weights weights, ComputeDevice device, Map<String, String> metadata) {
    NDManager manager = TensorEngine.start().newBaseManager(TensorEngine.device(device));
    return new LoadedNetwork<>(manager, network, weights.copy(manager), metadata);
  }

  @Override
  public void close() {
    manager.close();
  }
}
