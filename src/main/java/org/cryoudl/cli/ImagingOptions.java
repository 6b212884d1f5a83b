package org.cryoudl.cli;

import picocli.CommandLine.Option;

/** What a user may say about how the images were made. */
final class ImagingOptions {

  @Option(
      names = "--invert-contrast",
      description = "Particles are dark on a bright ground; make them white.")
  private boolean invertContrast;

  @Option(names = "--no-ctf", description = "Do not use the CTF that the metadata hold.")
  private boolean withoutCtf;

  boolean invertContrast() {
    return invertContrast;
  }

  boolean useCtf() {
    return !withoutCtf;
  }
}
