package org.cryoudl.cli.program;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.ManPage;
import org.cryoudl.cli.console.Version;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.OutputFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code generate-man-pages DIR}: a manual page of each command, for those who make packages. */
@Command(
    name = "generate-man-pages",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Writes a manual page (man) of every command into a folder.")
public final class ManPagesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder, made if missing.")
  private Path folder;

  @Override
  public Integer call() {
    OutputFolder.make(folder);
    Deque<CommandLine> open = new ArrayDeque<>(Set.of(spec.root().commandLine()));
    Set<CommandLine> done = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      CommandLine command = open.removeFirst();
      if (!command.getCommandSpec().usageMessage().hidden() && done.add(command)) {
        AtomicOutput.writeText(
            folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command, Version.current()));
        open.addAll(command.getSubcommands().values());
      }
    }
    return 0;
  }
}
