package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.scratch.ScratchFolder;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.align.output.AlignmentOutput;
import org.cryoudl.pipeline.align.output.PoseFormat;
import org.cryoudl.pipeline.align.report.AlignmentSummary;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.files.ProgramVersion;
import org.cryoudl.pipeline.health.ImageSurvey;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.state.RunProfile;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Progress;

/**
 * Aligns a stack and writes what RELION, XMIPP and Scipion read.
 *
 * @param input a particle set (.mrcs, .mrc, .star, .xmd, .cs or .csg) and where its stacks lie
 * @param method how poses are found
 * @param output folder for the results
 * @param model model file; the shipped one if empty; methods without a network leave it alone
 * @param device where the network runs
 * @param options what the user decides about the alignment
 * @param look what is done to be faster, if anything
 * @param format of the metadata that are written
 * @param writeStack whether to write the turned images
 * @param report whether to write report.html and its numbers
 * @param overwrite whether results that are there may be replaced
 * @param resume whether to go on where an earlier run in the folder stopped, if one did
 * @param workforces who works on pieces of particles that others can open too
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record AlignJob(
    ParticleInput input,
    AlignMethod method,
    Path output,
    Optional<Path> model,
    ComputeDevice device,
    AlignmentOptions options,
    QuickLook look,
    PoseFormat format,
    boolean writeStack,
    boolean report,
    boolean overwrite,
    boolean resume,
    Function<SharedParticles, Workforce> workforces,
    String commandLine,
    String version) {

  /**
   * @throws UsageException if particles may be mirrored and files are to be written that cannot
   *     hold it
   */
  public AlignJob {
    if (options.given().mirror() && format != PoseFormat.XMD) {
      throw new UsageException(new MethodReason.MirrorInStar());
    }
  }

  /**
   * Starts with the shipped model, default options, both formats and nothing replaced; the builder
   * changes what it names.
   *
   * @param input a particle set: .mrcs, .mrc, .star, .xmd, .cs or .csg
   * @param output folder for the results
   */
  public static Builder of(Path input, Path output) {
    return of(new ParticleInput(input, Optional.empty()), output);
  }

  /** The same for particles with all that is said about where they lie. */
  public static Builder of(ParticleInput input, Path output) {
    return new Builder(input, output);
  }

  /**
   * Keeps results off a file that the alignment reads beside the particles.
   *
   * @throws UsageException if a result in {@code output} would take the file's place
   */
  public static void requireNotResult(Path file, Path output) {
    OutputFolder.requireNoInput(output, AlignmentOutput.names(), List.of(file));
  }

  /** Runs to the end; returns what the record of the run says. */
  public AlignmentSummary run(Progress progress) {
    return run(Optional.empty(), progress);
  }

  /** As {@link #run(Progress)}, and measures where the time goes, if that is wanted. */
  public AlignmentSummary run(Optional<RunProfile> profile, Progress progress) {
    long start = System.nanoTime();
    List<String> names = new ArrayList<>(AlignmentOutput.names());
    names.addAll(AlignMethod.EXTRA_NAMES);
    List<Path> inputs = new ArrayList<>(method.inputs());
    inputs.addAll(new ModelChoice(model).inputs());
    try (ParticleSet set = open();
        OutputTransaction results = begin(set, names, inputs)) {
      AlignmentOutput.requirePossible(set, format);
      set.warnings().forEach(progress::warn);
      set.commonPixels().ifPresent(found -> progress.warn(found.words()));
      ImageSurvey survey =
          RunProfile.during(
              profile, "reading images", () -> ImageSurvey.of(set.images(), progress));
      InputHealth health = InputHealth.of(set, use(), survey);
      health.requireUsable();
      RunState state =
          RunState.open(
              results.stateFolder(),
              new DecisiveChoices(method, options, look, device).identity(set, inputs),
              progress);
      AlignRun run = new AlignRun(this, set, survey, health, profile, start, progress);
      return state.during(() -> run.to(results, state));
    }
  }

  /**
   * Looks at the input as {@link #run} does, and stops there. Nothing is written.
   *
   * @return what is fine and doubtful, and what the run will probably take
   * @throws org.cryoudl.failure.DataException with what is wrong, all of it
   */
  public List<String> rehearse(Progress progress) {
    try (ParticleSet set = open()) {
      ImageSurvey survey = ImageSurvey.of(set.images(), progress);
      InputHealth health = InputHealth.of(set, use(), survey).requireUsable();
      List<String> lines = new ArrayList<>(health.lines());
      set.commonPixels().ifPresent(found -> lines.add(found.words()));
      if (Rehearsal.isPossible(method)) {
        ReducedSet reduced = new ReducedSet(set, look);
        AlignmentOptions inPixels = reduced.options(options);
        lines.addAll(
            new Rehearsal(
                    set,
                    reduced,
                    method,
                    model,
                    device,
                    inPixels,
                    survey.constantRows().orElse(List.of()),
                    ScratchFolder.roomBytes(output))
                .forecast()
                .lines());
      }
      return lines;
    }
  }

  /** The particles; only the oracle, whose truth is in pixels, cannot do with rescaled ones. */
  private ParticleSet open() {
    if (method.kind() == AlignMethod.Kind.ORACLE) {
      return input.open(options.useCtf());
    }
    ParticleSet set = input.openInCommonPixels(options.useCtf());
    if (writeStack && set.commonPixels().isPresent()) {
      set.close();
      throw new DataException(new MethodReason.StackOfSeveralPixelSizes(input.file()));
    }
    return set;
  }

  /** Who works on pieces of the particles. */
  Workforce workforce() {
    return method.kind() == AlignMethod.Kind.CRYOUDL
        ? workforces.apply(SharedParticles.of(input, options.useCtf(), look))
        : Workforce.alone();
  }

  private InputHealth.Use use() {
    return new InputHealth.Use(options.useCtf(), options.invertContrast());
  }

  private OutputTransaction begin(ParticleSet set, List<String> names, List<Path> inputs) {
    names.forEach(name -> set.requireNotInput(output.resolve(name)));
    OutputTransaction begun =
        resume
            ? OutputTransaction.resume(output, names, inputs, overwrite)
            : OutputTransaction.begin(output, names, inputs, overwrite);
    begun.watch(set.fileStates());
    return begun;
  }

  /** A job by names; what is not named has its default. */
  public static final class Builder {

    private ParticleInput input;
    private final Path output;
    private AlignMethod method = AlignMethod.DEFAULT;
    private Optional<Path> model = Optional.empty();
    private ComputeDevice device = ComputeDevice.AUTO;
    private AlignmentOptions options = AlignmentOptions.DEFAULT;
    private QuickLook look = QuickLook.NONE;
    private PoseFormat format = PoseFormat.BOTH;
    private boolean writeStack = true;
    private boolean report;
    private boolean overwrite;
    private boolean resume;
    private Function<SharedParticles, Workforce> workforces = any -> Workforce.alone();
    private String commandLine = "";
    private String version = ProgramVersion.current();

    private Builder(ParticleInput input, Path output) {
      this.input = input;
      this.output = output;
    }

    /** How poses are found; by the network and joint refinement by default. */
    public Builder method(AlignMethod value) {
      method = value;
      return this;
    }

    /** What stack names are relative to, if not found otherwise. */
    public Builder projectFolder(Optional<Path> value) {
      input = new ParticleInput(input.file(), value, input.passthrough());
      return this;
    }

    /** Model file; the shipped one if empty. */
    public Builder model(Optional<Path> value) {
      model = value;
      return this;
    }

    /** Where the network runs; on a GPU if there is one by default. */
    public Builder device(ComputeDevice value) {
      device = value;
      return this;
    }

    /** What the user decides about the alignment. */
    public Builder options(AlignmentOptions value) {
      options = value;
      return this;
    }

    /** What is done to be faster; nothing by default. */
    public Builder look(QuickLook value) {
      look = value;
      return this;
    }

    /** Format of the metadata that are written; both by default. */
    public Builder format(PoseFormat value) {
      format = value;
      return this;
    }

    /** Whether to write the turned images; done by default. */
    public Builder writeStack(boolean value) {
      writeStack = value;
      return this;
    }

    /** Whether to write report.html and its numbers; not done by default. */
    public Builder report(boolean value) {
      report = value;
      return this;
    }

    /** Whether results that are there may be replaced; not allowed by default. */
    public Builder overwrite(boolean value) {
      overwrite = value;
      return this;
    }

    /**
     * Whether to go on where an earlier run in the folder stopped, if one did; not so by default.
     */
    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    /** Who works on pieces of the particles beside this process; nobody by default. */
    public Builder workforces(Function<SharedParticles, Workforce> value) {
      workforces = value;
      return this;
    }

    /** What the user typed, for the record; empty by default. */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /** Version of the program, for the record; that of CryoUDL by default. */
    public Builder version(String value) {
      version = value;
      return this;
    }

    /**
     * The job.
     *
     * @throws UsageException if particles may be mirrored and files are to be written that cannot
     *     hold it
     */
    public AlignJob build() {
      return new AlignJob(
          input,
          method,
          output,
          model,
          device,
          options,
          look,
          format,
          writeStack,
          report,
          overwrite,
          resume,
          workforces,
          commandLine,
          version);
    }
  }
}
