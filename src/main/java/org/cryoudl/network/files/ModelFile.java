package org.cryoudl.network.files;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.prior.PriorArchitecture;
import org.cryoudl.network.prior.PriorNetwork;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.StoredNetwork;
import org.cryoudl.network.tensors.Weights;

/** How a {@link StoredNetwork} is kept in a {@link SafetensorsFile}. */
public final class ModelFile {

  private static final String NETWORK = "network";

  private static final String FORMAT = "format";

  /** The metadata key of a network's sizes, as JSON. */
  public static final String ARCHITECTURE = "architecture";

  /** The metadata key of a model's name and version. */
  public static final String NAME = "name";

  private static final String FORMAT_VERSION = "cryoudl-1";

  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private ModelFile() {}

  /**
   * Writes a model.
   *
   * @param file where to
   * @param network its sizes
   * @param weights its parameters
   * @param metadata texts about it, kept beside the format's own
   */
  public static void write(
      Path file, StoredNetwork network, Weights weights, Map<String, String> metadata) {
    Map<String, String> all = new LinkedHashMap<>(metadata(network));
    all.putAll(metadata);
    new SafetensorsFile(all, toTensors(weights, "")).write(file);
  }

  /** What every file of a network says about its format and sizes. */
  public static Map<String, String> metadata(StoredNetwork network) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, FORMAT_VERSION);
    metadata.put(NETWORK, network.kind());
    metadata.put(ARCHITECTURE, toJson(network.architecture()));
    return metadata;
  }

  /** Tensors of some parameters, their names prefixed. */
  public static Map<String, SafetensorsFile.Tensor> toTensors(Weights weights, String prefix) {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    weights
        .arrays()
        .forEach(
            (name, array) ->
                tensors.put(
                    prefix + name,
                    new SafetensorsFile.Tensor(array.getShape().getShape(), array.toFloatArray())));
    return tensors;
  }

  /** Whether a file's metadata are of this format, so that they say which network it holds. */
  public static boolean describesNetwork(Map<String, String> metadata) {
    return metadata.getOrDefault(FORMAT, "").startsWith("cryoudl-");
  }

  /**
   * The network a file holds.
   *
   * @throws DataException if it holds something else
   */
  public static SiameseNetwork network(Path file, SafetensorsFile content) {
    Map<String, String> metadata = content.metadata();
    String kind = metadata.getOrDefault(NETWORK, "unknown");
    boolean known = kind.equals(PolarNetwork.KIND) || kind.equals(CartesianNetwork.KIND);
    if (!FORMAT_VERSION.equals(metadata.get(FORMAT)) || !known) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds network '%s' in format '%s', but network '%s' or '%s' in format '%s' is needed",
              file,
              kind,
              metadata.getOrDefault(FORMAT, "unknown"),
              PolarNetwork.KIND,
              CartesianNetwork.KIND,
              FORMAT_VERSION));
    }
    String sizes = metadata.getOrDefault(ARCHITECTURE, "");
    return kind.equals(PolarNetwork.KIND)
        ? new PolarNetwork(architecture(file, sizes, PolarArchitecture.class))
        : new CartesianNetwork(architecture(file, sizes, CartesianArchitecture.class));
  }

  /**
   * The network a file holds, which must be {@code polar}.
   *
   * @throws DataException if it holds something else
   */
  public static PolarNetwork polar(Path file, SafetensorsFile content) {
    if (network(file, content) instanceof PolarNetwork network) {
      return network;
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s holds network '%s', but network '%s' is needed here",
            file,
            content.metadata().get(NETWORK),
            PolarNetwork.KIND));
  }

  /**
   * The network a file holds, which must be {@code cartesian}.
   *
   * @throws DataException if it holds something else
   */
  public static CartesianNetwork cartesian(Path file, SafetensorsFile content) {
    if (network(file, content) instanceof CartesianNetwork network) {
      return network;
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s holds network '%s', but network '%s' is needed here",
            file,
            content.metadata().get(NETWORK),
            CartesianNetwork.KIND));
  }

  /**
   * The network a file holds, which must be {@code prior}.
   *
   * @throws DataException if it holds something else
   */
  public static PriorNetwork prior(Path file, SafetensorsFile content) {
    Map<String, String> metadata = content.metadata();
    String kind = metadata.getOrDefault(NETWORK, "unknown");
    if (!FORMAT_VERSION.equals(metadata.get(FORMAT)) || !kind.equals(PriorNetwork.KIND)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s holds network '%s' in format '%s', but network '%s' in format '%s' is needed here",
              file,
              kind,
              metadata.getOrDefault(FORMAT, "unknown"),
              PriorNetwork.KIND,
              FORMAT_VERSION));
    }
    return new PriorNetwork(
        architecture(file, metadata.getOrDefault(ARCHITECTURE, ""), PriorArchitecture.class));
  }

  private static <T> T architecture(Path file, String sizes, Class<T> type) {
    try {
      return JSON.readValue(sizes, type);
    } catch (JsonProcessingException e) {
      throw new DataException(
          file
              + " describes its network in a way this version does not know: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  /**
   * A network's parameters from a file.
   *
   * @param prefix of their names in the file
   * @throws DataException if one is missing or has another shape
   */
  public static Weights weights(
      Path file, SafetensorsFile content, StoredNetwork network, NDManager manager, String prefix) {
    return weights(file, content, network.shapes(), manager, prefix);
  }

  /**
   * Parameters of given names and shapes from a file.
   *
   * @param prefix of their names in the file
   * @throws DataException if one is missing or has another shape
   */
  public static Weights weights(
      Path file,
      SafetensorsFile content,
      Map<String, Shape> shapes,
      NDManager manager,
      String prefix) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          SafetensorsFile.Tensor tensor = tensor(file, content, prefix + name, shape);
          try (NDArray shared = manager.create(tensor.values(), shape)) {
            arrays.put(name, shared.duplicate());
          }
        });
    return new Weights(arrays);
  }

  /**
   * One parameter from a file.
   *
   * @throws DataException if it is missing or has another shape
   */
  public static SafetensorsFile.Tensor tensor(
      Path file, SafetensorsFile content, String name, Shape shape) {
    SafetensorsFile.Tensor tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new DataException(file + " lacks the parameter '" + name + "'");
    }
    Shape found = new Shape(tensor.shape());
    if (!found.equals(shape)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: parameter '%s' has shape %s, but %s is needed",
              file,
              name,
              found,
              shape));
    }
    return tensor;
  }

  private static String toJson(Record architecture) {
    try {
      return JSON.writeValueAsString(architecture);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an architecture", e);
    }
  }
}
