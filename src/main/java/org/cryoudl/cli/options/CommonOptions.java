package org.cryoudl.cli.options;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.cryoudl.cli.console.ConsoleProgress;
import org.cryoudl.cli.console.Typed;
import org.cryoudl.cli.console.Version;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.progress.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that every command has, and where a command prints. Mixed in by each command. */
public final class CommonOptions {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print results and errors only; no progress, no remarks.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print details of what is being done.")
  private boolean verbose;

  private static final String THREADS = "--threads";

  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = THREADS,
      paramLabel = "N",
      description = "Threads to use; all cores if not given.")
  void setThreads(int threads) {
    if (threads < 1) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "--threads must be at least 1, got " + threads);
    }
    this.threads = Optional.of(threads);
  }

  /** The number of threads as the user gave it, for programs that this one starts. */
  public List<String> threadArguments() {
    return threads.map(given -> List.of(THREADS, Integer.toString(given))).orElse(List.of());
  }

  /** The threads that a command may use, from its parsed options; all cores if not given. */
  public static Parallelism parallelism(ParseResult parsed) {
    Parallelism given = Parallelism.allCores();
    for (CommandLine command : parsed.asCommandLineList()) {
      Integer threads = command.getParseResult().matchedOptionValue(THREADS, (Integer) null);
      given = threads == null ? given : Parallelism.of(threads);
    }
    return given;
  }

  /** Whether a command is to print results and errors only. */
  public static boolean isQuiet(ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .anyMatch(command -> command.getParseResult().matchedOptionValue("--quiet", false));
  }

  /** Where results go. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Where progress and remarks go: standard error, so that results can be piped. */
  public Progress progress() {
    return new ConsoleProgress(spec.commandLine().getErr(), quiet, verbose);
  }

  /** Prints lines where progress goes. */
  public void remark(List<String> lines) {
    PrintWriter err = spec.commandLine().getErr();
    lines.forEach(err::println);
    err.flush();
  }

  /** Says beside the progress which step begins. */
  public void announce(String heading) {
    if (!quiet) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(heading);
      err.flush();
    }
  }

  /** The command line as the user typed it, for the record of a run. */
  public String commandLine() {
    CommandLine program = spec.commandLine();
    while (program.getParent() != null) {
      program = program.getParent();
    }
    Typed typed = program.getCommand();
    return "cryoudl " + String.join(" ", typed.typed());
  }

  /** How the program was started, for records. */
  public Invocation invocation() {
    return new Invocation(commandLine(), Version.current());
  }
}
