package org.cryoudl.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.cryoudl.network.ModelFile;
import org.cryoudl.network.PolarNetwork;
import org.cryoudl.network.SafetensorsFile;

/** Where a run of the network {@code polar} starts: fresh weights, or those of a model. */
final class PolarStart {

  private PolarStart() {}

  static PolarState of(TrainingConfig config, NDManager manager) {
    if (config.start() == null) {
      PolarNetwork network = new PolarNetwork(config.architecture());
      return PolarState.starting(network, network.initialise(manager, config.seed()), manager);
    }
    Path file = Path.of(config.start());
    SafetensorsFile content = SafetensorsFile.read(file);
    PolarNetwork network = ModelFile.polar(file, content);
    return PolarState.starting(
        network, ModelFile.weights(file, content, network, manager, ""), manager);
  }
}
