package org.cryoudl.pipeline.validation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.io.FileState;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.model.NetworkChoice;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.files.ReportFiles;

/**
 * Checks an alignment without any truth: halves and quarters of the set aligned apart, and noise of
 * the same spectrum put through the same steps. Writes {@code validation.json}, {@code rings.csv},
 * {@code correlations.csv}, a report and {@code averages.png} (from left to right: all particles,
 * the two halves, two halves of noise, noise aligned to the particles' average).
 *
 * @param particles those that are aligned
 * @param output where the files go
 * @param network which finds the angles
 * @param options how particles are aligned
 * @param mostParticles how many are looked at; a random part of larger sets
 * @param seed decides how particles are dealt into parts, and the noise
 * @param resume whether to go on where an earlier run in the folder stopped, if one did
 * @param invocation how the run was started
 */
public record ValidateJob(
    ParticleInput particles,
    EvaluationOutput output,
    NetworkChoice network,
    AlignmentOptions options,
    int mostParticles,
    long seed,
    boolean resume,
    Invocation invocation) {

  /** All that decides the figures. */
  private record Decisive(
      AlignmentOptions options, ComputeDevice device, int mostParticles, long seed) {}

  /** Runs to the end; returns what a person reads. */
  public List<String> run(Progress progress) {
    List<Path> inputs = new ArrayList<>(List.of(particles.file()));
    inputs.addAll(network.model().inputs());
    try (OutputTransaction results = begin(inputs);
        ParticleSet set = particles.open(options.useCtf());
        AngleModel model = network.load()) {
      results.watch(set.fileStates());
      List<Assumption> assumptions =
          InputHealth.accept(
              set, new InputHealth.Use(options.useCtf(), options.invertContrast()), progress);
      List<FileState> files = new ArrayList<>(set.fileStates());
      files.addAll(RunIdentity.states(network.model().inputs()));
      RunState state =
          RunState.open(
              results.stateFolder(),
              RunIdentity.of(
                  "validate", new Decisive(options, network.device(), mostParticles, seed), files),
              progress);
      Validator validator = new Validator(model, options, seed, state, progress);
      Validator.Outcome outcome = state.during(() -> validator.run(set, mostParticles));
      Report report = report(set, outcome, model.name(), assumptions);
      results.publish(
          folder -> {
            ValidationOutput.write(
                folder,
                outcome,
                new ValidationOutput.Origin(
                    invocation.commandLine(),
                    invocation.version(),
                    set.file().toString(),
                    model.name(),
                    seed,
                    assumptions));
            ReportFiles.write(report, folder);
          });
      return ValidationText.lines(outcome.validation()).stream().map(Frequencies::plain).toList();
    }
  }

  private OutputTransaction begin(List<Path> inputs) {
    List<String> names = ValidationOutput.names();
    return resume
        ? OutputTransaction.resume(output.folder(), names, inputs, output.overwrite())
        : OutputTransaction.begin(output.folder(), names, inputs, output.overwrite());
  }

  private Report report(
      ParticleSet set, Validator.Outcome outcome, String modelName, List<Assumption> assumptions) {
    Section facts =
        new Provenance(invocation.commandLine(), invocation.version())
            .withImages(set.file(), set.images())
            .withModel(modelName, network.model())
            .with("Contrast", options.invertContrast() ? "inverted" : "as it came")
            .with("Seed", Long.toString(seed))
            .withAssumptions(assumptions)
            .section();
    return new ValidationReport(outcome)
        .build(
            String.format(Locale.ROOT, "%,d particles of %s", set.size(), set.file().getFileName()),
            facts);
  }
}
