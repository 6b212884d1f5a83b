package org.cryoudl.cli.options;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.pipeline.micrograph.MicrographInput;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which micrographs a command works on. */
@OptionGroup(OptionGroup.Heading.INPUT)
public final class MicrographOptions {

  @Parameters(
      arity = "1..*",
      paramLabel = "MICROGRAPH",
      description = "Micrographs (.mrc), or RELION's lists of them (micrographs_ctf.star).")
  private List<Path> files;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that names in the metadata are relative to.")
  private Path projectFolder;

  @Mixin private PixelSizeOption pixelSize;

  /** All of them. */
  public MicrographInput micrographs() {
    return new MicrographInput(files, Optional.ofNullable(projectFolder), pixelSize.given());
  }
}
