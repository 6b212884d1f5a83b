package org.cryoudl.cli.micrograph;

import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.CtfOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PixelSize;
import org.cryoudl.pipeline.micrograph.CtfSimulateJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctf simulate}: what a CTF looks like. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draws a contrast transfer function: ctf.mrc, ctf.png, ctf.csv and ctf_curves.png.",
      "",
      "The CTF is that of white particles: positive up to its first zero under focus."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  cryoudl ctf simulate --box 512 --pixel-size 1 --defocus 10000 --defocus-v 9000"
            + " --defocus-angle 30 -o ctf")
final class CtfSimulateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--defocus",
      required = true,
      paramLabel = "A",
      description = "Defocus along U in Angstrom, positive under focus.")
  private double defocusU;

  @Option(
      names = "--defocus-v",
      paramLabel = "A",
      description = "Defocus across U in Angstrom; the same if not given.")
  private Double defocusV;

  @Option(
      names = "--defocus-angle",
      paramLabel = "DEGREES",
      defaultValue = "0",
      description = "Direction of U, from +x toward +row (default: ${DEFAULT-VALUE}).")
  private double angle;

  @Mixin private CtfOptions microscope;

  @Option(
      names = "--phase-shift",
      paramLabel = "DEGREES",
      defaultValue = "0",
      description = "Phase shift of a phase plate (default: ${DEFAULT-VALUE}).")
  private double phaseShift;

  @Option(
      names = "--b-factor",
      paramLabel = "A^2",
      defaultValue = "0",
      description = "B of an envelope exp(-B k^2 / 4) (default: ${DEFAULT-VALUE}).")
  private double bFactor;

  @Option(
      names = "--box",
      paramLabel = "PX",
      defaultValue = "512",
      description = "Side of the picture in pixels (default: ${DEFAULT-VALUE}).")
  private int box;

  @Option(
      names = "--pixel-size",
      paramLabel = "A",
      defaultValue = "1",
      description = "Pixel size in Angstrom (default: ${DEFAULT-VALUE}).")
  private double pixelSize;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    if (box < 16 || box > 16_384) {
      throw new ParameterException(
          spec.commandLine(), "--box must be from 16 to 16384, got " + box);
    }
    if (!PixelSize.isPossible(pixelSize)) {
      throw new ParameterException(
          spec.commandLine(), "--pixel-size: " + PixelSize.objection(pixelSize));
    }
    if (!(bFactor >= 0 && bFactor <= 1e5)) {
      throw new ParameterException(
          spec.commandLine(), "--b-factor must be from 0 to 100000, got " + bFactor);
    }
    CtfSimulateJob.run(
        new CtfParameters(
            microscope.voltageKilovolts(),
            microscope.sphericalAberrationMillimetres(),
            microscope.amplitudeContrast(),
            defocusU,
            defocusV == null ? defocusU : defocusV,
            angle,
            phaseShift),
        box,
        pixelSize,
        bFactor,
        output.folder(),
        output.overwrite());
    common.out().println("results in " + output.folder().resolve(CtfSimulateJob.IMAGE));
    common.out().flush();
    return 0;
  }
}
