package org.cryoudl.cli.alignment;

import java.util.concurrent.Callable;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.ImagingOptions;
import org.cryoudl.cli.options.NetworkOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.cli.options.ParticleOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.validation.ValidateJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code validate}: does an alignment hold up where nobody knows the truth? */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Checks, without any truth, that an alignment is the particles' and not the method's own.",
      "",
      "Aligns two halves and four quarters of the set apart and compares their averages (Fourier"
          + " ring correlation), then does the same with noise of the same spectrum in the place of"
          + " the particles, with and without their average as reference. Takes about five times as"
          + " long as align."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl validate particles.star -o validation")
public final class ValidateCommand implements Callable<Integer> {

  private static final int FEWEST = 8;

  @Mixin private CommonOptions common;

  @Mixin private ParticleOptions particles;

  @Mixin private OutputOptions output;

  @Mixin private NetworkOptions network;

  @Mixin private ImagingOptions imaging;

  @Option(
      names = "--particles",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Validate at most N particles, drawn at random (default: ${DEFAULT-VALUE}).")
  private int most;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Decides how particles are dealt into parts, and the noise (default: 1).")
  private long seed;

  @Option(
      names = "--resume",
      description =
          "Go on where a run into the same folder was interrupted or killed, with the same outcome;"
              + " begin anew if there is none.")
  private boolean resume;

  @Override
  public Integer call() {
    if (most < FEWEST) {
      throw new UsageException("--particles must be at least " + FEWEST + ", got " + most);
    }
    AlignmentOptions options =
        AlignmentOptions.builder()
            .useCtf(imaging.useCtf())
            .invertContrast(imaging.invertContrast())
            .build();
    new ValidateJob(
            particles.particles(),
            new EvaluationOutput(output.folder(), output.overwrite()),
            network.choice(),
            options,
            most,
            seed,
            resume,
            common.invocation())
        .run(common.progress())
        .forEach(common.out()::println);
    common.out().println("results in " + output.folder());
    common.out().flush();
    return 0;
  }
}
