package org.cryoudl.pipeline.files;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.fourier.resize.FourierRescale;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;

/**
 * Particles that a user names.
 *
 * @param file a particle set: .mrcs, .mrc, .star, .xmd, .cs or .csg
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param passthrough files that complete the particles of a cryoSPARC job; those beside it if empty
 */
public record ParticleInput(Path file, Optional<Path> projectFolder, List<Path> passthrough) {

  public ParticleInput {
    passthrough = List.copyOf(passthrough);
  }

  /** Particles without further files. */
  public ParticleInput(Path file, Optional<Path> projectFolder) {
    this(file, projectFolder, List.of());
  }

  /**
   * Opens them.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong
   */
  public ParticleSet open() {
    return open(ParticleSetOptions.DEFAULT);
  }

  /**
   * The same for a use that may need no CTF.
   *
   * @param useCtf if not, a CTF that no microscope has counts as unknown
   */
  public ParticleSet open(boolean useCtf) {
    return open(options(useCtf));
  }

  /**
   * The same with images of several pixel sizes or boxes brought to one.
   *
   * @param useCtf if not, a CTF that no microscope has counts as unknown
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong
   */
  public ParticleSet openInCommonPixels(boolean useCtf) {
    return open(options(useCtf).rescaling(FourierRescale::rescale));
  }

  private static ParticleSetOptions options(boolean useCtf) {
    return useCtf
        ? ParticleSetOptions.DEFAULT
        : ParticleSetOptions.DEFAULT.leavingImpossibleCtfsOut();
  }

  private ParticleSet open(ParticleSetOptions options) {
    ParticleSetOptions complete = options.completedBy(passthrough);
    return ParticleSet.open(file, projectFolder.map(complete::inProject).orElse(complete));
  }
}
