package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.pipeline.files.ParticleInput;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which particles a command works on. */
@OptionGroup(OptionGroup.Heading.INPUT)
public final class ParticleOptions {

  @Parameters(
      index = "0",
      paramLabel = "PARTICLES",
      description =
          "Particles: .mrcs, .mrc, RELION .star, XMIPP .xmd (also block@file.xmd) or cryoSPARC"
              + " .cs or .csg; may be named with -i too.")
  private Path input;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Option(
      names = "--passthrough",
      paramLabel = "FILE",
      description =
          "A .cs file of the same cryoSPARC job that holds what PARTICLES lacks (CTF, images),"
              + " joined by uid; may be given again. Looked for beside PARTICLES if not given.")
  private List<Path> passthrough = new ArrayList<>();

  /** What they are and where they lie. */
  public ParticleInput particles() {
    return new ParticleInput(input, projectFolder(), passthrough);
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
