package org.cryoudl.training;

import java.util.List;
import java.util.Optional;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.training.cartesian.CartesianLearner;
import org.cryoudl.training.config.CartesianSettings;
import org.cryoudl.training.config.MoleculeSettings;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.ParticleSettings;
import org.cryoudl.training.config.Range;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.config.TrainingMethod;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.polar.PolarLearner;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.TrainingParticles;
import org.junit.jupiter.api.Nested;

/** Small networks of every kind in training. */
class LearnersTest {

  /** Simulated molecules with known turns. */
  @Nested
  class PolarSupervised extends LearnerContract {

    @Override
    Learner open(long seed, Optional<Checkpoint> checkpoint) {
      MoleculeSettings easy =
          new MoleculeSettings(
              List.of(32),
              new Range(4, 4),
              null,
              null,
              new Range(0.1, 0.5),
              0.0,
              null,
              null,
              null,
              null,
              0.0);
      TrainingConfig config =
          config(
              seed,
              null,
              new PolarArchitecture(16, 36, 4, 1, 2, 8),
              null,
              easy,
              null,
              new OptimiserSettings(50, 2, 4, null, 0.01, null, null, null, 0.9, 4.0),
              new ValidationSettings(1000, 2, 4, null, null, easy));
      return new PolarLearner(config, Optional.empty(), ComputeDevice.CPU, checkpoint);
    }
  }

  /** Particles without known turns. */
  @Nested
  class PolarUdl extends LearnerContract {

    @Override
    Learner open(long seed, Optional<Checkpoint> checkpoint) {
      TrainingConfig config =
          config(
              seed,
              TrainingMethod.UDL,
              new PolarArchitecture(16, 36, 4, 1, 2, 8),
              null,
              null,
              new ParticleSettings("in memory", null, null, null),
              new OptimiserSettings(50, 1, 8, 2, 0.01, null, null, null, 0.9, 4.0),
              new ValidationSettings(1000, 0, null, null, null, null));
      return new PolarLearner(config, particles(), ComputeDevice.CPU, checkpoint);
    }
  }

  @Nested
  class CartesianUdl extends LearnerContract {

    @Override
    Learner open(long seed, Optional<Checkpoint> checkpoint) {
      CartesianArchitecture architecture =
          new CartesianArchitecture(
              16, List.of(4, 6), List.of(3), 5, Variant.VECTOR, Output.CIRCULAR);
      TrainingConfig config =
          config(
              seed,
              TrainingMethod.UDL,
              null,
              new CartesianSettings(architecture, 8, 1.0, 1.0, 0.3, null, null, null, null, null),
              null,
              new ParticleSettings("in memory", null, null, null),
              new OptimiserSettings(50, null, null, null, 0.01, null, 0.0, 1.0, null, null),
              new ValidationSettings(1000, 0, null, null, null, null));
      return new CartesianLearner(config, particles(), ComputeDevice.CPU, checkpoint);
    }
  }

  private static Optional<TrainingParticles> particles() {
    return Optional.of(new TrainingParticles(LearnerContract.STACK, Optional.empty()));
  }

  private static TrainingConfig config(
      long seed,
      TrainingMethod method,
      PolarArchitecture polar,
      CartesianSettings cartesian,
      MoleculeSettings molecules,
      ParticleSettings particles,
      OptimiserSettings optimiser,
      ValidationSettings validation) {
    return new TrainingConfig(
        "test",
        seed,
        method,
        null,
        polar,
        cartesian,
        null,
        molecules,
        particles,
        null,
        optimiser,
        validation,
        null,
        null,
        null,
        null);
  }
}
