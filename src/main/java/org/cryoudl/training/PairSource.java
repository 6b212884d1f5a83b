package org.cryoudl.training;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.network.PolarArchitecture;

/** Where training pairs come from. A batch depends on seed and step alone (and the teacher). */
sealed interface PairSource permits MoleculeSource, ParticlePairs {

  /**
   * The batch of a step.
   *
   * @param step number of the step, from 0
   * @param teacher answers pairs whose difference nobody knows
   */
  TrainingBatch batch(long step, Teacher teacher);

  /** The source a configuration asks for. */
  static PairSource of(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      PolarArchitecture architecture) {
    PairLayout layout = config.optimiser().layout();
    double deviation = config.optimiser().targetDeviationDegrees();
    if (config.molecules() != null) {
      return new MoleculeSource(config.molecules(), architecture, layout, deviation, config.seed());
    }
    TrainingParticles stack =
        particles.orElseThrow(() -> new IllegalArgumentException("the stack was not opened"));
    // psi turns an image back onto the template, so the particle is turned by -psi.
    Optional<double[]> turns =
        stack.psiDegrees().map(psi -> Arrays.stream(psi).map(degrees -> -degrees).toArray());
    // All images of a stack show one particle: they form a single group.
    PairLayout group = new PairLayout(1, layout.images(), layout.offsets());
    return new ParticlePairs(
        stack.images(),
        turns,
        config.particles().corruption(),
        architecture,
        group,
        deviation,
        config.seed());
  }
}
