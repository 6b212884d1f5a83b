package org.cryoudl.network.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** Where the weights of networks start. */
public final class Initialisation {

  private Initialisation() {}

  /**
   * Weights drawn with deviation sqrt(2 / fan-in) (He et al., ICCV 2015); biases and running means
   * 0; the factors of batch norms and their running variances 1.
   */
  public static NDArray kaiming(
      NDManager manager, SplittableRandom random, String name, Shape shape, long fanIn) {
    return kaiming(manager, random, name, shape, fanIn, 1);
  }

  /** The same with a gain by which the deviation of weights is multiplied. */
  public static NDArray kaiming(
      NDManager manager,
      SplittableRandom random,
      String name,
      Shape shape,
      long fanIn,
      double gain) {
    if (shape.dimension() > 1) {
      double deviation = gain * Math.sqrt(2.0 / fanIn);
      float[] values = new float[Math.toIntExact(shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      // The array made of Java's values shares their memory: a copy is the engine's own.
      try (NDArray shared = manager.create(values, shape)) {
        return shared.duplicate();
      }
    }
    boolean one = name.endsWith("norm.weight") || name.endsWith("running_var");
    return one ? manager.ones(shape) : manager.zeros(shape);
  }
}
