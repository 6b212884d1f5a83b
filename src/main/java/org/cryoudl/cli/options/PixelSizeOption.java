package org.cryoudl.cli.options;

import java.util.OptionalDouble;
import org.cryoudl.metadata.PixelSize;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The pixel size of files that do not know theirs, or state a wrong one. */
public final class PixelSizeOption {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--pixel-size",
      paramLabel = "A",
      description = "Pixel size in Angstrom; that of the file if not given.")
  private Double angstroms;

  /** What the user states, if anything. */
  public OptionalDouble given() {
    if (angstroms == null) {
      return OptionalDouble.empty();
    }
    if (!PixelSize.isPossible(angstroms)) {
      throw new ParameterException(
          spec.commandLine(), "--pixel-size: " + PixelSize.objection(angstroms));
    }
    return OptionalDouble.of(angstroms);
  }
}
