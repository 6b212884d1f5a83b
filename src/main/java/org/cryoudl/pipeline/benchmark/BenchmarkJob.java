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
import org.cryoudl.evaluation.Bootstrap;
import org.cryoudl.evaluation.Truth;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.AlignMethod;
import org.cryoudl.pipeline.OutputFolder;
import org.cryoudl.pipeline.RecordJson;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Gallery;
import org.cryoudl.report.ReportFiles;

/**
 * Runs every method on the same particles, one after the other, each as a program of its own so
 * that time and memory are measured alike, and scores them against the truth. Writes {@code
 * benchmark.md}, {@code benchmark.json}, {@code benchmark.yaml} (as resolved) and, in {@code sets},
 * everything the methods wrote.
 *
 * @param config what is compared, paths resolved
 * @param output folder of the results
 * @param overwrite whether results that are there may be replaced
 * @param arguments common options that each run of ours gets, such as {@code --threads 2}
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record BenchmarkJob(
    BenchmarkConfig config,
    Path output,
    boolean overwrite,
    List<String> arguments,
    String commandLine,
    String version) {

  /** Configurations of benchmarks. */
  public static final ConfigKind<BenchmarkConfig> CONFIG =
      new ConfigKind<>("benchmark", BenchmarkConfig.class);

  /** How tables call RELION; how it was run follows. */
  static final String RELION = "RELION";

  private static final String TABLE = "benchmark.md";
  private static final String JSON = "benchmark.json";
  private static final String RESOLVED = "benchmark.yaml";

  /** The table as Markdown. */
  public Path table() {
    return output.resolve(TABLE);
  }

  /** Runs to the end. */
  public BenchmarkRecord run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(TABLE, JSON, RESOLVED));
    names.addAll(ReportFiles.names());
    OutputFolder.prepare(output, names, List.of(), overwrite);
    AtomicOutput.writeText(output.resolve(RESOLVED), ConfigFile.toYaml(config, CONFIG));
    Outcome outcome = new Outcome();
    if (config.relion().enabled() && !RelionRun.isInstalled()) {
      outcome.skip(
          Optional.empty(), RELION, "there is no " + RelionRun.PROGRAM + " on the PATH.", progress);
    }
    SetPreparation preparation = new SetPreparation(output.resolve("sets"), progress);
    for (BenchmarkSet set : config.sets()) {
      for (PreparedSet prepared : preparation.prepare(set, config.sizes())) {
        compare(prepared, outcome, progress);
        write(outcome); // after each set, so that an interrupted benchmark leaves what it has
      }
    }
    return write(outcome);
  }

  private BenchmarkRecord write(Outcome outcome) {
    BenchmarkRecord record =
        new BenchmarkRecord(
            "cryoudl " + version,
            commandLine,
            Runtime.getRuntime().availableProcessors(),
            config,
            outcome.results,
            outcome.bounds,
            outcome.skipped);
    AtomicOutput.writeText(table(), new BenchmarkTable(record).markdown());
    AtomicOutput.writeText(output.resolve(JSON), RecordJson.text(record));
    ReportFiles.write(new BenchmarkReport(record, outcome.pictures).build(), output);
    return record;
  }

  /** What has been found so far. */
  private static final class Outcome {
    final List<BenchmarkResult> results = new ArrayList<>();
    final List<BenchmarkResult.Bound> bounds = new ArrayList<>();
    final List<BenchmarkResult.Skipped> skipped = new ArrayList<>();
    final Map<String, Gallery> pictures = new HashMap<>(); // by title of the case

    void skip(Optional<String> set, String method, String reason, Progress progress) {
      skipped.add(new BenchmarkResult.Skipped(set, method, reason));
      progress.warn(method + set.map(name -> " on " + name).orElse("") + " is not run: " + reason);
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
      MethodAverages averages = new MethodAverages(particles.images(), poses);
      List<Boolean> relion = relionRuns(set, particles);
      int runs = config.methods().size() + relion.size();
      try (Progress.Stage stage =
          progress.start(set.name() + ", " + set.size() + " particles", runs)) {
        for (String label : config.methods()) {
          stage.note(label);
          ours(set, AlignMethod.Kind.named(label), score, averages, outcome, progress);
          stage.advance(1);
        }
        for (boolean withCtf : relion) {
          stage.note(RELION);
          relion(set, particles, withCtf, score, averages, outcome, progress);
          stage.advance(1);
        }
      }
      outcome.pictures.put(BenchmarkCase.title(set.name(), set.size()), averages.gallery());
    }
  }

  private List<Boolean> relionRuns(PreparedSet set, ParticleSet particles) {
    List<Boolean> runs = new ArrayList<>();
    if (config.relion().runsOn(set.name()) && RelionRun.isInstalled()) {
      RelionSettings.CtfUse use = config.relion().ctf();
      if (use != RelionSettings.CtfUse.WITH) {
        runs.add(false);
      }
      if (use != RelionSettings.CtfUse.WITHOUT && particles.ctf(0).isPresent()) {
        runs.add(true);
      }
    }
    return runs;
  }

  private void ours(
      PreparedSet set,
      AlignMethod.Kind kind,
      MethodScore score,
      MethodAverages averages,
      Outcome outcome,
      Progress progress) {
    if (kind == AlignMethod.Kind.ORACLE && set.template().isEmpty()) {
      outcome.skip(
          Optional.of(set.name()), kind.label(), "the set has no clean template.", progress);
      return;
    }
    Path results = set.folder().resolve(kind.label());
    List<String> command = new OwnProgram(arguments).align(set, kind, results);
    Path log = set.folder().resolve(kind.label() + ".log");
    ChildProcess.Usage usage = ChildProcess.run(command, Path.of("").toAbsolutePath(), log);
    if (usage.exitCode() != 0) {
      outcome.skip(
          Optional.of(set.name()),
          kind.label(),
          "it ended with exit code %d; see %s.".formatted(usage.exitCode(), log),
          progress);
      return;
    }
    MethodScore.Found found = score.read(results.resolve("particles.star"));
    averages.add(kind.label(), found);
    outcome.results.add(
        BenchmarkResult.of(set, kind.label(), score.of(found), usage, String.join(" ", command)));
    if (kind == AlignMethod.Kind.ORACLE) {
      outcome.bounds.add(bound(set, results.resolve("cramer-rao.json")));
    }
  }

  private static BenchmarkResult.Bound bound(PreparedSet set, Path file) {
    try {
      JsonNode node = new ObjectMapper().readTree(file.toFile());
      return new BenchmarkResult.Bound(
          set.name(),
          set.size(),
          node.get("least_mean_psi_error_degrees").asDouble(),
          node.get("least_mean_shift_error_px").asDouble());
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private void relion(
      PreparedSet set,
      ParticleSet particles,
      boolean withCtf,
      MethodScore score,
      MethodAverages averages,
      Outcome outcome,
      Progress progress) {
    String method =
        String.format(
            Locale.ROOT,
            "%s %s CTF, %.3g degree step",
            RELION,
            withCtf ? "with" : "without",
            config.relion().psiStepDegrees() / 2);
    Path folder = set.folder().resolve(withCtf ? "relion-ctf" : "relion");
    OutputFolder.prepare(folder, List.of(), List.of(), true);
    RelionRun run = new RelionRun(config.relion(), withCtf, folder);
    double pixelSize = particles.pixelSizeAngstroms().orElse(1);
    try {
      run.prepare(particles);
      ChildProcess.Usage usage = run.run(set.boxPixels(), pixelSize, set.phasesFlipped());
      MethodScore.Found found = MethodScore.Found.all(run.poses(set.size()));
      averages.add(method, found);
      String command =
          String.join(" ", run.command(set.boxPixels(), pixelSize, set.phasesFlipped()));
      outcome.results.add(BenchmarkResult.of(set, method, score.of(found), usage, command));
    } catch (CryoudlException e) {
      outcome.skip(Optional.of(set.name()), method, e.getMessage() + ".", progress);
    }
  }
}
