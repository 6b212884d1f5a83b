package org.cryoudl.pipeline.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.pairs.PairComparison;
import org.cryoudl.evaluation.pairs.PairwiseError;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.model.NetworkChoice;
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
 * @param truthFile CSV of the true poses
 * @param allowMissing whether truth may know images that the particles lack
 * @param network which is measured
 * @param output where the figures go, if anywhere
 * @param invocation how the run was started
 */
public record EvaluateJob(
    ParticleInput particles,
    Path truthFile,
    boolean allowMissing,
    NetworkChoice network,
    Optional<EvaluationOutput> output,
    Invocation invocation) {

  private static final String PAIRS = "pairs";
  private static final String REFERENCE = "reference";

  /**
   * Compares every image with the one before it, cyclically; where the truth knows classes, with
   * the one before it of its class.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong, there are fewer than
   *     two images, a particle has no truth, or truth knows more images and may not
   * @throws org.cryoudl.failure.UsageException if there is no model, or results are there and may
   *     not be replaced
   */
  public PairEvaluation pairs(Progress progress) {
    return run(
        PAIRS,
        (comparison, classes) ->
            classes.map(comparison::neighbours).orElseGet(comparison::neighbours),
        progress);
  }

  /**
   * Compares every other image with one.
   *
   * @param number which particle, in file order from 1
   * @throws org.cryoudl.failure.DataException as {@link #pairs}
   * @throws org.cryoudl.failure.UsageException as {@link #pairs}, and if there is no such particle
   */
  public PairEvaluation reference(int number, Progress progress) {
    return run(REFERENCE, (comparison, classes) -> comparison.toReference(number - 1), progress);
  }

  private PairEvaluation run(
      String name,
      BiFunction<PairComparison, Optional<int[]>, PairwiseError> compare,
      Progress progress) {
    String csv = name + ".csv";
    String json = name + ".json";
    List<String> names = new ArrayList<>(List.of(csv, json));
    names.addAll(ReportFiles.names());
    List<Path> inputs = new ArrayList<>(List.of(particles.file(), truthFile));
    inputs.addAll(network.model().inputs());
    Truth truth = Truth.read(truthFile);
    try (EvaluationOutput.Transaction results = EvaluationOutput.begin(output, names, inputs);
        ParticleSet set = particles.open()) {
      results.watch(set);
      List<Assumption> assumptions = InputHealth.accept(set, InputHealth.Use.IMAGES, progress);
      PairEvaluation report = measure(set, truth, compare, progress);
      results.publish(
          out -> {
            writePairs(out.folder().resolve(csv), report.error().pairs());
            out.write(json, figures(report, assumptions));
            ReportFiles.write(page(report, set, assumptions), out.folder());
          });
      return report;
    }
  }

  private PairEvaluation measure(
      ParticleSet set,
      Truth truth,
      BiFunction<PairComparison, Optional<int[]>, PairwiseError> compare,
      Progress progress) {
    Pose[] poses = truth.posesOf(set);
    if (!allowMissing) {
      truth.requireAll(set.size());
    }
    try (AngleModel model = network.load()) {
      PairComparison comparison = new PairComparison(model, set.images(), poses, progress);
      long start = System.nanoTime();
      PairwiseError error =
          compare.apply(
              comparison,
              truth.hasClasses() ? Optional.of(truth.classesOf(set)) : Optional.empty());
      double seconds = (System.nanoTime() - start) / 1e9;
      return new PairEvaluation(
          error,
          set.size(),
          truth.size() - set.size(),
          seconds,
          model.name(),
          TensorEngine.named(TensorEngine.device(network.device())));
    }
  }

  private Report page(PairEvaluation report, ParticleSet set, List<Assumption> assumptions) {
    return PairEvaluationReport.of(
        report,
        IntStream.range(0, set.size()).mapToObj(set::imageName).toList(),
        particles.file(),
        new Provenance(invocation.commandLine(), invocation.version())
            .withImages(set.file(), set.images())
            .withFile("Truth", truthFile)
            .withModel(report.model(), network.model())
            .with("Device", report.device().toString())
            .withAssumptions(assumptions));
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

  private Figures figures(PairEvaluation measured, List<Assumption> assumptions) {
    return new Figures(
        invocation.commandLine(),
        invocation.version(),
        TensorEngine.version(),
        measured.device().toString(),
        measured.model(),
        network.model().label(),
        particles.file().toString(),
        truthFile.toString(),
        measured.particles(),
        measured.missing(),
        measured.error().pairs().size(),
        AngleFigures.of(measured.error().errors()),
        measured.error().histogram(),
        measured.seconds(),
        measured.imagesPerSecond(),
        assumptions);
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
      double imagesPerSecond,
      List<Assumption> assumptions) {}
}
