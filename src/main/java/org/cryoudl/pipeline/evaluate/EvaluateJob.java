package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.pairs.PairComparison;
import org.cryoudl.evaluation.pairs.PairwiseError;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.files.ReportFiles;

/**
 * Measures a network's pair-wise error on images of known pose and, on request, writes {@code
 * pairs.csv} and {@code pairs.json}, or {@code reference.csv} and {@code reference.json}, and a
 * report.
 *
 * @param particles images: a stack, or metadata that name them
 * @param projectFolder the folder that stack names are relative to, if the user names one
 * @param truthFile CSV of the true poses
 * @param allowMissing whether truth may know images that the particles lack
 * @param model model file; the shipped one if empty
 * @param device where the network runs
 * @param output where the figures go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record EvaluateJob(
    Path particles,
    Optional<Path> projectFolder,
    Path truthFile,
    boolean allowMissing,
    Optional<Path> model,
    ComputeDevice device,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String PAIRS = "pairs";
  private static final String REFERENCE = "reference";

  /**
   * Compares every image with the one before it, cyclically.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong, there are fewer than
   *     two images, a particle has no truth, or truth knows more images and may not
   * @throws org.cryoudl.failure.UsageException if there is no model, or results are there and may
   *     not be replaced
   */
  public PairEvaluation pairs(Progress progress) {
    return run(PAIRS, PairComparison::neighbours, progress);
  }

  /**
   * Compares every other image with one.
   *
   * @param number which particle, in file order from 1
   * @throws org.cryoudl.failure.DataException as {@link #pairs}
   * @throws org.cryoudl.failure.UsageException as {@link #pairs}, and if there is no such particle
   */
  public PairEvaluation reference(int number, Progress progress) {
    return run(REFERENCE, comparison -> comparison.toReference(number - 1), progress);
  }

  private PairEvaluation run(
      String name, Function<PairComparison, PairwiseError> compare, Progress progress) {
    String csv = name + ".csv";
    String json = name + ".json";
    ModelChoice chosen = new ModelChoice(model);
    List<String> names = new ArrayList<>(List.of(csv, json));
    names.addAll(ReportFiles.names());
    List<Path> inputs = new ArrayList<>(List.of(particles, truthFile));
    inputs.addAll(chosen.inputs());
    Truth truth = Truth.read(truthFile);
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    try (EvaluationOutput.Transaction results = EvaluationOutput.begin(output, names, inputs);
        ParticleSet set =
            ParticleSet.open(particles, projectFolder.map(options::inProject).orElse(options))) {
      results.watch(set);
      set.warnings().forEach(progress::warn);
      PairEvaluation report = measure(set, truth, chosen, compare, progress);
      results.publish(
          out -> {
            writePairs(out.folder().resolve(csv), report.error().pairs());
            out.write(json, figures(report, chosen));
            ReportFiles.write(page(report, set, chosen), out.folder());
          });
      return report;
    }
  }

  private PairEvaluation measure(
      ParticleSet set,
      Truth truth,
      ModelChoice chosen,
      Function<PairComparison, PairwiseError> compare,
      Progress progress) {
    Pose[] poses = truth.posesOf(set);
    if (!allowMissing) {
      truth.requireAll(set.size());
    }
    try (AngleModel network = chosen.load(device)) {
      PairComparison comparison = new PairComparison(network, set.images(), poses, progress);
      long start = System.nanoTime();
      PairwiseError error = compare.apply(comparison);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new PairEvaluation(
          error,
          set.size(),
          truth.size() - set.size(),
          seconds,
          network.name(),
          TensorEngine.device(device).toString());
    }
  }

  private Report page(PairEvaluation report, ParticleSet set, ModelChoice chosen) {
    return PairEvaluationReport.of(
        report,
        IntStream.range(0, set.size()).mapToObj(set::imageName).toList(),
        particles,
        new Provenance(commandLine, version)
            .withImages(set.file(), set.images())
            .withFile("Truth", truthFile)
            .withModel(report.model(), chosen)
            .with("Device", report.device()));
  }

  private static void writePairs(Path file, List<Pair> pairs) {
    CsvWriter.write(
        file,
        List.of("reference", "image", "predicted_deg", "true_deg", "error_deg", "confidence"),
        out -> {
          for (Pair pair : pairs) {
            out.row(
                pair.reference() + 1,
                pair.image() + 1,
                CsvWriter.fixed(pair.predictedDegrees(), 4),
                CsvWriter.fixed(pair.trueDegrees(), 4),
                CsvWriter.fixed(pair.errorDegrees(), 4),
                confidence(pair));
          }
        });
  }

  /** Empty for a network that gives none. */
  private static String confidence(Pair pair) {
    return Double.isNaN(pair.confidence()) ? "" : CsvWriter.fixed(pair.confidence(), 4);
  }

  private Figures figures(PairEvaluation measured, ModelChoice chosen) {
    return new Figures(
        commandLine,
        version,
        TensorEngine.version(),
        measured.device(),
        measured.model(),
        chosen.label(),
        particles.toString(),
        truthFile.toString(),
        measured.particles(),
        measured.missing(),
        measured.error().pairs().size(),
        AngleFigures.of(measured.error().errors()),
        measured.error().histogram(),
        measured.seconds(),
        measured.imagesPerSecond());
  }

  /** What {@code pairs.json} holds. */
  private record Figures(
      String commandLine,
      String version,
      String engine,
      String device,
      String model,
      String modelFile,
      String particlesFile,
      String truthFile,
      int particles,
      int missing,
      int pairs,
      AngleFigures mod180,
      int[] histogramByDegree,
      double seconds,
      double imagesPerSecond) {}
}
