package org.cryoudl.cli.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.cli.console.ConsoleProgress;
import org.cryoudl.cli.console.Employer;
import org.cryoudl.cli.console.JsonProgress;
import org.cryoudl.cli.console.Typed;
import org.cryoudl.cli.console.Version;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.SharedParticles;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.progress.JoinedProgress;
import org.cryoudl.progress.Progress;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--json-progress",
      description =
          "Tell how far the run is as JSON, one object a line on standard error, for other"
              + " programs.")
  private boolean jsonProgress;

  @Option(
      names = "--log-json",
      paramLabel = "FILE",
      description = "Add the same lines, with the command line and the version, to FILE.")
  private @Nullable Path jsonLog;

  /** Opened once, however often a command shows progress. */
  private @Nullable Progress openedLog;

  private static final String THREADS = "--threads";

  /** How many cores Slurm gives to each task of a job that requests them. */
  private static final String ALLOTTED = "SLURM_CPUS_PER_TASK";

  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = THREADS,
      paramLabel = "N",
      description =
          "Threads to use; if not given as many as Slurm allots (SLURM_CPUS_PER_TASK), else all"
              + " cores.")
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

  /**
   * The threads that a command may use, from its parsed options; those that a batch system allots,
   * else all cores, if not given.
   */
  public static Parallelism parallelism(ParseResult parsed) {
    Parallelism given =
        Parallelism.of(
            allottedThreads(
                System.getenv().getOrDefault(ALLOTTED, ""), Parallelism.allCores().threads()));
    for (CommandLine command : parsed.asCommandLineList()) {
      Integer threads = command.getParseResult().matchedOptionValue(THREADS, (Integer) null);
      given = threads == null ? given : Parallelism.of(threads);
    }
    return given;
  }

  /**
   * Threads where the user gives no number.
   *
   * @param allotted what the batch system says; anything but a number from 1 on says nothing
   * @param cores that this process may use
   */
  static int allottedThreads(String allotted, int cores) {
    return allotted.matches("[1-9]\\d{0,5}") ? Math.min(cores, Integer.parseInt(allotted)) : cores;
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
    PrintWriter err = spec.commandLine().getErr();
    Progress shown =
        jsonProgress ? new JsonProgress(err, verbose) : new ConsoleProgress(err, quiet, verbose);
    if (jsonLog == null) {
      return shown;
    }
    openedLog = openedLog == null ? logged(jsonLog) : openedLog;
    return new JoinedProgress(shown, openedLog);
  }

  private Progress logged(Path file) {
    try {
      PrintWriter out =
          new PrintWriter(
              Files.newBufferedWriter(
                  file,
                  StandardCharsets.UTF_8,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND));
      JsonProgress log = new JsonProgress(out, verbose);
      log.begin(commandLine(), Version.current());
      return log;
    } catch (IOException e) {
      throw AtomicOutput.unwritable(file, e);
    }
  }

  /** Prints lines where progress goes. */
  public void remark(List<String> lines) {
    PrintWriter err = spec.commandLine().getErr();
    lines.forEach(err::println);
    err.flush();
  }

  /** Says beside the progress which step begins. */
  public void announce(String heading) {
    if (!quiet && !jsonProgress) {
      remark(List.of(heading));
    }
  }

  /** The command line as the user typed it, for the record of a run. */
  public String commandLine() {
    Typed typed = program().getCommand();
    return "cryoudl " + String.join(" ", typed.typed());
  }

  /** Who works on pieces of particles beside this process. */
  public Function<SharedParticles, Workforce> workforces() {
    Employer employer = program().getCommand();
    return employer.workforces();
  }

  private CommandLine program() {
    CommandLine program = spec.commandLine();
    while (program.getParent() != null) {
      program = program.getParent();
    }
    return program;
  }

  /** How the program was started, for records. */
  public Invocation invocation() {
    return new Invocation(commandLine(), Version.current());
  }
}
