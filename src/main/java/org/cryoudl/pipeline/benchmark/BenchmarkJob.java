package org.cryoudl.pipeline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.classes.TrueViews;
import org.cryoudl.evaluation.errors.Bootstrap;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.align.AlignMethod;
import org.cryoudl.pipeline.benchmark.programs.ChildProcess;
import org.cryoudl.pipeline.benchmark.programs.MeasuredRun;
import org.cryoudl.pipeline.benchmark.programs.OwnProgram;
import org.cryoudl.pipeline.benchmark.programs.RelionRun;
import org.cryoudl.pipeline.benchmark.record.BenchmarkCase;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkNames;
import org.cryoudl.pipeline.benchmark.record.BenchmarkRecord;
import org.cryoudl.pipeline.benchmark.record.BenchmarkResult;
import org.cryoudl.pipeline.benchmark.record.BenchmarkSet;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.benchmark.record.RelionSettings;
import org.cryoudl.pipeline.benchmark.record.RunVariant;
import org.cryoudl.pipeline.benchmark.record.SortVariant;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;
import org.cryoudl.pipeline.benchmark.report.AblationTable;
import org.cryoudl.pipeline.benchmark.report.BenchmarkReport;
import org.cryoudl.pipeline.benchmark.report.BenchmarkTable;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.LockedFolder;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.files.ReportFiles;

/**
 * Runs every method on the same particles, one after the other, each as a program of its own so
 * that time and memory are measured alike, and scores them against the truth. Writes {@code
 * benchmark.md}, {@code benchmark.json}, {@code benchmark.yaml} (as resolved), for an ablation
 * {@code ablation.csv}, and, in {@code sets}, everything the methods wrote.
 *
 * @param config what is compared, paths resolved
 * @param output folder of the results
 * @param overwrite whether results that are there may be replaced
 * @param resume whether runs that were measured before in the same folder are taken as they are
 * @param arguments common options that each run of ours gets, such as {@code --threads 2}
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record BenchmarkJob(
    BenchmarkConfig config,
    Path output,
    boolean overwrite,
    boolean resume,
    List<String> arguments,
    String commandLine,
    String version) {

  private static final String TABLE = "benchmark.md";
  private static final String JSON = "benchmark.json";
  private static final String CSV = "ablation.csv";
  private static final String RESOLVED = "benchmark.yaml";

  /** The table as Markdown. */
  public Path table() {
    return output.resolve(TABLE);
  }

  /** Runs to the end. */
  public BenchmarkRecord run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(TABLE, JSON, RESOLVED));
    if (config.ablation()) {
      names.add(CSV);
    }
    names.addAll(ReportFiles.names());
    return LockedFolder.open(output, names::contains, new KeptResults.Resumable(output))
        .during(
            () -> {
              OutputFolder.check(output, names, overwrite || resume);
              return measure(progress);
            });
  }

  private BenchmarkRecord measure(Progress progress) {
    AtomicOutput.writeText(
        output.resolve(RESOLVED), ConfigFile.toYaml(config, BenchmarkConfig.KIND));
    Outcome outcome = new Outcome();
    boolean wanted = config.relionSettings().stream().anyMatch(RelionSettings::enabled);
    if (wanted && !RelionRun.isInstalled()) {
      outcome.skip(
          Optional.empty(),
          BenchmarkNames.RELION,
          "there is no " + RelionRun.PROGRAM + " on the PATH.",
          progress);
    }
    SetPreparation preparation = new SetPreparation(output.resolve("sets"), progress);
    for (BenchmarkSet set : config.sets()) {
      for (PreparedSet prepared : preparation.prepare(set, config.sizes())) {
        if (TrueViews.isIn(prepared.truth())) {
          sort(prepared, outcome, progress);
        } else {
          compare(prepared, outcome, progress);
        }
        write(outcome); // after each set, so that an interrupted benchmark leaves what it has
      }
    }
    return write(outcome);
  }

  private String program() {
    return "cryoudl " + version;
  }

  private BenchmarkRecord write(Outcome outcome) {
    BenchmarkRecord record =
        new BenchmarkRecord(
            program(),
            commandLine,
            Runtime.getRuntime().availableProcessors(),
            config,
            outcome.results,
            outcome.views,
            outcome.bounds,
            outcome.skipped);
    AtomicOutput.writeText(table(), new BenchmarkTable(record).markdown());
    AtomicOutput.writeText(output.resolve(JSON), RecordJson.text(record));
    if (config.ablation()) {
      new AblationTable(record).write(output.resolve(CSV));
    }
    ReportFiles.write(new BenchmarkReport(record, outcome.pictures).build(), output);
    return record;
  }

  /** What has been found so far. */
  private static final class Outcome {
    final List<BenchmarkResult> results = new ArrayList<>();
    final List<ViewsResult> views = new ArrayList<>();
    final List<BenchmarkResult.Bound> bounds = new ArrayList<>();
    final List<BenchmarkResult.Skipped> skipped = new ArrayList<>();
    final Map<String, Gallery> pictures = new HashMap<>(); // by title of the case

    void skip(Optional<String> set, String method, String reason, Progress progress) {
      skipped.add(new BenchmarkResult.Skipped(set, method, reason));
      progress.warn(method + set.map(name -> " on " + name).orElse("") + " is not run: " + reason);
    }
  }

  /** A set of many views. */
  private void sort(PreparedSet set, Outcome outcome, Progress progress) {
    ViewsComparison views =
        new ViewsComparison(
            new OwnProgram(arguments),
            config.classes(),
            config.sortVariants(),
            config.relionSettings(),
            resume,
            program());
    try (Progress.Stage stage =
        progress.start(set.name() + ", " + set.size() + " particles", views.runs(set))) {
      for (SortVariant variant : config.sortVariants()) {
        stage.note(variant.label());
        sort(set, variant, views, outcome, progress);
        stage.advance(1);
      }
      outcome.views.addAll(views.relion(set, stage));
    } catch (CryoudlException e) {
      outcome.skip(Optional.of(set.name()), "classes", e.getMessage() + ".", progress);
    }
  }

  /** One way that fails does not end the others. */
  private static void sort(
      PreparedSet set,
      SortVariant variant,
      ViewsComparison views,
      Outcome outcome,
      Progress progress) {
    try {
      outcome.views.add(views.ours(set, variant));
    } catch (CryoudlException e) {
      outcome.skip(Optional.of(set.name()), variant.label(), e.getMessage() + ".", progress);
    }
  }

  private void compare(PreparedSet set, Outcome outcome, Progress progress) {
    try (ParticleSet particles = ParticleSet.open(set.particles(), ParticleSetOptions.DEFAULT)) {
      Truth truth = Truth.read(set.truth());
      Pose[] poses = truth.posesOf(particles);
      MethodScore score =
          new MethodScore(
              particles,
              poses,
              TrueFigures.of(particles, poses, Progress.silent()),
              new Bootstrap(config.bootstrapResamples(), config.seed()));
      List<RelionRun> relion = relionRuns(set, particles);
      MethodAverages averages = new MethodAverages(particles.images(), poses);
      int runs = config.variants().size() + relion.size();
      try (Progress.Stage stage =
          progress.start(set.name() + ", " + set.size() + " particles", runs)) {
        for (RunVariant variant : config.variants()) {
          stage.note(variant.label());
          ours(set, variant, score, averages, outcome, progress);
          stage.advance(1);
        }
        for (RelionRun run : relion) {
          stage.note(run.label());
          relion(run, set, particles, score, averages, outcome, progress);
          stage.advance(1);
        }
      }
      outcome.pictures.put(BenchmarkCase.title(set.name(), set.size()), averages.gallery());
    }
  }

  private List<RelionRun> relionRuns(PreparedSet set, ParticleSet particles) {
    List<RelionRun> runs = new ArrayList<>();
    for (RelionSettings settings : config.relionSettings()) {
      if (settings.runsOn(set.name()) && RelionRun.isInstalled()) {
        RelionSettings.CtfUse use = settings.ctf();
        if (use != RelionSettings.CtfUse.WITH) {
          runs.add(new RelionRun(settings, false, 1, set.folder()));
        }
        if (use != RelionSettings.CtfUse.WITHOUT && particles.ctf(0).isPresent()) {
          runs.add(new RelionRun(settings, true, 1, set.folder()));
        }
      }
    }
    return runs;
  }

  private void ours(
      PreparedSet set,
      RunVariant variant,
      MethodScore score,
      MethodAverages averages,
      Outcome outcome,
      Progress progress) {
    if (variant.kind() == AlignMethod.Kind.ORACLE && set.template().isEmpty()) {
      outcome.skip(
          Optional.of(set.name()), variant.label(), "the set has no clean template.", progress);
      return;
    }
    Path results = set.folder().resolve(variant.folder());
    List<String> command = new OwnProgram(arguments).align(set, variant, results);
    String typed = String.join(" ", command);
    Path log = set.folder().resolve(variant.folder() + ".log");
    Usage usage =
        before(results, set, typed)
            .orElseGet(() -> ChildProcess.run(command, Path.of("").toAbsolutePath(), log));
    if (usage.exitCode() != 0) {
      outcome.skip(
          Optional.of(set.name()),
          variant.label(),
          String.format(Locale.ROOT, "it ended with exit code %d; see %s.", usage.exitCode(), log),
          progress);
      return;
    }
    MeasuredRun.of(program(), set, typed, usage).write(results);
    MethodScore.Found found = score.read(results.resolve("particles.star"));
    averages.add(variant.label(), found);
    outcome.results.add(
        BenchmarkResult.of(
            set, variant.label(), score.of(found), logEvidence(results), usage, typed));
    if (variant.kind() == AlignMethod.Kind.ORACLE) {
      outcome.bounds.add(bound(set, results.resolve("cramer-rao.json")));
    }
  }

  /** What held-out particles of the average say, where the method held some out. */
  private static OptionalDouble logEvidence(Path results) {
    JsonNode found = json(results.resolve("summary.json")).path("log_evidence");
    return found.isNumber() ? OptionalDouble.of(found.asDouble()) : OptionalDouble.empty();
  }

  private static BenchmarkResult.Bound bound(PreparedSet set, Path file) {
    JsonNode node = json(file);
    return new BenchmarkResult.Bound(
        set.name(),
        set.size(),
        node.get("least_mean_psi_error_degrees").asDouble(),
        node.get("least_mean_shift_error_px").asDouble());
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private Optional<Usage> before(Path results, PreparedSet set, String typed) {
    return resume ? MeasuredRun.find(results, program(), set, typed) : Optional.empty();
  }

  private void relion(
      RelionRun run,
      PreparedSet set,
      ParticleSet particles,
      MethodScore score,
      MethodAverages averages,
      Outcome outcome,
      Progress progress) {
    double pixelSize = particles.pixelSizeAngstroms().orElse(1);
    String typed = String.join(" ", run.command(set.boxPixels(), pixelSize, set.phasesFlipped()));
    try {
      Optional<Usage> before = before(run.folder(), set, typed);
      Usage usage;
      if (before.isPresent()) {
        usage = before.get();
      } else {
        run.prepare(particles);
        usage = run.run(set.boxPixels(), pixelSize, set.phasesFlipped());
        MeasuredRun.of(program(), set, typed, usage).write(run.folder());
      }
      MethodScore.Found found = MethodScore.Found.all(run.poses(set.size()));
      averages.add(run.label(), found);
      outcome.results.add(
          BenchmarkResult.of(
              set, run.label(), score.of(found), OptionalDouble.empty(), usage, typed));
    } catch (CryoudlException e) {
      outcome.skip(Optional.of(set.name()), run.label(), e.getMessage() + ".", progress);
    }
  }
}
