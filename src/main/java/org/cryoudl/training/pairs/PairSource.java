package org.cryoudl.training.pairs;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.TrainingParticles;

/** Where training pairs come from. A batch depends on seed, step and the weights alone. */
public sealed interface PairSource extends AutoCloseable permits MoleculeSource, ParticlePairs {

  /**
   * The batch of a step.
   *
   * @param step number of the step, from 0
   */
  TrainingBatch batch(long step);

  /** What a checkpoint must hold of this, by name. */
  default Map<String, SafetensorsFile.Tensor> state() {
    return Map.of();
  }

  @Override
  default void close() {}

  /**
   * The source that a configuration names.
   *
   * @param teacher answers where nobody knows the angles
   * @param checkpoint where to go on
   */
  static PairSource of(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      Teacher teacher,
      Optional<Checkpoint> checkpoint) {
    PairLayout layout = PairLayout.of(config.optimiser());
    double deviation = config.optimiser().targetDeviationDegrees();
    PolarArchitecture architecture = teacher.architecture();
    if (config.molecules() != null) {
      return new MoleculeSource(config.molecules(), architecture, layout, deviation, config.seed());
    }
    TrainingParticles stack =
        particles.orElseThrow(() -> new IllegalArgumentException("the stack was not opened"));
    PairTargets answers =
        switch (config.method()) {
          case SUPERVISED -> known(stack, deviation, architecture);
          case UDL -> new PairTargets.PairWise(teacher);
          case JUDL ->
              new JointTargets(
                  stack.images(),
                  teacher,
                  Objects.requireNonNull(config.joint()),
                  deviation,
                  checkpoint);
        };
    // All images of a stack show one particle: they form a single group.
    PairLayout group = new PairLayout(1, layout.images(), layout.offsets());
    return new ParticlePairs(
        stack.images(),
        answers,
        Objects.requireNonNull(config.particles()).corruption(),
        architecture,
        group,
        config.seed());
  }

  private static PairTargets known(
      TrainingParticles stack, double deviation, PolarArchitecture architecture) {
    double[] psi =
        stack
            .psiDegrees()
            .orElseThrow(() -> new IllegalArgumentException("the truth was not read"));
    // psi turns an image back onto the template, so the particle is turned by -psi.
    double[] turns = Arrays.stream(psi).map(degrees -> -degrees).toArray();
    return new PairTargets.Known(turns, deviation, architecture.angleBins());
  }
}
