package org.cryoudl.pipeline.files;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.fourier.resize.FourierRescale;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;

/**
 * Particles that a user names.
 *
 * @param file a particle set: .mrcs, .mrc, .star, .xmd or .cs
 * @param projectFolder what stack names are relative to, if not found otherwise
 */
public record ParticleInput(Path file, Optional<Path> projectFolder) {

  /**
   * Opens them.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong
   */
  public ParticleSet open() {
    return open(ParticleSetOptions.DEFAULT);
  }

  /**
   * The same with images of several pixel sizes or boxes brought to one.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong
   */
  public ParticleSet openInCommonPixels() {
    return open(ParticleSetOptions.DEFAULT.rescaling(FourierRescale::rescale));
  }

  private ParticleSet open(ParticleSetOptions options) {
    return ParticleSet.open(file, projectFolder.map(options::inProject).orElse(options));
  }
}
