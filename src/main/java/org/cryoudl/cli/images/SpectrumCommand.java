package org.cryoudl.cli.images;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.CtfOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.PixelSizeOption;
import org.cryoudl.geometry.Length;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.pipeline.images.SpectrumJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code spectrum IN -o DIR}: the mean power spectrum. */
@Command(
    name = "spectrum",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the mean power spectrum of a micrograph, of a stack, or of particles.",
      "",
      "Writes spectrum.mrc (frequency 0 in the centre), spectrum.csv (the rotational average),"
          + " spectrum-curve.png and spectrum.png: the rings of the CTF, with the CTF itself on the"
          + " right half if it is known. With --classes, the spectra of the classes too, of their"
          + " particles as they came and aligned."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl spectrum micrograph.mrc -o spectrum --tile 512px",
      "  cryoudl spectrum micrograph.mrc -o spectrum --defocus 15200,14800,30 --voltage 200",
      "  cryoudl spectrum sorted/particles.star -o spectra --classes",
    })
public final class SpectrumCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "IN",
      description =
          "A micrograph or a stack (.mrc, .mrcs), or metadata of particles (.star, .xmd, .cs).")
  private Path input;

  @Mixin private OutputOptions output;

  @Option(
      names = "--tile",
      paramLabel = "LENGTH",
      description =
          "Cut images into tiles of this side, such as 512px, that overlap by half. The whole image"
              + " if it is square and has 1024 pixels at most, else 512px, if not given.")
  private Length tile;

  @Option(
      names = "--defocus",
      paramLabel = "U[,V,DEG]",
      split = ",",
      hideParamSyntax = true,
      description =
          "The CTF of the images: defocus in Angstrom, and that of the other axis and the angle if"
              + " they differ. Particles have their own if not given.")
  private double[] defocus;

  @Mixin private CtfOptions microscope;

  @Option(names = "--classes", description = "Measure each class of particles too.")
  private boolean classes;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Mixin private PixelSizeOption pixelSize;

  @Override
  public Integer call() {
    new SpectrumJob(
            input,
            output.folder(),
            Optional.ofNullable(tile).map(length -> pixels(length)),
            Optional.ofNullable(defocus).map(values -> ctf(values)),
            classes,
            Optional.ofNullable(projectFolder),
            pixelSize.given(),
            output.overwrite())
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().println("results in " + output.folder());
    common.out().flush();
    return 0;
  }

  private int pixels(Length length) {
    if (length.unit() != Length.Unit.PIXEL || length.amount() != Math.rint(length.amount())) {
      throw new ParameterException(
          spec.commandLine(),
          "--tile must be a whole number of pixels, such as 512px, got " + length);
    }
    return (int) length.amount();
  }

  private CtfParameters ctf(double... values) {
    if (values.length != 1 && values.length != 3) {
      throw new ParameterException(
          spec.commandLine(),
          "--defocus needs one number, or two and an angle, such as 15200,14800,30; got "
              + values.length
              + " numbers");
    }
    boolean round = values.length == 1;
    return new CtfParameters(
        microscope.voltageKilovolts(),
        microscope.sphericalAberrationMillimetres(),
        microscope.amplitudeContrast(),
        values[0],
        round ? values[0] : values[1],
        round ? 0 : values[2],
        0);
  }
}
