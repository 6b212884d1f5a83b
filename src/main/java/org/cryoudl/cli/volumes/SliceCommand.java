package org.cryoudl.cli.volumes;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.PixelSizeOption;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.pipeline.volumes.SliceJob;
import org.cryoudl.volume.Interpolation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slice VOLUME -o DIR}: the central section theorem. */
@Command(
    name = "slice",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows the central section theorem: the transform of a projection is a section through the"
          + " transform of the volume.",
      "",
      "Writes slice.mrcs (the section: real part, then imaginary part, frequency 0 in the centre),"
          + " projection.mrc (made in real space), transform.mrcs (the projection's transform) and"
          + " a picture of each, and prints how far section and transform differ."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl slice map.mrc --rot 30 --tilt 60 -o slice")
public final class SliceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "VOLUME", description = "A volume, a cube (.mrc).")
  private Path volume;

  @Mixin private OutputOptions output;

  @Option(
      names = "--rot",
      paramLabel = "DEG",
      defaultValue = "0",
      description = "First turn of the view, about z (default: ${DEFAULT-VALUE}).")
  private double rot;

  @Option(
      names = "--tilt",
      paramLabel = "DEG",
      defaultValue = "0",
      description = "Second turn, about the new y (default: ${DEFAULT-VALUE}).")
  private double tilt;

  @Option(
      names = "--psi",
      paramLabel = "DEG",
      defaultValue = "0",
      description = "Third turn, about the new z: in the picture (default: ${DEFAULT-VALUE}).")
  private double psi;

  @Option(
      names = "--interpolation",
      paramLabel = "HOW",
      defaultValue = "exact",
      description =
          "How the transform is read: exact, to 1e-6, or linear, as RELION does (default:"
              + " ${DEFAULT-VALUE}).")
  private Interpolation interpolation;

  @Mixin private PixelSizeOption pixelSize;

  @Override
  public Integer call() {
    if (!Double.isFinite(rot + tilt + psi)) {
      throw new ParameterException(
          spec.commandLine(),
          "--rot, --tilt and --psi must be finite, got " + rot + ", " + tilt + " and " + psi);
    }
    SliceJob.Agreement agreement =
        new SliceJob(
                volume,
                output.folder(),
                new EulerAngles(rot, tilt, psi),
                interpolation,
                pixelSize.given(),
                output.overwrite())
            .run();
    common.out().println(agreement.line());
    common.out().println("results in " + output.folder());
    common.out().flush();
    return 0;
  }
}
