package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchNormRecalibrationTest {

  private static final TurnedStack STACK = new TurnedStack(20, 24, 0.3);

  @ParameterizedTest
  @EnumSource(Variant.class)
  void whatTrainingLeftDoesNotMatterAndAnswersAreCentred(Variant variant) {
    CartesianNetwork network =
        new CartesianNetwork(
            new CartesianArchitecture(24, List.of(4, 8), List.of(3), 8, variant, Output.CIRCULAR));
    CartesianImages images = new CartesianImages(STACK, 24);
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      Weights weights = network.initialise(manager, 1);
      BatchNormRecalibration statistics = new BatchNormRecalibration(network, images);
      Weights settled = statistics.of(weights, manager);
      weights.arrays().forEach((name, array) -> spoil(name, array));
      Weights again = statistics.of(weights, manager);
      settled
          .arrays()
          .forEach(
              (name, array) -> {
                float[] expected = array.toFloatArray();
                assertArrayEquals(expected, again.get(name).toFloatArray(), 1e-5f, name);
                if (!Weights.isTrained(name)) {
                  float[] spoilt = weights.get(name).toFloatArray();
                  assertEquals(7, spoilt[0], name);
                }
              });
      if (variant == Variant.VECTOR) {
        // With the statistics that weights start with, the centre is where chance puts it.
        assertTrue(offCentre(network, settled, images, manager) < 0.35);
        assertTrue(offCentre(network, weights, images, manager) > 0.9);
      }
    }
  }

  private static void spoil(String name, NDArray array) {
    if (!Weights.isTrained(name)) {
      float[] sevens = new float[(int) array.size()];
      java.util.Arrays.fill(sevens, 7);
      array.set(sevens);
    }
  }

  /** Length of the mean answer over the mean length of answers. */
  private static double offCentre(
      CartesianNetwork network, Weights weights, CartesianImages images, NDManager manager) {
    int[] all = IntStream.range(0, STACK.size()).toArray();
    NDArray pictures = manager.create(images.of(all), new Shape(all.length, 24, 24));
    float[] answers =
        network.features(weights, CartesianInput.spectra(pictures), false).toFloatArray();
    double cos = 0;
    double sin = 0;
    double length = 0;
    for (int i = 0; i < answers.length; i += 2) {
      cos += answers[i];
      sin += answers[i + 1];
      length += Math.hypot(answers[i], answers[i + 1]);
    }
    return Math.hypot(cos, sin) / length;
  }
}
