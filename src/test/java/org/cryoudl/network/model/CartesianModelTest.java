package org.cryoudl.network.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CartesianModelTest {

  private static final int BOX = 24;

  @TempDir Path folder;

  /** One image more than a multiple of the engine's batch, and pairs across its ends. */
  @ParameterizedTest
  @CsvSource({"VECTOR,DEGREES", "VECTOR,CIRCULAR", "MATCHING,DEGREES", "MATCHING,CIRCULAR"})
  void answersDoNotDependOnWhatIsAskedTogether(Variant variant, Output output) {
    try (CartesianModel model = model(variant, output, 0)) {
      float[][] images = images(33);
      float[][] all = model.prepared(images, BOX);
      float[] alone = model.prepared(new float[][] {images[32]}, BOX)[0];
      assertArrayEquals(alone, all[32], 1e-4f);
      float[][] others = new float[33][];
      Arrays.setAll(others, i -> all[(i + 1) % 33]);
      Match[] together = model.compare(all, others, 0);
      Match last = model.compare(new float[][] {all[32]}, new float[][] {all[0]}, 0)[0];
      assertEquals(0, Angles.wrap(last.psiDegrees() - together[32].psiDegrees(), 180), 0.05);
    }
  }

  /** Two networks that differ by a constant in their output give the same angles. */
  @ParameterizedTest
  @CsvSource({"VECTOR,17", "MATCHING,-131"})
  void aKnownConstantIsFoundWithoutTruthAndTakenOff(Variant variant, double constant) {
    float[][] images = images(12);
    try (CartesianModel plain = model(variant, Output.DEGREES, 0);
        CartesianModel moved = model(variant, Output.DEGREES, constant)) {
      float[][] first = plain.prepared(images, BOX);
      float[][] second = moved.prepared(images, BOX);
      double before = plain.biasDegrees(first);
      double after = moved.biasDegrees(second);
      assertEquals(0, Angles.wrap(after - before - constant, 180), 0.05);
      float[][] references = new float[12][];
      Arrays.fill(references, first[0]);
      float[][] movedReferences = new float[12][];
      Arrays.fill(movedReferences, second[0]);
      Match[] expected = plain.compare(references, first, before);
      Match[] found = moved.compare(movedReferences, second, after);
      for (int i = 0; i < 12; i++) {
        double apart = Angles.wrap(found[i].psiDegrees() - expected[i].psiDegrees(), 180);
        assertEquals(0, apart, 0.1);
      }
    }
  }

  @Test
  void theCircularHeadOfSingleImagesHasNoConstant() {
    try (CartesianModel model = model(Variant.VECTOR, Output.CIRCULAR, 0)) {
      assertTrue(model.isUnbiased());
      assertEquals(0, model.biasDegrees(model.prepared(images(5), BOX)), 1e-3);
    }
  }

  @Test
  void filesOfEitherNetworkAreLoadedAsWhatTheyHold() {
    Path file = folder.resolve("c.safetensors");
    CartesianNetwork network = network(Variant.MATCHING, Output.CIRCULAR);
    float[][] images = images(2);
    float[] expected;
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      Weights weights = network.initialise(manager, 4);
      ModelFile.write(file, network, weights, Map.of(ModelFile.NAME, "test-1"));
      try (CartesianModel model =
          CartesianModel.of(network, weights, ComputeDevice.CPU, Map.of())) {
        expected = model.prepared(images, BOX)[1];
      }
    }
    try (AngleModel loaded = AngleModel.load(file, ComputeDevice.CPU)) {
      assertInstanceOf(CartesianModel.class, loaded);
      assertEquals("test-1", loaded.name());
      assertArrayEquals(expected, loaded.prepared(images, BOX)[1]);
    }
    DataException refused =
        assertThrows(DataException.class, () -> PolarModel.load(file, ComputeDevice.CPU));
    assertTrue(refused.getMessage().contains("network 'cartesian', but network 'polar'"));
  }

  private static CartesianNetwork network(Variant variant, Output output) {
    return new CartesianNetwork(
        new CartesianArchitecture(16, List.of(4, 6), List.of(3), 5, variant, output));
  }

  /** A network whose output is larger by a constant; its last layer has no bias to hold it. */
  private static CartesianModel model(Variant variant, Output output, double constant) {
    CartesianNetwork network = network(variant, output);
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      Weights weights = network.initialise(manager, 4);
      float[] last = weights.get("head.2.weight").toFloatArray();
      float[] bias = weights.get("head.1.bias").toFloatArray();
      double squares = 0;
      for (int i = 0; i < bias.length; i++) {
        squares += last[i] * last[i];
      }
      for (int i = 0; i < bias.length; i++) {
        bias[i] += (float) (constant * last[i] / squares);
      }
      if (constant != 0) {
        weights.get("head.1.bias").set(bias);
      }
      return CartesianModel.of(network, weights, ComputeDevice.CPU, Map.of());
    }
  }

  private static float[][] images(int count) {
    SplittableRandom random = new SplittableRandom(7);
    float[][] images = new float[count][BOX * BOX];
    for (float[] image : images) {
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) random.nextGaussian();
      }
    }
    return images;
  }
}
