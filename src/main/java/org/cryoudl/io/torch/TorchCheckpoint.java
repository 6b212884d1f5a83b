package org.cryoudl.io.torch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The named tensors of a network's weights in a file written by {@code torch.save}: a state dict,
 * or a dictionary that holds one beside other things. Names lose the prefix {@code module.} that
 * {@code torch.nn.DataParallel} adds. No code from the file is run.
 */
public final class TorchCheckpoint implements AutoCloseable {

  private static final String PARALLEL_PREFIX = "module.";

  /** What the network's state dict is called where a file holds several; the likeliest first. */
  private static final List<String> USUAL_NAMES =
      List.of("state_dict", "model_state_dict", "model", "net", "network");

  private final TorchArchive archive;
  private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  private TorchCheckpoint(TorchArchive archive) {
    this.archive = archive;
  }

  /**
   * Opens a checkpoint and finds its weights; the numbers are read by {@link #values}.
   *
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws org.cryoudl.failure.DataException if it is cut off or damaged, calls for code to be
   *     run, or holds no state dict
   * @throws org.cryoudl.failure.EnvironmentException if it cannot be read
   */
  public static TorchCheckpoint open(Path file) {
    TorchArchive archive = TorchArchive.open(file);
    try {
      TorchCheckpoint checkpoint = new TorchCheckpoint(archive);
      checkpoint.findTensors(archive.unpickle());
      return checkpoint;
    } catch (RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  /** The tensors by name, in the checkpoint's order. */
  public Map<String, TorchTensor> tensors() {
    return tensors;
  }

  /** Names of what the file holds beside the weights. */
  public List<String> leftOut() {
    return leftOut;
  }

  /**
   * The elements of one of {@link #tensors}, row-major.
   *
   * @throws org.cryoudl.failure.DataException if its storage is missing or of another size, or
   *     holds a number that is not finite
   */
  public float[] values(String name) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the checkpoint holds no tensor '" + name + "'");
    }
    float[] values = archive.values(tensor);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw archive.refused("tensor '" + name + "' holds a number that is not finite");
      }
    }
    return values;
  }

  private void findTensors(Object content) {
    if (!(content instanceof Map<?, ?> top)) {
      throw archive.refused("it holds no dictionary of tensors");
    }
    Map<?, ?> weights = holdsTensors(top) ? top : stateDict(top);
    weights.forEach(
        (key, value) -> {
          if (value instanceof TorchTensor tensor) {
            tensors.put(key.toString(), tensor);
          } else {
            leftOut.add(key.toString());
          }
        });
    if (tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL_PREFIX))) {
      Map<String, TorchTensor> plain = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> plain.put(withoutPrefix(name), tensor));
      tensors.clear();
      tensors.putAll(plain);
    }
  }

  private Map<?, ?> stateDict(Map<?, ?> top) {
    Map<String, Map<?, ?>> found = new LinkedHashMap<>();
    top.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && holdsTensors(map)) {
            found.put(key.toString(), map);
          }
        });
    if (found.isEmpty()) {
      throw archive.refused("neither it nor any of its entries is a dictionary of tensors");
    }
    String chosen =
        found.size() == 1
            ? found.keySet().iterator().next()
            : USUAL_NAMES.stream()
                .filter(found::containsKey)
                .findFirst()
                .orElseThrow(
                    () ->
                        archive.refused(
                            String.format(
                                Locale.ROOT,
                                "it holds several dictionaries of tensors (%s), none called %s",
                                String.join(", ", found.keySet()),
                                String.join(" or ", USUAL_NAMES))));
    top.keySet().stream()
        .map(Object::toString)
        .filter(key -> !key.equals(chosen))
        .forEach(leftOut::add);
    return found.getOrDefault(chosen, Map.of());
  }

  private static boolean holdsTensors(Map<?, ?> map) {
    return map.values().stream().anyMatch(TorchTensor.class::isInstance);
  }

  private static String withoutPrefix(String name) {
    return name.substring(PARALLEL_PREFIX.length());
  }

  @Override
  public void close() {
    archive.close();
  }
}
