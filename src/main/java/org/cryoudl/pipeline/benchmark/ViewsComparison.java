package org.cryoudl.pipeline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.benchmark.programs.ChildProcess;
import org.cryoudl.pipeline.benchmark.programs.MeasuredRun;
import org.cryoudl.pipeline.benchmark.programs.OwnProgram;
import org.cryoudl.pipeline.benchmark.programs.RelionRun;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.benchmark.record.RelionSettings;
import org.cryoudl.pipeline.benchmark.record.SortVariant;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.cryoudl.pipeline.benchmark.record.ViewsResult;
import org.cryoudl.pipeline.evaluate.ViewEvaluation;
import org.cryoudl.progress.Progress;

/**
 * Sorts a set of many views into classes, by {@code classify} and by RELION's Class2D with as many
 * classes, and scores both as {@code evaluate classes} does.
 *
 * @param own how this program is run again
 * @param classes how many
 * @param variants every way in which {@code classify} is run
 * @param relion every way in which RELION is run
 * @param resume whether runs that were measured before are taken as they are
 * @param program name and version of this program
 */
record ViewsComparison(
    OwnProgram own,
    int classes,
    List<SortVariant> variants,
    List<RelionSettings> relion,
    boolean resume,
    String program) {

  /** Number of runs on a set. */
  int runs(PreparedSet set) {
    return variants.size() + relionRuns(set).size();
  }

  private List<RelionRun> relionRuns(PreparedSet set) {
    return relion.stream()
        .filter(settings -> settings.runsOn(set.name()) && RelionRun.isInstalled())
        .map(
            settings ->
                new RelionRun(
                    settings,
                    settings.ctf() != RelionSettings.CtfUse.WITHOUT,
                    classes,
                    set.folder()))
        .toList();
  }

  /**
   * Sorts by {@code classify}, in one way.
   *
   * @throws CryoudlException if it ends with an error
   */
  ViewsResult ours(PreparedSet set, SortVariant variant) {
    Path results = set.folder().resolve(variant.folder());
    Path log = set.folder().resolve(variant.folder() + ".log");
    List<String> command = own.classify(set, classes, variant, results);
    Usage usage =
        measured(
            set,
            results,
            command,
            () -> ChildProcess.run(command, Path.of("").toAbsolutePath(), log));
    if (usage.exitCode() != 0) {
      throw new DataException(
          String.format(Locale.ROOT, "it ended with exit code %d; see %s", usage.exitCode(), log));
    }
    return scored(
        set,
        variant.label(),
        results.resolve("particles.star"),
        logEvidence(results.resolve("summary.json")),
        usage,
        command);
  }

  /** Of all classes together: those that no particle was held out of have none. */
  private static OptionalDouble logEvidence(Path summary) {
    try {
      return StreamSupport.stream(
              new ObjectMapper().readTree(summary.toFile()).path("classes").spliterator(), false)
          .map(each -> each.path("log_evidence"))
          .filter(JsonNode::isNumber)
          .mapToDouble(JsonNode::asDouble)
          .reduce(Double::sum);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + summary + ": " + AtomicOutput.reason(e), e);
    }
  }

  /** Sorts by RELION, in each way. */
  List<ViewsResult> relion(PreparedSet set, Progress.Stage stage) {
    return relionRuns(set).stream()
        .map(
            run -> {
              stage.note(run.label());
              ViewsResult result = relion(set, run);
              stage.advance(1);
              return result;
            })
        .toList();
  }

  private ViewsResult relion(PreparedSet set, RelionRun run) {
    try (ParticleSet particles = ParticleSet.open(set.particles(), ParticleSetOptions.DEFAULT)) {
      double pixelSize = particles.pixelSizeAngstroms().orElse(1);
      List<String> command = run.command(set.boxPixels(), pixelSize, set.phasesFlipped());
      Usage usage =
          measured(
              set,
              run.folder(),
              command,
              () -> {
                run.prepare(particles);
                return run.run(set.boxPixels(), pixelSize, set.phasesFlipped());
              });
      return scored(set, run.label(), run.result(), OptionalDouble.empty(), usage, command);
    }
  }

  /** Runs a program whose results are not there yet. */
  private interface Run {
    Usage go();
  }

  private Usage measured(PreparedSet set, Path folder, List<String> command, Run run) {
    String typed = String.join(" ", command);
    Optional<Usage> before =
        resume ? MeasuredRun.find(folder, program, set, typed) : Optional.empty();
    if (before.isPresent()) {
      return before.get();
    }
    Usage usage = run.go();
    if (usage.exitCode() == 0) {
      MeasuredRun.of(program, set, typed, usage).write(folder);
    }
    return usage;
  }

  private ViewsResult scored(
      PreparedSet set,
      String method,
      Path star,
      OptionalDouble logEvidence,
      Usage usage,
      List<String> command) {
    ViewEvaluation.Result result =
        new ViewEvaluation(star, set.truth(), true, Optional.empty(), "", program)
            .run(Progress.silent());
    Map<String, Estimate> figures = new LinkedHashMap<>();
    result
        .figures()
        .forEach(
            (figure, found) -> {
              if (!Double.isNaN(found.value())) {
                figures.put(figure.label(), found);
              }
            });
    return new ViewsResult(
        set.name(),
        set.size(),
        method,
        classes,
        result.classes().size(),
        figures,
        logEvidence,
        usage.wallSeconds(),
        usage.cpuSeconds(),
        usage.peakBytes(),
        String.join(" ", command));
  }
}
