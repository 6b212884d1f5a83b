package org.cryoudl.cli.options;

import org.cryoudl.cli.console.OptionGroup;
import picocli.CommandLine.Option;

/** What a user may say about how the images were made. */
@OptionGroup(OptionGroup.Heading.IMAGING)
public final class ImagingOptions {

  @Option(
      names = "--invert-contrast",
      description = "Particles are dark on a bright ground; make them white.")
  private boolean invertContrast;

  @Option(names = "--no-ctf", description = "Do not use the CTF that the metadata hold.")
  private boolean withoutCtf;

  public boolean invertContrast() {
    return invertContrast;
  }

  public boolean useCtf() {
    return !withoutCtf;
  }
}
