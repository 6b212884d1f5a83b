package org.cryoudl.cli.micrograph;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.MicrographOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.micrograph.ctf.CtfCorrection;
import org.cryoudl.pipeline.micrograph.CtfCorrectJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctf correct}: images freed of their CTF. */
@Command(
    name = "correct",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Corrects particles or micrographs for the CTF that their STAR file holds.",
      "",
      "The metadata that are written say what was done, so that it is not done again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl ctf correct particles.star --method flip -o flipped",
      "  cryoudl ctf correct ctf/micrographs_ctf.star --method wiener --snr 0.2 -o corrected"
    })
final class CtfCorrectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private MicrographOptions input;

  @Option(
      names = "--method",
      paramLabel = "flip|multiply|wiener",
      defaultValue = "flip",
      description = "What is done with each frequency (default: ${DEFAULT-VALUE}).")
  private CtfCorrection.Method method;

  @Option(
      names = "--snr",
      paramLabel = "RATIO",
      defaultValue = "0.1",
      description = "Signal-to-noise ratio of a Wiener filter (default: ${DEFAULT-VALUE}).")
  private double snr;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    if (!(snr > 0 && snr <= 1e9)) {
      throw new ParameterException(
          spec.commandLine(), "--snr must be above 0 and at most 1e9, got " + snr);
    }
    Path written =
        CtfCorrectJob.run(
            input.micrographs(),
            new CtfCorrection(method, snr),
            output.folder(),
            output.overwrite(),
            common.progress());
    common.out().println("results in " + written);
    common.out().flush();
    return 0;
  }
}
