package org.cryoudl.training;

import java.util.Optional;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.training.averages.AverageLearner;
import org.cryoudl.training.cartesian.CartesianLearner;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.polar.PolarLearner;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.TrainingParticles;

/** The learner that a configuration names. */
final class Learners {

  private Learners() {}

  /**
   * The learner that a configuration names.
   *
   * @param particles the stack to train on, if the configuration names one
   * @param device where the network runs; one device is used, however many there are
   * @param checkpoint where to go on; none starts anew
   */
  static Learner of(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      ComputeDevice device,
      Optional<Checkpoint> checkpoint) {
    if (config.averages() != null) {
      return new AverageLearner(config, device, checkpoint);
    }
    return config.cartesian() == null
        ? new PolarLearner(config, particles, device, checkpoint)
        : new CartesianLearner(config, particles, device, checkpoint);
  }
}
