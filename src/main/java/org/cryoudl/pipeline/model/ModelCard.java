package org.cryoudl.pipeline.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.FileChecksum;
import org.cryoudl.io.ShortList;
import org.cryoudl.network.files.LayerMatching;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.Weights;

/** Shows what a file of weights states about itself, and what it holds. */
public final class ModelCard {

  private static final int LEAST_LABEL = 14;

  private ModelCard() {}

  /**
   * Describes a model file, any other safetensors file, or a PyTorch checkpoint.
   *
   * @return lines for a reader
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws DataException if it is damaged
   */
  public static List<String> describe(Path file) {
    try (ForeignWeights weights = ForeignWeights.open(file)) {
      List<String> lines = new ArrayList<>();
      Map<String, String> metadata = weights.metadata().orElse(Map.of());
      lines.add(file + ": " + headline(file, weights));
      label(lines, metadata, "sha256", FileChecksum.sha256(file));
      metadata.forEach((key, value) -> label(lines, metadata, key, value));
      if (!weights.leftOut().isEmpty()) {
        label(lines, metadata, "beside them", String.join(", ", weights.leftOut()));
      }
      lines.add("");
      addLayers(lines, weights.tensors());
      return lines;
    }
  }

  private static String headline(Path file, ForeignWeights weights) {
    if (weights.metadata().isEmpty()) {
      return "a PyTorch checkpoint; 'model import' makes a model of it";
    }
    Map<String, String> metadata = weights.metadata().get();
    if (!ModelFile.describesNetwork(metadata)) {
      return "a safetensors file that does not say which network it holds; 'model import' makes a"
          + " model of it if it has the published layout";
    }
    SiameseNetwork network = ModelFile.network(file, new SafetensorsFile(metadata, Map.of()));
    List<String> names = weights.tensors().stream().map(LayerMatching.Tensor::name).toList();
    if (!names.containsAll(network.shapes().keySet())) {
      return String.format(
          Locale.ROOT,
          "a checkpoint of network '%s'; 'model export' takes the model out of it",
          network.kind());
    }
    List<String> mismatches = LayerMatching.of(weights.tensors(), network.shapes()).mismatches();
    if (!mismatches.isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s does not fit the network '%s' it names: %s",
              file,
              network.kind(),
              ShortList.of(mismatches)));
    }
    return String.format(Locale.ROOT, "network '%s'", network.kind());
  }

  private static void label(
      List<String> lines, Map<String, String> metadata, String key, String value) {
    int width =
        Math.max(LEAST_LABEL, metadata.keySet().stream().mapToInt(String::length).max().orElse(0));
    lines.add(String.format(Locale.ROOT, "%-" + (width + 2) + "s%s", key, value));
  }

  private static void addLayers(List<String> lines, List<LayerMatching.Tensor> tensors) {
    int width = tensors.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    int shapeWidth = tensors.stream().mapToInt(each -> shape(each).length()).max().orElse(0);
    String format = "%-" + (width + 2) + "s%-" + (shapeWidth + 2) + "s%,13d";
    long trained = 0;
    long statistics = 0;
    for (LayerMatching.Tensor tensor : tensors) {
      long size = tensor.shape().size();
      trained += Weights.isTrained(tensor.name()) ? size : 0;
      statistics += Weights.isTrained(tensor.name()) ? 0 : size;
      lines.add(String.format(Locale.ROOT, format, tensor.name(), shape(tensor), size));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d weights%s in %,d tensors",
            trained,
            statistics == 0
                ? ""
                : String.format(Locale.ROOT, " and %,d statistics of batch norm", statistics),
            tensors.size()));
  }

  private static String shape(LayerMatching.Tensor tensor) {
    long[] sides = tensor.shape().getShape();
    return sides.length == 0
        ? "one number"
        : LongStream.of(sides).mapToObj(Long::toString).collect(Collectors.joining(" x "));
  }
}
