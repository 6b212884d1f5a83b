package org.cryoudl.cli.images;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.geometry.Length;
import org.cryoudl.pipeline.images.NormaliseJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code normalise IN -o OUT}: background of mean 0 and standard deviation 1. */
@Command(
    name = "normalise",
    aliases = "normalize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Brings the background of images or of a volume to mean 0 and standard deviation 1.",
      "",
      "The background is what lies outside a circle about the centre (a ball in a volume), and"
          + " everything in an image that is not square. A ramp fitted to it is taken off, and dust"
          + " is replaced by noise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl normalise particles.mrcs -o normal.mrcs",
      "  cryoudl normalise particles.star -o normal.mrcs --background-radius 90A --invert",
      "  cryoudl normalise micrograph.mrc -o flat.mrc --dust 4",
    })
public final class NormaliseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private ImageOptions images;

  @Option(
      names = "--background-radius",
      paramLabel = "LENGTH",
      description =
          "What is farther from the centre is background, such as 60px; 0.47 of the box if not"
              + " given.")
  private Length radius;

  @Option(names = "--no-ramp", description = "Leave a ramp in the background.")
  private boolean keepRamp;

  @Option(
      names = "--dust",
      paramLabel = "SIGMAS",
      defaultValue = "5",
      description =
          "Replace what lies so many standard deviations from the mean; 0 replaces nothing"
              + " (default: ${DEFAULT-VALUE}).")
  private double dust;

  @Option(names = "--invert", description = "Make dark particles white.")
  private boolean invert;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the noise in place of dust (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    if (!(dust >= 0)) {
      throw new ParameterException(spec.commandLine(), "--dust must not be negative, got " + dust);
    }
    NormaliseJob.Result result =
        new NormaliseJob(
                images.input(),
                images.output(),
                new NormaliseJob.Settings(
                    Optional.ofNullable(radius), !keepRamp, dust, invert, seed),
                images.projectFolder(),
                images.pixelSize(),
                images.overwrite())
            .run(common.progress());
    common.out().println(images.written(result.images()));
    if (result.constant() > 0) {
      common.progress().warn(result.constant() + " of them hold one value only; they are 0 now");
    }
    common.out().flush();
    return 0;
  }
}
