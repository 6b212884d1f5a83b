package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AngleLossTest {

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The paper's words: the nearer of |m - d| and |m - d'|, m the difference modulo 360. */
  @Test
  void degreesAreHeldAgainstTheNearerOfTheTwoPublishedCandidates() {
    float[] before = {10, 350, 5, 300, 20, 120};
    float[] after = {50, 20, 200, 10, 150, 121};
    float[] turns = {35, 33, 3, -290, 310, 359};
    double expected = 0;
    for (int i = 0; i < turns.length; i++) {
      double m = mod360(after[i] - before[i]);
      double d = mod360(turns[i]);
      double other = d < 180 ? d + 180 : d - 180;
      // A difference of nearly 360 is as near to 0: the published minimum misses it.
      double nearest = Math.min(around(m, d), around(m, other));
      expected += nearest / turns.length;
    }
    assertEquals(
        expected,
        AngleLoss.ofDifference(Output.DEGREES, column(after), column(before), column(turns))
            .getFloat(),
        1e-4);
  }

  @Test
  void hingeKeepsAnswersInAFullTurn() {
    assertEquals(0, AngleLoss.hinge(column(0, 17, 360)).getFloat());
    assertEquals((5 + 12) / 4.0, AngleLoss.hinge(column(-5, 100, 372, 300)).getFloat(), 1e-4);
  }

  @Test
  void coherentCircularAnswersCostNothingAndHaveNoSeam() {
    float[] before = {10, 89.9f, -30, 179};
    float[] turns = {0.2f, 0.2f, 355, -182};
    float[] after = new float[4];
    float[] opposite = new float[4];
    for (int i = 0; i < 4; i++) {
      after[i] = before[i] + turns[i];
      opposite[i] = after[i] + 90;
    }
    assertEquals(0, circularLoss(after, before, turns), 1e-5);
    assertEquals(2, circularLoss(opposite, before, turns), 1e-5);
    NDArray known = AngleLoss.ofKnown(Output.CIRCULAR, circular(3, after), column(after));
    assertEquals(0, known.getFloat(), 1e-5);
  }

  /** Chance answers lie at 1; an answer counts by its length. */
  @Test
  void unsureAnswersCountLess() {
    NDArray before = circular(1, 0, 0);
    NDArray sure = manager.create(new float[] {1, 0, 0, 0.1f}, new Shape(2, 2));
    NDArray unsure = manager.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
    double first = AngleLoss.ofDifference(Output.CIRCULAR, sure, before, column(0, 0)).getFloat();
    double second =
        AngleLoss.ofDifference(Output.CIRCULAR, unsure, before, column(0, 0)).getFloat();
    assertEquals(1 - 1 / 1.1, first, 1e-5);
    assertEquals(0.5, second, 1e-5);
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    float[] before = {10, 80, -30};
    float[] after = {40, 100, -10};
    float[] turns = {33, 12, 17};
    NDArray degrees = column(after);
    degrees.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          AngleLoss.ofDifference(Output.DEGREES, degrees, column(before), column(turns)));
    }
    // |error| = 3, 8, 3 below, above, above the target.
    float[] gradient = degrees.getGradient().toFloatArray();
    assertEquals(-1 / 3f, gradient[0], 1e-6);
    assertEquals(1 / 3f, gradient[1], 1e-6);
    assertEquals(1 / 3f, gradient[2], 1e-6);
  }

  private double circularLoss(float[] after, float[] before, float[] turns) {
    return AngleLoss.ofDifference(
            Output.CIRCULAR, circular(2, after), circular(2, before), column(turns))
        .getFloat();
  }

  private NDArray circular(double length, float... degrees) {
    float[] values = new float[2 * degrees.length];
    for (int i = 0; i < degrees.length; i++) {
      values[2 * i] = (float) (length * Math.cos(Math.toRadians(2 * degrees[i])));
      values[2 * i + 1] = (float) (length * Math.sin(Math.toRadians(2 * degrees[i])));
    }
    return manager.create(values, new Shape(degrees.length, 2));
  }

  private NDArray column(float... values) {
    return manager.create(values, new Shape(values.length, 1)).duplicate();
  }

  private static double mod360(double degrees) {
    return degrees - 360 * Math.floor(degrees / 360);
  }

  private static double around(double a, double b) {
    double apart = Math.abs(a - b);
    return Math.min(apart, 360 - apart);
  }
}
