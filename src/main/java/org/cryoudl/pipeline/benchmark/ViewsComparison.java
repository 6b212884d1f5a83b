package org.cryoudl.pipeline.benchmark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.evaluation.errors.Estimate;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.benchmark.programs.ChildProcess;
import org.cryoudl.pipeline.benchmark.programs.MeasuredRun;
import org.cryoudl.pipeline.benchmark.programs.OwnProgram;
import org.cryoudl.pipeline.benchmark.programs.RelionRun;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.benchmark.record.RelionSettings;
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
 * @param priors on averages that {@code classify} is run with
 * @param relion every way in which RELION is run
 * @param resume whether runs that were measured before are taken as they are
 * @param program name and version of this program
 */
record ViewsComparison(
    OwnProgram own,
    int classes,
    List<String> priors,
    List<RelionSettings> relion,
    boolean resume,
    String program) {

  private static final String CLASSIFY = "classify";

  /** Number of runs on a set. */
  int runs(PreparedSet set) {
    return priors.size() + relionRuns(set).size();
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

  /** Sorts by {@code classify}, with each prior. */
  List<ViewsResult> ours(PreparedSet set, Progress.Stage stage) {
    return priors.stream()
        .map(
            prior -> {
              stage.note(name(prior));
              ViewsResult result = ours(set, prior);
              stage.advance(1);
              return result;
            })
        .toList();
  }

  /** The prior is named where there are several. */
  private String name(String prior) {
    return priors.size() == 1 ? CLASSIFY : CLASSIFY + ", prior " + prior;
  }

  private ViewsResult ours(PreparedSet set, String prior) {
    String folder = priors.size() == 1 ? CLASSIFY : CLASSIFY + "-" + prior;
    Path results = set.folder().resolve(folder);
    List<String> command = own.classify(set, classes, prior, results);
    Usage usage =
        measured(
            set,
            results,
            command,
            () ->
                ChildProcess.run(
                    command, Path.of("").toAbsolutePath(), set.folder().resolve(folder + ".log")));
    return scored(set, name(prior), results.resolve("particles.star"), usage, command);
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
      return scored(set, run.label(), run.result(), usage, command);
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
      PreparedSet set, String method, Path star, Usage usage, List<String> command) {
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
        usage.wallSeconds(),
        usage.cpuSeconds(),
        usage.peakBytes(),
        String.join(" ", command));
  }
}
