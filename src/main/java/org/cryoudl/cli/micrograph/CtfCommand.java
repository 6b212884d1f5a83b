package org.cryoudl.cli.micrograph;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctf}: the contrast transfer function, simulated, estimated and corrected. */
@Command(
    name = "ctf",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Simulates, estimates or corrects contrast transfer functions.",
    subcommands = {CtfSimulateCommand.class, CtfEstimateCommand.class, CtfCorrectCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl ctf simulate --defocus 10000 -o ctf",
      "  cryoudl ctf estimate mics/*.mrc -o ctf --voltage 300 --cs 2.7 --amplitude-contrast 0.1",
      "  cryoudl ctf correct particles.star --method flip -o flipped",
    })
public final class CtfCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say 'ctf simulate', 'ctf estimate' or 'ctf correct'");
  }
}
