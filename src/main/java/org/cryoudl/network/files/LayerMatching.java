package org.cryoudl.network.files;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Assigns foreign tensors to a network's parameters: by name if every parameter's name occurs, else
 * in order, by shape. Batch norm's counters ({@code num_batches_tracked}) are passed over, as is an
 * autoencoder of the published joint method, which only its training needs.
 */
public final class LayerMatching {

  private static final String COUNTER = "num_batches_tracked";

  /** Cost of a tensor without a parameter, or the other way round. */
  private static final int LEFT_OUT = 100;

  private final List<Tensor> tensors;
  private final Map<String, Shape> wanted;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> mismatches = new ArrayList<>();
  private final List<String> autoencoder = new ArrayList<>();

  /**
   * A foreign tensor.
   *
   * @param name in its file
   * @param shape sizes of its dimensions
   */
  public record Tensor(String name, Shape shape) {}

  private LayerMatching(List<Tensor> tensors, Map<String, Shape> wanted) {
    this.tensors =
        new ArrayList<>(tensors.stream().filter(each -> !each.name().endsWith(COUNTER)).toList());
    this.wanted = wanted;
  }

  /**
   * Matches tensors with parameters.
   *
   * @param tensors in their file's order
   * @param wanted names and shapes of the network's parameters, in its order
   */
  public static LayerMatching of(List<Tensor> tensors, Map<String, Shape> wanted) {
    LayerMatching matching = new LayerMatching(tensors, wanted);
    Set<String> names =
        matching.tensors.stream()
            .map(Tensor::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!names.containsAll(wanted.keySet())) {
      matching.setAutoencoderApart();
      matching.matchInOrder();
    } else {
      matching.matchByName();
    }
    return matching;
  }

  /** By parameter, the name of the tensor it is taken from; complete if nothing mismatches. */
  public Map<String, String> sources() {
    return sources;
  }

  /** What does not fit, a phrase each; empty if all fits. */
  public List<String> mismatches() {
    return mismatches;
  }

  /** Names of the tensors that are an autoencoder's. */
  public List<String> autoencoder() {
    return autoencoder;
  }

  private void matchByName() {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.name(), tensor));
    wanted.forEach((name, shape) -> match(byName.remove(name), name));
    tensors.retainAll(byName.values());
    setAutoencoderApart();
    tensors.forEach(this::extra);
  }

  /**
   * The alignment of the two lists with the fewest differences, found from the end by dynamic
   * programming: one layer too many or too few must not make all that follow look wrong.
   */
  private void matchInOrder() {
    List<String> names = List.copyOf(wanted.keySet());
    List<Shape> shapes = List.copyOf(wanted.values());
    int[][] cost = new int[tensors.size() + 1][names.size() + 1];
    for (int i = tensors.size(); i >= 0; i--) {
      for (int j = names.size(); j >= 0; j--) {
        cost[i][j] = leastCost(cost, shapes, i, j);
      }
    }
    int i = 0;
    int j = 0;
    while (i < tensors.size() || j < names.size()) {
      if (i < tensors.size()
          && j < names.size()
          && cost[i][j] == cost[i + 1][j + 1] + difference(i, shapes.get(j))) {
        match(tensors.get(i++), names.get(j++));
      } else if (i < tensors.size() && cost[i][j] == cost[i + 1][j] + LEFT_OUT) {
        extra(tensors.get(i++));
      } else {
        String name = names.get(j);
        mismatches.add(String.format(Locale.ROOT, "%s %s is missing", name, shapes.get(j++)));
      }
    }
  }

  private int leastCost(int[][] cost, List<Shape> shapes, int i, int j) {
    if (i == tensors.size() || j == shapes.size()) {
      return LEFT_OUT * (tensors.size() - i + shapes.size() - j);
    }
    int together = cost[i + 1][j + 1] + difference(i, shapes.get(j));
    return Math.min(together, LEFT_OUT + Math.min(cost[i + 1][j], cost[i][j + 1]));
  }

  /**
   * Cost of pairing a tensor with a parameter: none if their shapes agree; less than leaving both
   * out if their dimensions are as many, the less the more of them agree; else more.
   */
  private int difference(int tensor, Shape parameter) {
    long[] found = tensors.get(tensor).shape().getShape();
    long[] needed = parameter.getShape();
    if (found.length != needed.length) {
      return 3 * LEFT_OUT;
    }
    int unequal = 0;
    for (int i = 0; i < found.length; i++) {
      unequal += found[i] == needed[i] ? 0 : 1;
    }
    return unequal == 0 ? 0 : LEFT_OUT + unequal * (LEFT_OUT - 1) / found.length;
  }

  private void match(Tensor tensor, String name) {
    if (tensor.shape().equals(wanted.get(name))) {
      sources.put(name, tensor.name());
    } else {
      mismatches.add(
          String.format(
              Locale.ROOT,
              "'%s' has shape %s, but %s needs %s",
              tensor.name(),
              tensor.shape(),
              name,
              wanted.get(name)));
    }
  }

  private void extra(Tensor tensor) {
    mismatches.add(
        String.format(
            Locale.ROOT, "'%s' %s has no place in the network", tensor.name(), tensor.shape()));
  }

  /**
   * The published autoencoder: convolutions of 2, 4 and 8 channels, each with a batch norm, then
   * transposed convolutions back, whose kernels PyTorch keeps as (in, out, 2, 2).
   */
  private enum AutoencoderLayer {
    ENCODER_1(2, 2, 1, 3, 3),
    ENCODER_2(4, 4, 2, 3, 3),
    ENCODER_3(8, 8, 4, 3, 3),
    DECODER_1(4, 8, 4, 2, 2),
    DECODER_2(2, 4, 2, 2, 2),
    DECODER_3(1, 2, 1, 2, 2);

    private final Shape channels;
    private final Shape kernel;

    AutoencoderLayer(long channels, long... kernel) {
      this.channels = new Shape(channels);
      this.kernel = new Shape(kernel);
    }
  }

  private void setAutoencoderApart() {
    for (int first = 0; first < tensors.size(); first++) {
      int at = first;
      for (AutoencoderLayer layer : AutoencoderLayer.values()) {
        if (at < 0 || at >= tensors.size() || !tensors.get(at).shape().equals(layer.kernel)) {
          at = -1;
          break;
        }
        at++;
        // Its bias, and what its batch norm holds.
        while (at < tensors.size() && tensors.get(at).shape().equals(layer.channels)) {
          at++;
        }
      }
      if (at > first) {
        List<Tensor> run = tensors.subList(first, at);
        run.forEach(tensor -> autoencoder.add(tensor.name()));
        run.clear();
        return;
      }
    }
  }
}
