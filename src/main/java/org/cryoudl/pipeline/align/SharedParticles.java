package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.pipeline.files.ParticleInput;

/**
 * The particles of a job as another process opens them, which sees the same files.
 *
 * @param input a particle set and where its stacks lie
 * @param useCtf whether its CTFs count
 * @param look which of the particles are aligned, and in which pixels
 */
public record SharedParticles(ParticleInput input, boolean useCtf, QuickLook look) {

  /**
   * Particles under names that do not depend on the folder a process runs in: names of stacks are
   * relative to the project folder, or to the folder that this process runs in.
   */
  static SharedParticles of(ParticleInput input, boolean useCtf, QuickLook look) {
    ParticleInput absolute =
        new ParticleInput(
            input.file().toAbsolutePath(),
            Optional.of(input.projectFolder().orElse(Path.of("")).toAbsolutePath()),
            input.passthrough().stream().map(Path::toAbsolutePath).toList());
    return new SharedParticles(absolute, useCtf, look);
  }

  /**
   * What stands for a part of an alignment that does not leave its process, but is made anew by
   * {@link Opened#made}; nothing for other parts.
   */
  public static Optional<Record> recipe(Object part) {
    return part instanceof ParticleSpectra spectra
        ? Optional.of(spectra.recipe())
        : Optional.empty();
  }

  /** Whether something is a recipe. */
  public static boolean isRecipe(Object part) {
    return part instanceof ParticleSpectra.Recipe;
  }

  /**
   * Opens the particles.
   *
   * @throws DataException if a file is missing or wrong
   */
  public Opened open() {
    ParticleSet set = input.openInCommonPixels(useCtf);
    return new Opened(set, new ReducedSet(set, look).particles());
  }

  /**
   * Open particles.
   *
   * @param set must be closed
   * @param particles those of the set that are aligned
   */
  public record Opened(ParticleSet set, Particles particles) implements AutoCloseable {

    /**
     * What a recipe makes of these particles; nothing if it is none.
     *
     * @throws DataException if there are not as many particles as there were
     */
    public Optional<Object> made(Object recipe) {
      if (!(recipe instanceof ParticleSpectra.Recipe given)) {
        return Optional.empty();
      }
      if (given.particles() != particles.size()) {
        throw new DataException(
            set.file()
                + " holds "
                + particles.size()
                + " particles here and "
                + given.particles()
                + " where the run was started");
      }
      return Optional.of(given.of(particles));
    }

    @Override
    public void close() {
      set.close();
    }
  }
}
