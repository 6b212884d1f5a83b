package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.image.Contrast;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.io.scratch.ScratchFolder;
import org.cryoudl.pipeline.align.output.AlignmentOutput;
import org.cryoudl.pipeline.align.output.ClassSpectra;
import org.cryoudl.pipeline.align.output.MethodOutput;
import org.cryoudl.pipeline.align.report.AlignmentAssumptions;
import org.cryoudl.pipeline.align.report.AlignmentReport;
import org.cryoudl.pipeline.align.report.AlignmentSummary;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.ImageSurvey;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.health.SurveyedParticles;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.state.RunProfile;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;

/**
 * One run of a job whose particles are open.
 *
 * @param survey of all images
 * @param health of the set as it came
 * @param profile measures where the time goes, if that is wanted
 * @param startNanos when the run began, by {@link System#nanoTime}
 */
record AlignRun(
    AlignJob job,
    ParticleSet set,
    ImageSurvey survey,
    InputHealth health,
    Optional<RunProfile> profile,
    long startNanos,
    Progress progress) {

  /** What a method found, and by which model if it has one. */
  private record Found(
      Alignment alignment,
      MethodOutput extras,
      Optional<String> modelName,
      Optional<String> modelFile) {}

  /**
   * Runs to the end; returns what the record of the run says.
   *
   * @param state keeps what was done
   */
  AlignmentSummary to(OutputTransaction results, RunState state) {
    profile.ifPresent(
        own -> own.particles(4L * set.size() * set.images().width() * set.images().height()));
    Checkpoints checkpoints = profile.map(own -> own.timing(state)).orElse(state);
    Found found = align(results.workFolder(), checkpoints);
    warn(found.alignment());
    return results.publishing(folder -> write(folder, found));
  }

  private Found align(Path work, Checkpoints checkpoints) {
    ReducedSet reduced = new ReducedSet(set, job.look());
    try (MethodSession opened =
            MethodSession.open(
                job.method(),
                set,
                job.model(),
                job.device(),
                reduced.options(job.options()),
                Optional.of(work),
                checkpoints,
                progress);
        ScratchFolder scratch = new ScratchFolder(work, progress::warn)) {
      Particles particles =
          new SurveyedParticles(
              reduced.particles(),
              reduced.isWhole() ? survey.constantRows() : Optional.empty(),
              job.workforce(),
              scratch);
      Alignment alignment = reduced.restored(opened.aligner().align(particles));
      return new Found(
          alignment, opened.extras(), opened.modelName(), opened.chosen().map(ModelChoice::label));
    }
  }

  /** What the user may want to change. */
  private void warn(Alignment alignment) {
    if (AlignmentAssumptions.ofAverages(alignment) == Contrast.DARK) {
      progress.warn(new AlignmentReason.ParticlesLookDark());
    }
    alignment
        .phaseDecision()
        .filter(PhaseDecision::isContradicted)
        .ifPresent(
            phases ->
                progress.warn(
                    new AlignmentReason.PhasesContradicted(
                        phases.taken(), phases.z().orElseThrow())));
  }

  private AlignmentSummary write(Path folder, Found found) {
    AlignmentOptions options = job.options();
    OptionalDouble largestShift = job.method().largestShiftPixels(options, set.images().width());
    List<Assumption> assumptions =
        AlignmentAssumptions.of(set, health, found.alignment(), options, largestShift);
    Optional<ClassSpectra> spectra =
        RunProfile.during(profile, "writing", () -> writeAlignment(folder, found));
    AlignmentSummary summary = summary(found, assumptions);
    summary.write(
        folder.resolve(AlignmentOutput.SUMMARY), profile.map(RunProfile::rows).orElse(List.of()));
    if (job.report()) {
      ReportFiles.write(
          new AlignmentReport(
                  set,
                  found.alignment(),
                  withLargestShift(options, largestShift),
                  summary,
                  folder,
                  found.extras().charts(),
                  spectra)
              .build(progress),
          folder);
    }
    return summary;
  }

  private Optional<ClassSpectra> writeAlignment(Path folder, Found found) {
    found.extras().write(folder, set, found.alignment());
    return new AlignmentOutput(
            folder,
            set,
            found.alignment(),
            ParticleIntake.inverts(set, job.options()),
            job.format(),
            progress)
        .write(job.writeStack());
  }

  private AlignmentSummary summary(Found found, List<Assumption> assumptions) {
    return AlignmentSummary.of(
        set,
        found.alignment(),
        assumptions,
        job.look(),
        job.method().kind().label(),
        found.modelName(),
        found.modelFile(),
        job.commandLine(),
        job.version(),
        (System.nanoTime() - startNanos) / 1e9);
  }

  /** The options with the largest shift that was looked for, as the report states it. */
  private static AlignmentOptions withLargestShift(
      AlignmentOptions options, OptionalDouble pixels) {
    return pixels.isPresent()
        ? options.toBuilder().maxShiftPixels(pixels.getAsDouble()).build()
        : options;
  }
}
