package org.cryoudl.cli.program;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.pipeline.relion.AbortWatch;
import org.cryoudl.pipeline.relion.JobFolder;
import org.cryoudl.pipeline.relion.OutputNodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code relion-job --o DIR --in_parts FILE}: a job of RELION's type External. */
@Command(
    name = "relion-job",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    customSynopsis = "cryoudl relion-job --o External/jobNNN/ --in_parts FILE [--j N] [OPTIONS]",
    description = {
      "Runs a classification or an alignment as RELION's job type External, which starts it with"
          + " these options.",
      "",
      "As the job's executable give 'cryoudl relion-job'; each of its parameters is an option of"
          + " classify, or of the command that the parameter task names, without the dashes:"
          + " classes 50, report (without a value). Writes the results of that command and"
          + " RELION_OUTPUT_NODES.star into the job's folder, ends with one of"
          + " RELION_JOB_EXIT_SUCCESS, _FAILURE and _ABORTED, and stops at RELION_JOB_ABORT_NOW."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl relion-job --o External/job012/ --in_parts Extract/job007/particles.star"
          + " --classes 50 --j 8",
      "  cryoudl relion-job --o External/job013/ --in_parts Select/job012/particles.star"
          + " --task align --j 8",
    })
public final class RelionJobCommand implements Callable<Integer> {

  /** What a shell returns for a program that the user interrupts. */
  private static final int EXIT_ABORTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--o",
      required = true,
      paramLabel = "DIR",
      description = "The job's folder, relative to the project.")
  private Path folder;

  @Option(
      names = "--in_parts",
      paramLabel = "FILE",
      description = "Particles, relative to the project.")
  private @Nullable Path particles;

  @Option(
      names = {"--in_movies", "--in_mics", "--in_coords", "--in_3dref", "--in_mask"},
      paramLabel = "FILE",
      description = "Other inputs that RELION can name; only particles are taken.")
  private List<Path> others = new ArrayList<>();

  @Option(names = "--j", paramLabel = "N", description = "Threads; all cores if not given.")
  private @Nullable String threads; // checked by the task, for a job has to end with its mark

  @Option(
      names = "--task",
      arity = "0..1",
      paramLabel = "classify|align",
      defaultValue = "classify",
      fallbackValue = "",
      description = "What to do: classify (default) or align.")
  private String task;

  @Option(
      names = "--pipeline_control",
      paramLabel = "DIR",
      hidden = true,
      description = "RELION adds it where the command line names one of its programs.")
  private @Nullable Path pipelineControl;

  /** The parameters that RELION hands on: options of the task. */
  @Unmatched private List<String> parameters = new ArrayList<>();

  @Override
  public Integer call() {
    JobFolder job = new JobFolder(folder);
    JobFolder.Running running = job.begin(age());
    Thread ending =
        new Thread(
            () -> {
              try (running) {
                job.end(JobFolder.End.ABORTED);
              }
            },
            "ending of the job");
    Runtime.getRuntime().addShutdownHook(ending);
    int code = 1;
    AbortWatch watch = new AbortWatch(job, () -> System.exit(EXIT_ABORTED));
    try {
      code = run();
      if (code == 0) {
        new OutputNodes(folder).write();
      }
    } finally {
      watch.close();
      // While the virtual machine is ending, the mark is the hook's.
      if (remove(ending)) {
        try (running) {
          job.end(code == 0 ? JobFolder.End.SUCCESS : JobFolder.End.FAILURE);
        }
      }
    }
    return code;
  }

  /** How long ago this process was started. */
  private static Duration age() {
    Instant now = Instant.now();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }

  private static boolean remove(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false; // the process ends, and the hook runs
    }
  }

  private int run() {
    if (particles == null) {
      throw new ParameterException(
          spec.commandLine(),
          "name particles: choose them as the job's input (--in_parts)"
              + (others.isEmpty() ? "" : "; " + others.get(0) + " is no input of this job"));
    }
    CommandLine program = spec.commandLine().getParent();
    CommandLine command = program.getSubcommands().get(task);
    if (command == null || !(task.equals("classify") || task.equals("align"))) {
      throw new ParameterException(
          spec.commandLine(), "the parameter task must be classify or align, got '" + task + "'");
    }
    List<String> arguments = new ArrayList<>(List.of(particles.toString()));
    arguments.addAll(List.of("-o", folder.toString(), "--overwrite"));
    if (threads != null) {
      arguments.addAll(List.of("--threads", threads));
    }
    arguments.addAll(parameters);
    // RELION shows run.out while the job runs, and takes all of run.err as something wrong.
    PrintWriter err = command.getErr();
    CommandLine.IParameterExceptionHandler reported = command.getParameterExceptionHandler();
    command.setErr(command.getOut());
    command.setParameterExceptionHandler(
        (failure, typed) -> {
          command.setErr(err);
          return reported.handleParseException(failure, typed);
        });
    return command.execute(arguments.toArray(String[]::new));
  }
}
