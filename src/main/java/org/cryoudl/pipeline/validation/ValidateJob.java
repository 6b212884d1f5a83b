package org.cryoudl.pipeline.validation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.model.ModelChoice;
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
 * @param input a particle set: .mrcs, .mrc, .star, .xmd or .cs
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param output where the files go
 * @param model model file; the shipped one if empty
 * @param device where the network runs
 * @param options how particles are aligned
 * @param mostParticles how many are looked at; a random part of larger sets
 * @param seed decides how particles are dealt into parts, and the noise
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record ValidateJob(
    Path input,
    Optional<Path> projectFolder,
    EvaluationOutput output,
    Optional<Path> model,
    ComputeDevice device,
    AlignmentOptions options,
    int mostParticles,
    long seed,
    String commandLine,
    String version) {

  /** Runs to the end; returns what a person reads. */
  public List<String> run(Progress progress) {
    ParticleSetOptions opening =
        projectFolder.map(ParticleSetOptions.DEFAULT::inProject).orElse(ParticleSetOptions.DEFAULT);
    ModelChoice chosen = new ModelChoice(model);
    List<Path> inputs = new ArrayList<>(List.of(input));
    inputs.addAll(chosen.inputs());
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(Optional.of(output), ValidationOutput.names(), inputs);
        ParticleSet set = ParticleSet.open(input, opening);
        AngleModel network = chosen.load(device)) {
      results.watch(set);
      set.warnings().forEach(progress::warn);
      Validator.Outcome outcome =
          new Validator(network, options, seed, progress).run(set, mostParticles);
      Report report = report(set, outcome, network.name(), chosen);
      results.publish(
          out -> {
            ValidationOutput.write(
                out.folder(),
                outcome,
                new ValidationOutput.Origin(
                    commandLine, version, set.file().toString(), network.name(), seed));
            ReportFiles.write(report, out.folder());
          });
      return ValidationText.lines(outcome.validation()).stream().map(Frequencies::plain).toList();
    }
  }

  private Report report(
      ParticleSet set, Validator.Outcome outcome, String modelName, ModelChoice chosen) {
    Section facts =
        new Provenance(commandLine, version)
            .withImages(set.file(), set.images())
            .withModel(modelName, chosen)
            .with("Contrast", options.invertContrast() ? "inverted" : "as it came")
            .with("Seed", Long.toString(seed))
            .section();
    return new ValidationReport(outcome)
        .build(
            String.format(Locale.ROOT, "%,d particles of %s", set.size(), set.file().getFileName()),
            facts);
  }
}
