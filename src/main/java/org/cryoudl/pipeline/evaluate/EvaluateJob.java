package org.cryoudl.pipeline.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.pairs.PairComparison;
import org.cryoudl.evaluation.pairs.PairwiseError;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;

/**
 * Measures a network's pair-wise error on images of known pose and, if asked for, writes {@code
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
   * What was measured.
   *
   * @param error of the network's angles
   * @param particles number of images
   * @param missing how many more images the truth knows
   * @param seconds from the first image read to the last pair compared
   * @param model name and version of the model
   * @param device what the network ran on
   */
  public record Report(
      PairwiseError error,
      int particles,
      int missing,
      double seconds,
      String model,
      String device) {

    public double imagesPerSecond() {
      return particles / seconds;
    }
  }

  /**
   * Compares every image with the one before it, cyclically.
   *
   * @throws org.cryoudl.failure.DataException if a file is missing or wrong, there are fewer than
   *     two images, a particle has no truth, or truth knows more images and may not
   * @throws org.cryoudl.failure.UsageException if there is no model, or results are there and may
   *     not be replaced
   */
  public Report pairs(Progress progress) {
    return run(PAIRS, PairComparison::neighbours, progress);
  }

  /**
   * Compares every other image with one.
   *
   * @param number which particle, in file order from 1
   * @throws org.cryoudl.failure.DataException as {@link #pairs}
   * @throws org.cryoudl.failure.UsageException as {@link #pairs}, and if there is no such particle
   */
  public Report reference(int number, Progress progress) {
    return run(REFERENCE, comparison -> comparison.toReference(number - 1), progress);
  }

  private Report run(
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
      Report report = measure(set, truth, chosen, compare, progress);
      results.publish(
          out -> {
            AtomicOutput.write(
                out.folder().resolve(csv), file -> writePairs(file, report.error().pairs()));
            out.write(json, json(report, chosen));
            ReportFiles.write(page(report, set, chosen), out.folder());
          });
      return report;
    }
  }

  private Report measure(
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
      return new Report(
          error,
          set.size(),
          truth.size() - set.size(),
          seconds,
          network.name(),
          TensorEngine.device(device).toString());
    }
  }

  private org.cryoudl.report.Report page(Report report, ParticleSet set, ModelChoice chosen) {
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

  private static void writePairs(Path file, List<Pair> pairs) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("reference,image,predicted_deg,true_deg,error_deg,confidence\n");
      for (Pair pair : pairs) {
        out.write(
            String.format(
                Locale.ROOT,
                "%d,%d,%.4f,%.4f,%.4f,%s\n",
                pair.reference() + 1,
                pair.image() + 1,
                pair.predictedDegrees(),
                pair.trueDegrees(),
                pair.errorDegrees(),
                confidence(pair)));
      }
    }
  }

  /** Empty for a network that gives none. */
  private static String confidence(Pair pair) {
    return Double.isNaN(pair.confidence())
        ? ""
        : String.format(Locale.ROOT, "%.4f", pair.confidence());
  }

  private ObjectNode json(Report report, ModelChoice chosen) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("command_line", commandLine);
    node.put("version", version);
    node.put("engine", TensorEngine.version());
    node.put("device", report.device());
    node.put("model", report.model());
    node.put("model_file", chosen.label());
    node.put("particles_file", particles.toString());
    node.put("truth_file", truthFile.toString());
    node.put("particles", report.particles());
    node.put("missing", report.missing());
    node.put("pairs", report.error().pairs().size());
    EvaluationOutput.put(node, "mod180", report.error().errors());
    ArrayNode histogram = node.putArray("histogram_by_degree");
    for (int count : report.error().histogram()) {
      histogram.add(count);
    }
    node.put("seconds", report.seconds());
    node.put("images_per_second", report.imagesPerSecond());
    return node;
  }
}
