package org.cryoudl.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.network.ModelFile;
import org.cryoudl.network.PolarNetwork;
import org.cryoudl.network.SafetensorsFile;

/** Where a run of the network {@code polar} starts: fresh weights, a model, or a checkpoint. */
final class PolarStart {

  private PolarStart() {}

  /**
   * The state before the first update, or that of the checkpoint.
   *
   * @throws org.cryoudl.failure.DataException if a file is damaged, or its network is not the
   *     configured one
   */
  static PolarState of(TrainingConfig config, Optional<Checkpoint> checkpoint, NDManager manager) {
    if (checkpoint.isPresent()) {
      Checkpoint saved = checkpoint.get();
      return PolarState.of(saved, network(config, saved.file(), saved.content()), manager);
    }
    if (config.start() == null) {
      PolarNetwork network = new PolarNetwork(config.architecture());
      return PolarState.starting(network, network.initialise(manager, config.seed()), manager);
    }
    Path file = Path.of(config.start());
    SafetensorsFile content = SafetensorsFile.read(file);
    PolarNetwork network = network(config, file, content);
    return PolarState.starting(
        network, ModelFile.weights(file, content, network, manager, ""), manager);
  }

  private static PolarNetwork network(TrainingConfig config, Path file, SafetensorsFile content) {
    PolarNetwork found = ModelFile.polar(file, content);
    if (config.architecture() != null) {
      NetworkAgreement.require(file, found, new PolarNetwork(config.architecture()));
    }
    return found;
  }
}
