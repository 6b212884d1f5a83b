package org.cryoudl.training.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.run.Checkpoint;
import org.junit.jupiter.api.Test;

class GradientStepTest {

  /** Clips to 1, no decay. */
  private static final OptimiserSettings SETTINGS =
      new OptimiserSettings(null, null, null, null, null, null, 0.0, 1.0, null, null);

  /** The gradient of the sum of squares of (3, 4) is (6, 8), of norm 10. */
  @Test
  void theGradientIsThatOfTheLossAndIsClipped() {
    try (NDManager manager = manager()) {
      OptimiserState state = state(manager);
      GradientStep step = step(state, 1, manager);
      assertEquals(25, step.outcome().loss(), 1e-6);
      assertEquals(10, step.outcome().gradientNorm(), 1e-5);
      assertEquals(Map.of("squares", 25.0), step.outcome().terms());
      assertEquals(Set.of("w"), step.gradients().arrays().keySet());
      assertArrayEquals(
          new float[] {0.6f, 0.8f}, step.gradients().arrays().get("w").toFloatArray(), 1e-6f);
      assertArrayEquals(new float[] {3, 4}, state.weights().get("w").toFloatArray());
      assertEquals(0, state.step());
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTrainingAndChangesNothing() {
    try (NDManager manager = manager()) {
      OptimiserState state = state(manager);
      String message =
          assertThrows(DataException.class, () -> step(state, Double.NaN, manager)).getMessage();
      assertTrue(message.contains("loss is NaN at step 1 (pair 1)"), message);
      assertEquals(0, state.step());
    }
  }

  /** The names under which checkpoints of earlier versions hold their tensors. */
  @Test
  void aStateComesBackFromItsCheckpointUnderThePublishedNames() {
    CartesianNetwork network = new CartesianNetwork(CartesianArchitecture.published());
    try (NDManager manager = manager()) {
      OptimiserState state = state(manager);
      state.update(step(state, 1, manager).gradients(), SETTINGS, 0.99f, 0.01);
      SafetensorsFile content = state.content(network, Map.of());
      assertEquals(
          Set.of("weights.w", "weights.norm.running_mean", "first.w", "second.w"),
          content.tensors().keySet());
      assertEquals("1", content.metadata().get("step"));
      OptimiserState back =
          OptimiserState.of(
              new Checkpoint(Path.of("in memory"), content),
              Map.of("w", new Shape(2), "norm.running_mean", new Shape(1)),
              manager);
      assertEquals(1, back.step());
      assertEquals(content.tensors().keySet(), back.content(network, Map.of()).tensors().keySet());
      assertArrayEquals(
          state.weights().get("w").toFloatArray(), back.weights().get("w").toFloatArray());
      state.update(step(state, 1, manager).gradients(), SETTINGS, 0.99f, 0.01);
      back.update(step(back, 1, manager).gradients(), SETTINGS, 0.99f, 0.01);
      assertArrayEquals(
          state.weights().get("w").toFloatArray(), back.weights().get("w").toFloatArray());
    }
  }

  private static GradientStep step(OptimiserState state, double factor, NDManager manager) {
    return GradientStep.of(
        state,
        leaves -> {
          NDArray squares = leaves.get("w").square().sum();
          return new GradientStep.Loss(squares.mul((float) factor), Map.of("squares", squares));
        },
        SETTINGS,
        "pair 1",
        0.01,
        manager);
  }

  private static OptimiserState state(NDManager manager) {
    return OptimiserState.starting(
        new Weights(
            Map.of(
                "w",
                manager.create(new float[] {3, 4}).duplicate(),
                "norm.running_mean",
                manager.zeros(new Shape(1)))),
        manager);
  }

  private static NDManager manager() {
    return TensorEngine.start().newBaseManager(Device.cpu());
  }
}
