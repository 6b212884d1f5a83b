package org.cryoudl.pipeline.validation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.model.NetworkChoice;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.Provenance;
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
 * @param invocation how the run was started
 */
public record ValidateJob(
    ParticleInput particles,
    EvaluationOutput output,
    NetworkChoice network,
    AlignmentOptions options,
    int mostParticles,
    long seed,
    Invocation invocation) {

  /** Runs to the end; returns what a person reads. */
  public List<String> run(Progress progress) {
    List<Path> inputs = new ArrayList<>(List.of(particles.file()));
    inputs.addAll(network.model().inputs());
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(Optional.of(output), ValidationOutput.names(), inputs);
        ParticleSet set = particles.open(options.useCtf());
        AngleModel model = network.load()) {
      results.watch(set);
      List<Assumption> assumptions =
          InputHealth.accept(
              set, new InputHealth.Use(options.useCtf(), options.invertContrast()), progress);
      Validator.Outcome outcome =
          new Validator(model, options, seed, progress).run(set, mostParticles);
      Report report = report(set, outcome, model.name(), assumptions);
      results.publish(
          out -> {
            ValidationOutput.write(
                out.folder(),
                outcome,
                new ValidationOutput.Origin(
                    invocation.commandLine(),
                    invocation.version(),
                    set.file().toString(),
                    model.name(),
                    seed,
                    assumptions));
            ReportFiles.write(report, out.folder());
          });
      return ValidationText.lines(outcome.validation()).stream().map(Frequencies::plain).toList();
    }
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
