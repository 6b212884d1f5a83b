package org.cryoudl.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.cli.alignment.AlignCommand;
import org.cryoudl.cli.alignment.AssignCommand;
import org.cryoudl.cli.alignment.ClassifyCommand;
import org.cryoudl.cli.alignment.CompareCommand;
import org.cryoudl.cli.alignment.ValidateCommand;
import org.cryoudl.cli.averages.CorrelateCommand;
import org.cryoudl.cli.averages.DisplacementCommand;
import org.cryoudl.cli.averages.ExploreCommand;
import org.cryoudl.cli.console.Employer;
import org.cryoudl.cli.console.GroupedHelp;
import org.cryoudl.cli.console.InputArgument;
import org.cryoudl.cli.console.Interruption;
import org.cryoudl.cli.console.MemoryShortage;
import org.cryoudl.cli.console.RecordedOutput;
import org.cryoudl.cli.console.RunLog;
import org.cryoudl.cli.console.Suggestion;
import org.cryoudl.cli.console.Typed;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.evaluation.BenchmarkCommand;
import org.cryoudl.cli.evaluation.EvaluateCommand;
import org.cryoudl.cli.images.FilterCommand;
import org.cryoudl.cli.images.MaskCommand;
import org.cryoudl.cli.images.NormaliseCommand;
import org.cryoudl.cli.images.SpectrumCommand;
import org.cryoudl.cli.micrograph.CtfCommand;
import org.cryoudl.cli.micrograph.ExtractCommand;
import org.cryoudl.cli.micrograph.PickCommand;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.particles.ConvertCommand;
import org.cryoudl.cli.particles.InspectCommand;
import org.cryoudl.cli.particles.SelectCommand;
import org.cryoudl.cli.particles.SynthesizeCommand;
import org.cryoudl.cli.program.ConfigCommand;
import org.cryoudl.cli.program.DemoCommand;
import org.cryoudl.cli.program.InfoCommand;
import org.cryoudl.cli.program.ManPagesCommand;
import org.cryoudl.cli.program.RelionJobCommand;
import org.cryoudl.cli.shards.MergeCommand;
import org.cryoudl.cli.training.ModelCommand;
import org.cryoudl.cli.training.TrainCommand;
import org.cryoudl.cli.volumes.AnglesCommand;
import org.cryoudl.cli.volumes.FscCommand;
import org.cryoudl.cli.volumes.ProjectCommand;
import org.cryoudl.cli.volumes.ReconstructCommand;
import org.cryoudl.cli.volumes.SliceCommand;
import org.cryoudl.cli.wording.Wording;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.network.tensors.NativeCache;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.SharedParticles;
import org.cryoudl.pipeline.files.RunningOutputs;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code cryoudl}: parses the command line and turns outcomes into exit codes. */
@Command(
    name = "cryoudl",
    description = "Unsupervised deep-learning alignment of 2D cryo-EM particle images.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    subcommands = {
      DemoCommand.class,
      AlignCommand.class,
      SelectCommand.class,
      ExploreCommand.class,
      CorrelateCommand.class,
      DisplacementCommand.class,
      ClassifyCommand.class,
      AssignCommand.class,
      TrainCommand.class,
      SynthesizeCommand.class,
      CtfCommand.class,
      PickCommand.class,
      ExtractCommand.class,
      EvaluateCommand.class,
      BenchmarkCommand.class,
      ValidateCommand.class,
      CompareCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      FilterCommand.class,
      NormaliseCommand.class,
      MaskCommand.class,
      SpectrumCommand.class,
      AnglesCommand.class,
      ProjectCommand.class,
      SliceCommand.class,
      ReconstructCommand.class,
      FscCommand.class,
      MergeCommand.class,
      ModelCommand.class,
      ConfigCommand.class,
      InfoCommand.class,
      RelionJobCommand.class,
      ManPagesCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class,
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done",
      "  1  a bug in cryoudl (with a trace: please report it)",
      "  2  wrong usage or configuration",
      "  3  bad input data",
      "  4  the machine cannot do it (no such device, no room, no permission)",
    })
public final class Main implements Runnable, Typed, Employer {

  private static final int EXIT_BUG = 1;

  @Spec private CommandSpec spec;

  private final List<String> typed;
  private final Function<SharedParticles, Workforce> workforces;

  private Main(Function<SharedParticles, Workforce> workforces, String... typed) {
    this.workforces = workforces;
    this.typed = List.of(typed);
  }

  @Override
  public Function<SharedParticles, Workforce> workforces() {
    return workforces;
  }

  @Override
  public List<String> typed() {
    return typed;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }

  /**
   * Runs one command.
   *
   * @param out receives results
   * @param err receives progress and errors
   * @return the exit code of the process
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(any -> Workforce.alone(), Optional.empty(), out, err, args);
  }

  private static int run(
      Function<SharedParticles, Workforce> workforces,
      Optional<RunLog> log,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    CommandLine line =
        new CommandLine(new Main(workforces, args))
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionStrategy(Main::execute)
            .setParameterExceptionHandler(Main::reportUsage)
            .setExecutionExceptionHandler((e, command, parsed) -> reportFailure(e, err));
    line.registerConverter(Path.class, Main::path);
    line.registerConverter(Length.class, Main::length);
    GroupedHelp.addTo(line);
    // The generated completion command is for packagers; it works but need not crowd the help.
    Optional.ofNullable(line.getSubcommands().get("generate-completion"))
        .ifPresent(command -> command.getCommandSpec().usageMessage().hidden(true));
    try {
      int code = line.execute(InputArgument.first(line, args));
      if (code == 0) {
        // Here, for a command may run another one.
        log.flatMap(kept -> kept.write(line.getParseResult(), List.of(args)))
            .ifPresent(failure -> err.println("warning: " + failure));
      }
      return code;
    } catch (OutOfMemoryError | LinkageError e) {
      return reportFailure(e, err);
    }
  }

  public static void main(String[] args) {
    // The engine's threads would keep the process alive.
    System.exit(run(any -> Workforce.alone(), args));
  }

  /**
   * Runs one command with the output and the signals of this process.
   *
   * @param workforces who works on pieces of particles beside it
   * @return the exit code of the process
   */
  public static int run(Function<SharedParticles, Workforce> workforces, String... args) {
    RecordedOutput standard = new RecordedOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Interruption.await(err);
    RunLog log = new RunLog();
    int code = run(workforces, Optional.of(log), log.keeping(out), log.keeping(err), args);
    Interruption.commandIsDone();
    out.flush();
    if (code == 0 && standard.failure().isPresent()) {
      code = reportUnwritten(standard.failure().get(), err);
    }
    err.flush();
    return code;
  }

  /** What was printed is a result too, in a file that the shell has opened. */
  private static int reportUnwritten(IOException failure, PrintWriter err) {
    err.println(
        "cryoudl: cannot write all of the output to where the shell sends it: "
            + AtomicOutput.reason(failure)
            + "; make room there, or send it to another disk");
    return EnvironmentException.EXIT_CODE;
  }

  /** Threads belong to the command that is run, not to the process. */
  private static int execute(ParseResult parsed) {
    if (!CommonOptions.isQuiet(parsed)) {
      PrintWriter err = parsed.commandSpec().commandLine().getErr();
      NativeCache.announceTo(sentence -> err.println("cryoudl: " + sentence));
    }
    return CommonOptions.parallelism(parsed).call(() -> new RunLast().execute(parsed));
  }

  private static int reportUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        "cryoudl: "
            + (e instanceof UnmatchedArgumentException unmatched
                ? Suggestion.sentence(unmatched)
                : e.getMessage()));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return UsageException.EXIT_CODE;
  }

  private static Path path(String typed) {
    try {
      return Path.of(typed);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(notAName(e));
    }
  }

  private static Length length(String typed) {
    try {
      return Length.parse(typed);
    } catch (UsageException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static String notAName(InvalidPathException path) {
    return "'"
        + path.getInput().replaceAll("\\p{Cntrl}", "?")
        + "' is no file name: "
        + path.getReason()
        + (path.getReason().startsWith("Malformed")
            ? "; Java takes the encoding of names from the locale: set LC_ALL=C.UTF-8"
            : "");
  }

  private static int reportFailure(Throwable e, PrintWriter err) {
    if (RunningOutputs.isInterrupted()) {
      return EXIT_BUG; // the process ends by a signal, and work fails whose files are gone
    }
    if (e instanceof CryoudlException known) {
      err.println("cryoudl: " + Wording.of(known));
      err.flush();
      return known.exitCode();
    }
    if (e instanceof InvalidPathException path) {
      err.println("cryoudl: " + notAName(path));
      err.flush();
      return UsageException.EXIT_CODE;
    }
    Optional<String> shortage = MemoryShortage.sentence(e);
    if (shortage.isPresent()) {
      err.println("cryoudl: " + shortage.get());
      err.flush();
      return EnvironmentException.EXIT_CODE;
    }
    err.println("cryoudl: this is a bug; please report it with the lines below");
    e.printStackTrace(err);
    err.flush();
    return EXIT_BUG;
  }
}
