package org.cryoudl.cli.volumes;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.CtfOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.PixelSizeOption;
import org.cryoudl.pipeline.volumes.Microscope;
import org.cryoudl.pipeline.volumes.ProjectJob;
import org.cryoudl.volume.Interpolation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code project VOLUME -o DIR}: pictures of a volume from many sides. */
@Command(
    name = "project",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Projects a volume in the directions of a file, or in evenly spread ones.",
      "",
      "Writes projections.mrcs, projections.star (angles, origins and CTFs in RELION's convention)"
          + " and projections.png. Grey values are line integrals in units of a voxel, as"
          + " relion_project has them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl project map.mrc --uniform 2000 -o views",
      "  cryoudl project map.mrc --angles particles.star --ctf -o views",
      "  cryoudl project map.mrc --uniform 2000 --defocus 10000-25000 --snr 0.1 -o views",
    })
public final class ProjectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "VOLUME", description = "A volume, a cube (.mrc).")
  private Path volume;

  @Mixin private OutputOptions output;

  @Option(
      names = "--angles",
      paramLabel = "FILE",
      description =
          "Directions: a STAR file (with its origins), an XMD, or a CSV with the columns"
              + " rot,tilt,psi or those of another convention (see 'angles convert').")
  private Path angles;

  @Option(
      names = "--uniform",
      paramLabel = "N",
      description = "N directions spread evenly over the sphere instead.")
  private Integer uniform;

  @Option(names = "--ctf", description = "Apply the CTFs of the file of angles.")
  private boolean ctf;

  @Option(
      names = "--defocus",
      paramLabel = "A[-A]",
      description = "Apply CTFs of this underfocus in Angstrom, or of one drawn from a range.")
  private String defocus;

  @Mixin private CtfOptions microscope;

  @Option(
      names = "--snr",
      paramLabel = "R",
      description = "Add white noise: variance of the projections over that of the noise.")
  private Double snr;

  @Option(
      names = "--interpolation",
      paramLabel = "HOW",
      defaultValue = "linear",
      description =
          "How the transform is read: linear, as RELION does, or exact, to 1e-6 (default:"
              + " ${DEFAULT-VALUE}).")
  private Interpolation interpolation;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all that is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private PixelSizeOption pixelSize;

  @Override
  public Integer call() {
    check();
    int count =
        new ProjectJob(
                volume,
                output.folder(),
                Optional.ofNullable(angles),
                uniform == null ? 0 : uniform,
                ctf,
                Optional.ofNullable(defocus).map(this::microscope),
                snr == null ? OptionalDouble.empty() : OptionalDouble.of(snr),
                interpolation,
                pixelSize.given(),
                seed,
                output.overwrite())
            .run(common.progress());
    common.out().println(count + " projections in " + output.folder());
    common.out().flush();
    return 0;
  }

  private void check() {
    if ((angles == null) == (uniform == null)) {
      throw refusal("say which directions: either --angles FILE or --uniform N");
    }
    if (uniform != null && uniform < 1) {
      throw refusal("--uniform must be at least 1, got " + uniform);
    }
    if (ctf && angles == null) {
      throw refusal("--ctf is for the CTFs of --angles FILE; --defocus gives some to --uniform");
    }
    if (ctf && defocus != null) {
      throw refusal("--ctf takes the CTFs of the file, --defocus others; name one of them");
    }
    if (snr != null && !(snr > 0)) {
      throw refusal("--snr must be above 0, got " + snr);
    }
  }

  private Microscope microscope(String range) {
    String[] ends = range.toUpperCase(Locale.ROOT).replace("A", "").split("-", 2);
    try {
      double least = Double.parseDouble(ends[0].strip());
      double most = Double.parseDouble(ends[ends.length - 1].strip());
      if (least >= 0 && most >= least && most <= 5e5) {
        return new Microscope(
            microscope.voltageKilovolts(),
            microscope.sphericalAberrationMillimetres(),
            microscope.amplitudeContrast(),
            least,
            most);
      }
    } catch (NumberFormatException e) {
      // worded below, together with numbers that are none
    }
    throw refusal(
        "--defocus must be one number of Angstroms or a rising range from 0 to 500000, such as"
            + " 10000-25000, got '"
            + range
            + "'");
  }

  private ParameterException refusal(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
