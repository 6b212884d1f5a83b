package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.pipeline.files.ParticleInput;
import picocli.CommandLine.Option;

/** Which particles a command works on. */
public final class ParticleOptions {

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "STACK",
      description =
          "Particles: .mrcs, .mrc, RELION .star, XMIPP .xmd (also block@file.xmd) or cryoSPARC"
              + " .cs.")
  private Path input;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  /** Both. */
  public ParticleInput particles() {
    return new ParticleInput(input, projectFolder());
  }

  /** Stack or metadata. */
  public Path input() {
    return input;
  }

  /** What image names are relative to, if the user said. */
  public Optional<Path> projectFolder() {
    return Optional.ofNullable(projectFolder);
  }
}
