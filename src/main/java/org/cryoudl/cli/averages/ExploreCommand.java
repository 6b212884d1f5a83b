package org.cryoudl.cli.averages;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.pipeline.explorer.ExploreJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explore [FILES]}: class averages in a page of this machine's browser. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows class averages in your browser: which are the same view, which are junk, which"
          + " particles to keep.",
      "",
      "Opens what correlate opens, and more files in the page. Prints an address, which only this"
          + " machine can open, and ends when the page is closed or by Ctrl-C. Nothing is sent to"
          + " any other machine."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl explore Class2D/job012",
      "  cryoudl explore figure2.png figure5.png -o session",
      "  cryoudl explore -o session        (goes on with that session)",
    })
public final class ExploreCommand implements Callable<Integer> {

  private static final int MOST_PORTS = 65_535;

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILES",
      description = "Folders of classes, stacks, averages of cryoSPARC, pictures of averages.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      defaultValue = "cryoudl-explore",
      description =
          "Folder of the session: what is kept, uploaded and written (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port to serve at (default: any that is free).")
  private int port;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "End so long after the page was closed (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Override
  public Integer call() {
    if (port < 0 || port > MOST_PORTS) {
      throw new ParameterException(
          spec.commandLine(), "--port must be from 0 to " + MOST_PORTS + ", got " + port);
    }
    new ExploreJob(files, folder, port, seconds, Version.current(), ExploreCommand::line)
        .run(
            common.progress(),
            address -> {
              common.out().println("open this address in your browser:");
              common.out().println("  " + address);
              common.out().flush();
            });
    return 0;
  }

  /** The command that selects the same classes. */
  static String line(Path classification, Path output, String classes) {
    return "cryoudl select "
        + quoted(classification)
        + " -o "
        + quoted(output)
        + " --classes "
        + classes
        + " --metadata-only";
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
