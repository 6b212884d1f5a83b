package org.cryoudl.training.averages;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.prior.PriorArchitecture;
import org.cryoudl.network.prior.PriorNetwork;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.AveragedState;
import org.cryoudl.training.run.Checkpoint;

/** Where a run of the network {@code prior} starts: fresh weights, a model, or a checkpoint. */
final class AverageInitialisation {

  private AverageInitialisation() {}

  /**
   * The state before the first update, or that of the checkpoint.
   *
   * @throws org.cryoudl.failure.DataException if a file is damaged or holds another network
   */
  static AveragedState<PriorNetwork> of(
      TrainingConfig config, Optional<Checkpoint> checkpoint, NDManager manager) {
    if (checkpoint.isPresent()) {
      Checkpoint saved = checkpoint.get();
      return AveragedState.of(saved, ModelFile.prior(saved.file(), saved.content()), manager);
    }
    if (config.start() == null) {
      PriorNetwork network =
          new PriorNetwork(
              Objects.requireNonNullElseGet(
                  Objects.requireNonNull(config.averages()).architecture(),
                  PriorArchitecture::standard));
      return AveragedState.starting(network, network.initialise(manager, config.seed()), manager);
    }
    Path file = Path.of(config.start());
    SafetensorsFile content = SafetensorsFile.read(file);
    PriorNetwork network = ModelFile.prior(file, content);
    return AveragedState.starting(
        network, ModelFile.weights(file, content, network, manager, ""), manager);
  }
}
