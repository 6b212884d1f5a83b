package org.cryoudl.network.prior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.network.tensors.Initialisation;
import org.cryoudl.network.tensors.StoredNetwork;
import org.cryoudl.network.tensors.Weights;
import org.jspecify.annotations.Nullable;

/**
 * What molecules look like: a residual U-Net (Ronneberger, Fischer and Brox, MICCAI 2015) that is
 * given a noisy average and returns what has to be added to its Wiener-filtered picture to make it
 * the mean of all clean averages that are possible (compare Kimanius et al., Nature Methods 21
 * (2024) 1216, for volumes). Three sizes, two convolutions a block; the thresholds of its
 * rectifiers follow from the strength of the noise. No layer uses statistics of the batch.
 */
public final class PriorNetwork implements StoredNetwork {

  public static final String KIND = "prior";

  private static final String[] BLOCKS = {
    "full.in", "half.in", "deep.0", "deep.1", "half.out", "full.out"
  };
  private static final int[] SIZES = {1, 2, 3, 3, 2, 1};

  /** How small the first answers are. */
  private static final double HEAD_GAIN = 0.005;

  private final PriorArchitecture architecture;

  public PriorNetwork(PriorArchitecture architecture) {
    this.architecture = architecture;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public PriorArchitecture architecture() {
    return architecture;
  }

  @Override
  public Map<String, Shape> shapes() {
    int w = architecture.width();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int thresholds = 0;
    for (int size : SIZES) {
      thresholds += size * w;
    }
    linear(shapes, "level.0", architecture.levelWidth(), NoisyAverage.LEVELS);
    linear(shapes, "level.1", thresholds, architecture.levelWidth());
    convolution(shapes, "stem", w, NoisyAverage.CHANNELS);
    for (int b = 0; b < BLOCKS.length; b++) {
      int width = SIZES[b] * w;
      shapes.put(BLOCKS[b] + ".0.weight", new Shape(width, width, 3, 3));
      convolution(shapes, BLOCKS[b] + ".1", width, width);
    }
    convolution(shapes, "down.0", 2 * w, w);
    convolution(shapes, "down.1", 3 * w, 2 * w);
    convolution(shapes, "up.1", 2 * w, 3 * w);
    convolution(shapes, "up.0", w, 2 * w);
    convolution(shapes, "head", 1, w);
    return shapes;
  }

  private static void convolution(Map<String, Shape> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new Shape(out, in, 3, 3));
    shapes.put(name + ".bias", new Shape(out));
  }

  private static void linear(Map<String, Shape> shapes, String name, long out, long in) {
    shapes.put(name + ".weight", new Shape(in, out));
    shapes.put(name + ".bias", new Shape(out));
  }

  @Override
  public Weights initialise(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    shapes()
        .forEach(
            (name, shape) -> {
              boolean linear = name.startsWith("level");
              long fanIn = linear ? shape.get(0) : shape.size() / shape.get(0);
              boolean branch =
                  name.endsWith(".1.weight") && !name.contains("up") && !name.contains("down");
              double gain = name.startsWith("head") ? HEAD_GAIN : branch ? 0.3 : 1;
              arrays.put(name, Initialisation.kaiming(manager, random, name, shape, fanIn, gain));
            });
    return new Weights(arrays);
  }

  /**
   * What has to be added to Wiener-filtered pictures.
   *
   * @param weights parameters
   * @param pictures batch x {@link NoisyAverage#CHANNELS} x side x side; the side is a multiple of
   *     4
   * @param levels batch x {@link NoisyAverage#LEVELS}
   * @return batch x 1 x side x side
   */
  public NDArray correction(Weights weights, NDArray pictures, NDArray levels) {
    NDArray hidden = dense(weights, "level.0", levels).getNDArrayInternal().relu();
    NDArray thresholds = dense(weights, "level.1", hidden).expandDims(2).expandDims(3);
    int[] at = {0};
    NDArray full = convolve(weights, "stem", pictures, 1);
    full = block(weights, 0, full, thresholds, at);
    NDArray half = convolve(weights, "down.0", full.getNDArrayInternal().relu(), 2);
    half = block(weights, 1, half, thresholds, at);
    NDArray deep = convolve(weights, "down.1", half.getNDArrayInternal().relu(), 2);
    deep = block(weights, 2, deep, thresholds, at);
    deep = block(weights, 3, deep, thresholds, at);
    half = half.add(convolve(weights, "up.1", enlarged(deep.getNDArrayInternal().relu()), 1));
    half = block(weights, 4, half, thresholds, at);
    full = full.add(convolve(weights, "up.0", enlarged(half.getNDArrayInternal().relu()), 1));
    full = block(weights, 5, full, thresholds, at);
    return convolve(weights, "head", full.getNDArrayInternal().relu(), 1);
  }

  private static NDArray dense(Weights weights, String name, NDArray x) {
    return x.matMul(weights.get(name + ".weight")).add(weights.get(name + ".bias"));
  }

  private NDArray block(Weights weights, int number, NDArray x, NDArray thresholds, int[] at) {
    String name = BLOCKS[number];
    int width = SIZES[number] * architecture.width();
    NDArray y = convolve(x.getNDArrayInternal().relu(), weights.get(name + ".0.weight"), null, 1);
    y = y.add(thresholds.get(":, {}:{}", at[0], at[0] + width)).getNDArrayInternal().relu();
    at[0] += width;
    return x.add(convolve(weights, name + ".1", y, 1));
  }

  /** Every pixel four times. */
  private static NDArray enlarged(NDArray x) {
    Shape s = x.getShape();
    return x.reshape(s.get(0), s.get(1), s.get(2), 1, s.get(3), 1)
        .broadcast(s.get(0), s.get(1), s.get(2), 2, s.get(3), 2)
        .reshape(s.get(0), s.get(1), 2 * s.get(2), 2 * s.get(3));
  }

  private static NDArray convolve(Weights weights, String name, NDArray x, int stride) {
    return convolve(x, weights.get(name + ".weight"), weights.get(name + ".bias"), stride);
  }

  private static NDArray convolve(NDArray x, NDArray weight, @Nullable NDArray bias, int stride) {
    return Conv2d.conv2d(
            x, weight, bias, new Shape(stride, stride), new Shape(1, 1), new Shape(1, 1), 1)
        .singletonOrThrow();
  }
}
