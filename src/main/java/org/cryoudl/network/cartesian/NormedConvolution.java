package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.Map;
import org.cryoudl.network.tensors.Weights;

/**
 * A convolution of stride 1 that keeps the size of its input, and the batch norm after it. What
 * lies between is closed at once: a graph keeps what its gradient needs by itself, and at the
 * published size the rest would take gigabytes.
 */
final class NormedConvolution {

  private static final String WEIGHT = ".conv.weight";
  private static final String BIAS = ".conv.bias";

  /** The share of the old statistics that a step keeps; PyTorch calls 1 less this its momentum. */
  private static final float STATISTICS_KEPT = 0.9f;

  private static final float EPSILON = 1e-5f;

  private NormedConvolution() {}

  /** Adds names and shapes of one layer, in the order in which PyTorch lists them. */
  static void addShapes(
      Map<String, Shape> shapes, String name, long out, long in, long side, boolean bias) {
    shapes.put(name + WEIGHT, new Shape(out, in, side, side));
    if (bias) {
      shapes.put(name + BIAS, new Shape(out));
    }
    addNormShapes(shapes, name, out);
  }

  /** As {@link #addShapes}, of a batch norm alone. */
  static void addNormShapes(Map<String, Shape> shapes, String name, long channels) {
    for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      shapes.put(name + ".norm." + part, new Shape(channels));
    }
  }

  /**
   * Applies one layer; in training, brings the running statistics in {@code weights} up to date.
   */
  static NDArray apply(Weights weights, String name, NDArray x, boolean training) {
    NDArray weight = weights.get(name + WEIGHT);
    NDArray bias = weights.has(name + BIAS) ? weights.get(name + BIAS) : null;
    long padding = (weight.getShape().get(2) - 1) / 2;
    try (NDArray y =
        Conv2d.conv2d(x, weight, bias, new Shape(1, 1), new Shape(padding, padding))
            .singletonOrThrow()) {
      return normed(weights, name, y, training);
    }
  }

  /** As {@link #apply}, with a ReLU after it. */
  static NDArray rectified(Weights weights, String name, NDArray x, boolean training) {
    try (NDArray y = apply(weights, name, x, training)) {
      return Activation.relu(y);
    }
  }

  /** The batch norm alone, of an array whose second axis are the channels. */
  static NDArray normed(Weights weights, String name, NDArray y, boolean training) {
    return BatchNorm.batchNorm(
            y,
            weights.get(name + ".norm.running_mean"),
            weights.get(name + ".norm.running_var"),
            weights.get(name + ".norm.weight"),
            weights.get(name + ".norm.bias"),
            1,
            STATISTICS_KEPT,
            EPSILON,
            training)
        .singletonOrThrow();
  }

  /** The largest of every 2 x 2 pixels. */
  static NDArray halve(NDArray x) {
    return Pool.maxPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
  }
}
