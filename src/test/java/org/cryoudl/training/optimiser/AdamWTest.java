package org.cryoudl.training.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.ScheduleSettings;
import org.junit.jupiter.api.Test;

class AdamWTest {

  /** Loshchilov and Hutter's algorithm 2, written out in doubles. */
  @Test
  void stepsAreThoseOfTheAlgorithm() {
    double[] gradients = {0.5, -2, 0.1, 3, -0.7};
    double rate = 0.05;
    double decay = 0.1;
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      NDArray matrix = manager.create(new float[] {1.5f}, new Shape(1, 1));
      NDArray bias = manager.create(new float[] {1.5f}, new Shape(1));
      Weights weights = new Weights(Map.of("w", matrix, "b", bias));
      AdamW adam =
          new AdamW(
              weights, AdamW.zeros(manager, weights), AdamW.zeros(manager, weights), decay, 0.99f);
      double decayed = 1.5;
      double plain = 1.5;
      double m = 0;
      double v = 0;
      for (int t = 1; t <= gradients.length; t++) {
        double g = gradients[t - 1];
        m = 0.9 * m + 0.1 * g;
        v = 0.99 * v + 0.01 * g * g;
        double step =
            rate * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
        decayed = decayed * (1 - rate * decay) - step;
        plain -= step;
        Map<String, NDArray> arrays = new HashMap<>();
        arrays.put("w", manager.create(new float[] {(float) g}, new Shape(1, 1)));
        arrays.put("b", manager.create(new float[] {(float) g}, new Shape(1)));
        adam.update(arrays, t, rate);
        assertEquals(decayed, matrix.getFloat(0, 0), 1e-5, "step " + t);
        assertEquals(plain, bias.getFloat(0), 1e-5, "bias, step " + t);
      }
    }
  }

  @Test
  void clippingKeepsTheDirection() {
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      NDArray a = manager.create(new float[] {3, 0});
      NDArray b = manager.create(new float[] {4});
      Gradients gradients = new Gradients(Map.of("a", a, "b", b));
      assertEquals(5, gradients.clip(0), 1e-6);
      assertEquals(5, gradients.clip(1), 1e-6);
      assertArrayEquals(new float[] {0.6f, 0}, a.toFloatArray(), 1e-6f);
      assertArrayEquals(new float[] {0.8f}, b.toFloatArray(), 1e-6f);
      assertEquals(1, gradients.clip(2), 1e-6);
      assertArrayEquals(new float[] {0.8f}, b.toFloatArray(), 1e-6f);
    }
  }

  @Test
  void learningRateRisesThenFallsAsACosine() {
    OptimiserSettings settings =
        new OptimiserSettings(
            1000,
            null,
            null,
            null,
            0.1,
            new ScheduleSettings(null, 10, 0.0, null, null),
            null,
            null,
            null,
            null);
    assertEquals(0.01, settings.learningRateAt(0), 1e-6);
    assertEquals(0.1, settings.learningRateAt(10), 1e-4);
    assertEquals(0.05, settings.learningRateAt(500), 1e-9);
    assertEquals(0, settings.learningRateAt(1000), 1e-12);
  }

  @Test
  void aStepScheduleFallsAtOnceAndAConstantOneNever() {
    ScheduleSettings steps =
        new ScheduleSettings(ScheduleSettings.Shape.STEP, 0, null, 12_000, 0.8);
    assertEquals(1, steps.at(11_999, 100_000), 0);
    assertEquals(0.8, steps.at(12_000, 100_000), 1e-12);
    assertEquals(0.32768, steps.at(60_000, 100_000), 1e-12);
    ScheduleSettings constant =
        new ScheduleSettings(ScheduleSettings.Shape.CONSTANT, 4, null, null, null);
    assertEquals(0.5, constant.at(1, 100), 1e-12);
    assertEquals(1, constant.at(99, 100), 0);
  }
}
