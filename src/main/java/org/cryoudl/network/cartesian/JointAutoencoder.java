package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.network.tensors.Initialisation;
import org.cryoudl.network.tensors.Weights;

/**
 * The autoencoder of joint learning (JUDL; Chen, Feng, Shen, J. Struct. Biol. 215 (2023) 107940):
 * three stages of a 3 x 3 convolution, batch norm, ReLU and 2 x 2 max-pooling with 2, 4 and 8
 * channels, and three transposed 2 x 2 convolutions of stride 2 back with 4, 2 and 1. It can
 * reconstruct the spectra of a set only as far as they are alike, that is, turned to one
 * orientation.
 *
 * <p>The engine has no transposed convolution. One of size 2 and stride 2 lets no two inputs meet
 * in an output, so it is exactly a 1 x 1 convolution to four times the channels whose outputs are
 * then laid out in squares of 2 x 2 pixels. Weights have the shape of the transposed convolution:
 * in x out x 2 x 2.
 */
public final class JointAutoencoder {

  /** What the names of all its parameters begin with. */
  public static final String PREFIX = "autoencoder.";

  private static final int[] DOWN = {2, 4, 8};
  private static final int[] UP = {4, 2, 1};

  /** Input sizes must be a multiple of this. */
  public static final int STRIDE = 8;

  private JointAutoencoder() {}

  /** Names and shapes of all parameters and statistics. */
  public static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int from = 1;
    for (int i = 0; i < DOWN.length; i++) {
      NormedConvolution.addShapes(shapes, PREFIX + "down." + i, DOWN[i], from, 3, true);
      from = DOWN[i];
    }
    for (int i = 0; i < UP.length; i++) {
      shapes.put(PREFIX + "up." + i + ".weight", new Shape(from, UP[i], 2, 2));
      shapes.put(PREFIX + "up." + i + ".bias", new Shape(UP[i]));
      from = UP[i];
    }
    return shapes;
  }

  /** Kaiming-normal weights; every output of a transposed convolution sees each channel once. */
  public static Map<String, NDArray> initialise(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    shapes()
        .forEach(
            (name, shape) -> {
              long fanIn =
                  name.startsWith(PREFIX + "up.") ? shape.get(0) : shape.size() / shape.get(0);
              arrays.put(name, Initialisation.kaiming(manager, random, name, shape, fanIn));
            });
    return arrays;
  }

  /**
   * Reconstructions.
   *
   * @param weights its parameters, among others perhaps
   * @param spectra count x 1 x N x N, N a multiple of {@link #STRIDE}
   * @param training whether batch norm uses the batch's statistics instead of the stored ones
   * @return count x 1 x N x N
   */
  public static NDArray reconstruct(Weights weights, NDArray spectra, boolean training) {
    NDArray x = spectra;
    for (int i = 0; i < DOWN.length; i++) {
      x = NormedConvolution.rectified(weights, PREFIX + "down." + i, x, training);
      x = NormedConvolution.halve(x);
    }
    for (int i = 0; i < UP.length; i++) {
      String name = PREFIX + "up." + i;
      x = transposed(x, weights.get(name + ".weight"), weights.get(name + ".bias"));
    }
    return x;
  }

  /**
   * A transposed convolution of size 2 and stride 2.
   *
   * @param x count x in x h x w
   * @param weight in x out x 2 x 2
   * @param bias out
   * @return count x out x 2h x 2w
   */
  static NDArray transposed(NDArray x, NDArray weight, NDArray bias) {
    long in = weight.getShape().get(0);
    long out = weight.getShape().get(1);
    long count = x.getShape().get(0);
    long h = x.getShape().get(2);
    long w = x.getShape().get(3);
    NDArray pointwise = weight.transpose(1, 2, 3, 0).reshape(4 * out, in, 1, 1);
    return Conv2d.conv2d(x, pointwise)
        .singletonOrThrow()
        .reshape(count, out, 2, 2, h, w)
        .transpose(0, 1, 4, 2, 5, 3)
        .reshape(count, out, 2 * h, 2 * w)
        .add(bias.reshape(1, out, 1, 1));
  }
}
