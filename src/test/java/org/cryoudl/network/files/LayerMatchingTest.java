package org.cryoudl.network.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.network.files.LayerMatching.Tensor;
import org.junit.jupiter.api.Test;

class LayerMatchingTest {

  private static final Map<String, Shape> WANTED = new LinkedHashMap<>();

  static {
    WANTED.put("mask.weight", new Shape(4, 1, 3, 3));
    WANTED.put("mask.norm", new Shape(4));
    WANTED.put("block.weight", new Shape(8, 4, 3, 3));
    WANTED.put("block.norm", new Shape(8));
    WANTED.put("head.weight", new Shape(1, 8));
  }

  /** The published network and its joint method's autoencoder, as method descriptions give them. */
  private static final List<Tensor> AUTOENCODER =
      List.of(
          tensor("e.0.weight", 2, 1, 3, 3),
          tensor("e.0.bias", 2),
          tensor("e.1.weight", 2),
          tensor("e.1.running_mean", 2),
          tensor("e.1.num_batches_tracked"),
          tensor("e.4.weight", 4, 2, 3, 3),
          tensor("e.5.weight", 4),
          tensor("e.8.weight", 8, 4, 3, 3),
          tensor("d.0.weight", 8, 4, 2, 2),
          tensor("d.0.bias", 4),
          tensor("d.1.weight", 4, 2, 2, 2),
          tensor("d.2.weight", 2, 1, 2, 2),
          tensor("d.2.bias", 1));

  @Test
  void foreignNamesAreMatchedInOrder() {
    LayerMatching matching = LayerMatching.of(foreign(), WANTED);
    assertEquals(List.of(), matching.mismatches());
    assertEquals(
        List.of("0.weight", "1.weight", "3.weight", "4.weight", "fc.weight"),
        List.copyOf(matching.sources().values()));
    assertEquals(List.copyOf(WANTED.keySet()), List.copyOf(matching.sources().keySet()));
  }

  @Test
  void knownNamesAreMatchedInAnyOrder() {
    List<Tensor> shuffled = new ArrayList<>();
    WANTED.forEach((name, shape) -> shuffled.add(0, new Tensor(name, shape)));
    LayerMatching matching = LayerMatching.of(shuffled, WANTED);
    assertEquals(List.of(), matching.mismatches());
    matching.sources().forEach((name, source) -> assertEquals(name, source));
    shuffled.add(tensor("more", 3));
    shuffled.set(0, tensor("head.weight", 2, 8));
    assertEquals(
        List.of(
            "'head.weight' has shape (2, 8), but head.weight needs (1, 8)",
            "'more' (3) has no place in the network"),
        LayerMatching.of(shuffled, WANTED).mismatches());
  }

  /** One layer too many or too few must not make the others look wrong. */
  @Test
  void everyMismatchIsNamedAndNothingElse() {
    List<Tensor> tensors = new ArrayList<>(foreign());
    tensors.removeIf(tensor -> tensor.name().equals("1.weight"));
    tensors.add(tensors.size() - 1, tensor("dropped", 5, 5));
    tensors.set(tensors.size() - 1, tensor("fc.weight", 1, 16));
    LayerMatching matching = LayerMatching.of(tensors, WANTED);
    assertEquals(
        List.of(
            "mask.norm (4) is missing",
            "'dropped' (5, 5) has no place in the network",
            "'fc.weight' has shape (1, 16), but head.weight needs (1, 8)"),
        matching.mismatches());
    assertEquals(
        List.of(
            "mask.weight (4, 1, 3, 3) is missing",
            "mask.norm (4) is missing",
            "block.weight (8, 4, 3, 3) is missing",
            "block.norm (8) is missing",
            "head.weight (1, 8) is missing"),
        LayerMatching.of(List.of(), WANTED).mismatches());
  }

  @Test
  void anAutoencoderIsSetApartWhereverItStands() {
    for (int at : new int[] {0, foreign().size()}) {
      List<Tensor> tensors = new ArrayList<>(foreign());
      tensors.addAll(at, AUTOENCODER);
      LayerMatching matching = LayerMatching.of(tensors, WANTED);
      assertEquals(List.of(), matching.mismatches());
      assertEquals(AUTOENCODER.size() - 1, matching.autoencoder().size());
      assertEquals("0.weight", matching.sources().get("mask.weight"));
      assertEquals("3.weight", matching.sources().get("block.weight"));
    }
    List<Tensor> known = new ArrayList<>(AUTOENCODER);
    WANTED.forEach((name, shape) -> known.add(new Tensor(name, shape)));
    assertEquals(List.of(), LayerMatching.of(known, WANTED).mismatches());
    // A part of one is no autoencoder.
    List<Tensor> half = new ArrayList<>(foreign());
    half.addAll(AUTOENCODER.subList(0, 8));
    LayerMatching matching = LayerMatching.of(half, WANTED);
    assertEquals(7, matching.mismatches().size());
    assertEquals(List.of(), matching.autoencoder());
  }

  private static List<Tensor> foreign() {
    return List.of(
        tensor("0.weight", 4, 1, 3, 3),
        tensor("1.weight", 4),
        tensor("1.num_batches_tracked"),
        tensor("3.weight", 8, 4, 3, 3),
        tensor("4.weight", 8),
        tensor("fc.weight", 1, 8));
  }

  private static Tensor tensor(String name, long... shape) {
    return new Tensor(name, new Shape(shape));
  }
}
