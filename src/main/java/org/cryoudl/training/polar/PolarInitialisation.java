package org.cryoudl.training.polar;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.AveragedState;
import org.cryoudl.training.optimiser.NetworkAgreement;
import org.cryoudl.training.run.Checkpoint;

/** Where a run of the network {@code polar} starts: fresh weights, a model, or a checkpoint. */
final class PolarInitialisation {

  private PolarInitialisation() {}

  /**
   * The state before the first update, or that of the checkpoint.
   *
   * @throws org.cryoudl.failure.DataException if a file is damaged, or its network is not the
   *     configured one
   */
  static AveragedState<PolarNetwork> of(
      TrainingConfig config, Optional<Checkpoint> checkpoint, NDManager manager) {
    if (checkpoint.isPresent()) {
      Checkpoint saved = checkpoint.get();
      return AveragedState.of(saved, network(config, saved.file(), saved.content()), manager);
    }
    if (config.start() == null) {
      PolarNetwork network = new PolarNetwork(Objects.requireNonNull(config.architecture()));
      return AveragedState.starting(network, network.initialise(manager, config.seed()), manager);
    }
    Path file = Path.of(config.start());
    SafetensorsFile content = SafetensorsFile.read(file);
    PolarNetwork network = network(config, file, content);
    return AveragedState.starting(
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
