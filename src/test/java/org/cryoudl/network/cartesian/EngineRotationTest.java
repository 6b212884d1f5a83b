package org.cryoudl.network.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineRotationTest {

  private static final float[] DEGREES = {0, 31.7f, 90, -163.2f, 359};

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void agreesWithThePlainLoop(int box) {
    float[] images = random(DEGREES.length * box * box, box);
    float[] turned = turn(images, DEGREES, box);
    int centre = box / 2;
    for (int n = 0; n < DEGREES.length; n++) {
      double cos = Math.cos(Math.toRadians(DEGREES[n]));
      double sin = Math.sin(Math.toRadians(DEGREES[n]));
      for (int row = 0; row < box; row++) {
        for (int column = 0; column < box; column++) {
          double x = column - centre;
          double y = row - centre;
          double fromX = mirrored(cos * x + sin * y + centre, box);
          double fromY = mirrored(cos * y - sin * x + centre, box);
          double expected = bilinear(images, n * box * box, box, fromX, fromY);
          assertEquals(expected, turned[(n * box + row) * box + column], 2e-5);
        }
      }
    }
  }

  /** Same sense as everywhere: +x toward +row. Inside, where no edge is met, the same numbers. */
  @Test
  void agreesWithTheImageWarp() {
    int box = 32;
    float[] image = random(box * box, 1);
    float[] turned = turn(image, new float[] {47}, box);
    Warp warp = new Warp(Warp.Interpolation.BILINEAR, Warp.Outside.EDGE);
    float[] expected = warp.apply(Image.square(box, image), new Pose(47, 0, 0)).pixels();
    for (int i = 0; i < image.length; i++) {
      if (Math.hypot(i / box - 16, i % box - 16) < 14) {
        assertEquals(expected[i], turned[i], 1e-4);
      }
    }
  }

  @Test
  void gradientsAreThoseOfDifferences() {
    int box = 6;
    float[] images = random(2 * box * box, 8);
    float[] weights = random(2 * box * box, 9);
    float[] degrees = {23.4f, -71.3f};
    Shape shape = new Shape(2, box, box);
    NDArray pictures = manager.create(images, shape).duplicate();
    NDArray angles = manager.create(degrees, new Shape(2, 1)).duplicate();
    pictures.setRequiresGradient(true);
    angles.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray turned = EngineRotation.turn(pictures, angles);
      collector.backward(turned.mul(manager.create(weights, shape)).sum());
    }
    // The result is linear in the pixels, so that a difference is exact for any step.
    float[] perPixel = pictures.getGradient().toFloatArray();
    for (int i = 0; i < images.length; i++) {
      float[] more = images.clone();
      more[i] += 1;
      assertEquals(
          weighted(more, degrees, weights, box) - weighted(images, degrees, weights, box),
          perPixel[i],
          2e-4);
    }
    float[] perDegree = angles.getGradient().toFloatArray();
    for (int n = 0; n < degrees.length; n++) {
      float[] more = degrees.clone();
      float[] less = degrees.clone();
      float step = 0.02f;
      more[n] += step;
      less[n] -= step;
      double difference =
          (weighted(images, more, weights, box) - weighted(images, less, weights, box))
              / (2 * step);
      assertEquals(difference, perDegree[n], 2e-3);
    }
  }

  @Test
  void noTurnChangesNothing() {
    float[] image = random(64, 2);
    assertArrayEquals(image, turn(image, new float[] {0}, 8), 1e-6f);
  }

  private double weighted(float[] images, float[] degrees, float[] weights, int box) {
    float[] turned = turn(images, degrees, box);
    double sum = 0;
    for (int i = 0; i < turned.length; i++) {
      sum += (double) turned[i] * weights[i];
    }
    return sum;
  }

  private float[] turn(float[] images, float[] degrees, int box) {
    NDArray pictures = manager.create(images, new Shape(degrees.length, box, box));
    NDArray angles = manager.create(degrees, new Shape(degrees.length, 1));
    return EngineRotation.turn(pictures, angles).toFloatArray();
  }

  private static double mirrored(double at, int box) {
    double last = box - 1;
    double folded = Math.abs(at);
    return folded > last ? 2 * last - folded : folded;
  }

  private static double bilinear(float[] images, int from, int box, double x, double y) {
    int left = Math.min(box - 2, (int) Math.floor(x));
    int top = Math.min(box - 2, (int) Math.floor(y));
    double u = x - left;
    double v = y - top;
    int at = from + top * box + left;
    return (1 - v) * ((1 - u) * images[at] + u * images[at + 1])
        + v * ((1 - u) * images[at + box] + u * images[at + box + 1]);
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
