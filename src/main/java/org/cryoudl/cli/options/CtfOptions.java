package org.cryoudl.cli.options;

import picocli.CommandLine.Option;

/** What a CTF depends on apart from the defocus, which the user gives with {@code --defocus}. */
public final class CtfOptions {

  @Option(
      names = "--voltage",
      paramLabel = "KV",
      defaultValue = "300",
      description = "With --defocus: acceleration voltage in kV (default: ${DEFAULT-VALUE}).")
  private double voltageKilovolts;

  @Option(
      names = "--cs",
      paramLabel = "MM",
      defaultValue = "2.7",
      description = "With --defocus: spherical aberration in mm (default: ${DEFAULT-VALUE}).")
  private double sphericalAberrationMillimetres;

  @Option(
      names = "--amplitude-contrast",
      paramLabel = "Q0",
      defaultValue = "0.1",
      description = "With --defocus: amplitude contrast, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double amplitudeContrast;

  public double voltageKilovolts() {
    return voltageKilovolts;
  }

  public double sphericalAberrationMillimetres() {
    return sphericalAberrationMillimetres;
  }

  public double amplitudeContrast() {
    return amplitudeContrast;
  }
}
