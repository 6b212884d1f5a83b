package org.cryoudl.pipeline.model;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.FileChecksum;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.LayerMatching;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.OutputTransaction;

/**
 * Makes a model file from weights that another program trained: a PyTorch checkpoint of the
 * published network's layout, or a safetensors file.
 *
 * @param input the weights; never changed
 * @param output the model file to write
 * @param sizes {@code key=value} changes to the published sizes of the network
 * @param name the model's name and version; if empty, the one the file gives, else the file's name
 * @param negateAngles whether the answers change their sign, because the other program counts
 *     angles counter-clockwise
 * @param overwrite whether a file that is there may be replaced
 * @param invocation how the run was started
 */
public record ModelImport(
    Path input,
    Path output,
    List<String> sizes,
    Optional<String> name,
    boolean negateAngles,
    boolean overwrite,
    Invocation invocation) {

  private static final String LAST_LAYER = "head.2.weight";

  /**
   * What was done.
   *
   * @param network its kind
   * @param weights trained numbers taken over
   * @param remarks what the user should know, a sentence each
   */
  public record Report(String network, long weights, List<String> remarks) {}

  /**
   * Writes the model file.
   *
   * @throws UsageException if there is no such file, or the output is there and may not be replaced
   * @throws DataException if the file is damaged, calls for code to be run, or does not fit; then
   *     the message lists every tensor that does not
   */
  public Report run() {
    try (OutputTransaction results =
        OutputTransaction.beginFile(output, List.of(input), overwrite)) {
      return results.publishing(folder -> write(folder.resolve(output.getFileName())));
    }
  }

  private Report write(Path file) {
    try (ForeignWeights weights = ForeignWeights.open(input)) {
      SiameseNetwork network = network(weights);
      LayerMatching matching = LayerMatching.of(weights.tensors(), network.shapes());
      requireMatch(matching, network);
      Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
      long count = 0;
      for (Map.Entry<String, String> source : matching.sources().entrySet()) {
        String parameter = source.getKey();
        Shape shape = Objects.requireNonNull(network.shapes().get(parameter));
        float[] values = weights.values().apply(source.getValue()).clone();
        requireVariances(parameter, source.getValue(), values);
        if (negateAngles && parameter.equals(LAST_LAYER)) {
          negateLastRow(values, (int) shape.get(1));
        }
        tensors.put(parameter, new SafetensorsFile.Tensor(shape.getShape(), values));
        count += Weights.isTrained(parameter) ? values.length : 0;
      }
      new SafetensorsFile(metadata(network, weights), tensors).write(file);
      return new Report(network.kind(), count, remarks(weights, matching));
    }
  }

  /**
   * Sizes are given for a file that holds them.
   *
   * @param input the file
   * @param setting the first that is given, {@code key=value}
   */
  public record SizesKnown(Path input, String setting) implements Reason {
    @Override
    public String problem() {
      return input + " says itself which sizes its network has";
    }

    @Override
    public String remedy() {
      return "leave out " + setting;
    }
  }

  /** Angles are to change their sign in a network that has no layer of angles. */
  public record NothingToNegate(Path input, String network) implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "only network 'cartesian' has angles to negate; %s holds network '%s'",
          input,
          network);
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /**
   * Weights and network differ in their layers.
   *
   * @param input the file of weights
   * @param network its kind
   * @param sizes of the network, as JSON
   * @param mismatches a phrase each
   */
  public record DoesNotFit(Path input, String network, String sizes, List<String> mismatches)
      implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "%s does not fit network '%s' of sizes %s in %d %s",
          input,
          network,
          sizes,
          mismatches.size(),
          mismatches.size() == 1 ? "place" : "places");
    }

    @Override
    public String remedy() {
      return "set its sizes:\n  " + String.join("\n  ", mismatches);
    }
  }

  /** Our own files say what they hold; other weights are taken for the published network's. */
  private SiameseNetwork network(ForeignWeights weights) {
    Map<String, String> metadata = weights.metadata().orElse(Map.of());
    SiameseNetwork network =
        ModelFile.describesNetwork(metadata)
            ? ModelFile.network(input, new SafetensorsFile(metadata, Map.of()))
            : new CartesianNetwork(ConfigFile.fromSettings(sizes, CartesianArchitecture.class));
    if (ModelFile.describesNetwork(metadata) && !sizes.isEmpty()) {
      throw new UsageException(new SizesKnown(input, sizes.get(0)));
    }
    if (negateAngles && !network.shapes().containsKey(LAST_LAYER)) {
      throw new UsageException(new NothingToNegate(input, network.kind()));
    }
    return network;
  }

  private void requireMatch(LayerMatching matching, SiameseNetwork network) {
    List<String> mismatches = matching.mismatches();
    if (!mismatches.isEmpty()) {
      throw new DataException(
          new DoesNotFit(
              input,
              network.kind(),
              ModelFile.metadata(network).getOrDefault(ModelFile.ARCHITECTURE, ""),
              mismatches));
    }
  }

  /** The four vectors of a batch norm have one shape: a wrong order shows in their values only. */
  private void requireVariances(String parameter, String source, float[] values) {
    for (float value : values) {
      if (parameter.endsWith("running_var") && value < 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: tensor '%s' stands where variances are needed, but holds %s",
                input,
                source,
                value));
      }
    }
  }

  /** The angle itself, or the sine of twice the angle. */
  private static void negateLastRow(float[] values, int columns) {
    for (int i = values.length - columns; i < values.length; i++) {
      values[i] = -values[i];
    }
  }

  private Map<String, String> metadata(SiameseNetwork network, ForeignWeights weights) {
    Map<String, String> metadata = new LinkedHashMap<>(weights.metadata().orElse(Map.of()));
    metadata.putAll(ModelFile.metadata(network));
    name.ifPresent(given -> metadata.put(ModelFile.NAME, given));
    metadata.putIfAbsent(ModelFile.NAME, withoutEnding(input));
    metadata.put("imported_from", input.getFileName().toString());
    metadata.put("imported_sha256", FileChecksum.sha256(input));
    metadata.put(
        "imported_by", invocation.commandLine() + " (version " + invocation.version() + ")");
    return metadata;
  }

  private static String withoutEnding(Path file) {
    return file.getFileName().toString().replaceFirst("(?<=.)\\.[^.]*$", "");
  }

  private static List<String> remarks(ForeignWeights weights, LayerMatching matching) {
    List<String> remarks = new ArrayList<>();
    if (!weights.leftOut().isEmpty()) {
      remarks.add("left out, as no weights: " + String.join(", ", weights.leftOut()));
    }
    if (!matching.autoencoder().isEmpty()) {
      remarks.add(
          String.format(
                  Locale.ROOT,
                  "left out: the autoencoder of the joint method, which only its training needs (%s and %d",
                  matching.autoencoder().get(0),
                  matching.autoencoder().size() - 1)
              + " more tensors)");
    }
    return remarks;
  }
}
