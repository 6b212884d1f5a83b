package org.cryoudl.cli.options;

import java.nio.file.Path;
import org.cryoudl.cli.console.OptionGroup;
import picocli.CommandLine.Option;

/** Where a command's results go, for those that always write a folder. */
@OptionGroup(OptionGroup.Heading.OUTPUT)
public final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results, made if missing.")
  private Path folder;

  @Option(names = "--overwrite", description = "Replace results that are in the folder.")
  private boolean overwrite;

  public Path folder() {
    return folder;
  }

  public boolean overwrite() {
    return overwrite;
  }
}
