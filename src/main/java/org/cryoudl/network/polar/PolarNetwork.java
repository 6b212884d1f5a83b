package org.cryoudl.network.polar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.fourier.LogSpectrum;
import org.cryoudl.network.tensors.Initialisation;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The branch of the siamese network {@code polar}: features of one image from its polar
 * log-spectrum, such that the likelihood of an angle between two images is the circular
 * cross-correlation of their features along angle (Chen, Feng, Shen, J. Struct. Biol. 215 (2023)
 * 107940, feature-matching variant, moved to polar coordinates).
 *
 * <p>Trunk: a convolution that halves the rings, then residual blocks of two 3 x 3 convolutions (He
 * et al., CVPR 2016), then a 1 x 1 convolution to the matched channels. Convolutions wrap along
 * angle, so that turning the input turns the output exactly. Mask module (after Zhang et al., ECCV
 * 2020): a small one-dimensional network over the rings reads the ring profile, which no rotation
 * changes, and returns a non-negative weight for every channel and ring, and thresholds for the
 * trunk's rectifiers; a second, pointwise mask comes from the trunk. So the weights adapt to each
 * image's own noise. No layer uses statistics of the batch: an image's features do not depend on
 * what it is processed with.
 */
public final class PolarNetwork implements SiameseNetwork {

  public static final String KIND = "polar";

  private static final int HALO_STEM = 2;

  private final PolarArchitecture architecture;

  public PolarNetwork(PolarArchitecture architecture) {
    this.architecture = architecture;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public PolarArchitecture architecture() {
    return architecture;
  }

  @Override
  public Map<String, Shape> shapes() {
    int w = architecture.width();
    int p = architecture.profileWidth();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    layer(shapes, "profile.0", p, LogSpectrum.PROFILE_CHANNELS, 6);
    layer(shapes, "profile.1", p, p, 5);
    layer(shapes, "profile.2", p, p, 5);
    layer(shapes, "profile.out", profileOutputs(), p, 1);
    shapes.put("stem.weight", new Shape(w, 1, 6, 1 + 2 * HALO_STEM));
    for (int b = 0; b < architecture.blocks(); b++) {
      shapes.put("block." + b + ".0.weight", new Shape(w, w, 3, 3));
      shapes.put("block." + b + ".1.weight", new Shape(w, w, 3, 3));
      shapes.put("block." + b + ".1.bias", new Shape(w));
    }
    shapes.put("head.weight", new Shape(architecture.features() + 1, w, 1, 1));
    shapes.put("head.bias", new Shape(architecture.features() + 1));
    return shapes;
  }

  private static void layer(Map<String, Shape> shapes, String name, long out, long in, long size) {
    shapes.put(name + ".weight", new Shape(out, in, size));
    shapes.put(name + ".bias", new Shape(out));
  }

  private int profileOutputs() {
    return architecture.features() + architecture.width() * (1 + architecture.blocks());
  }

  /**
   * Fresh parameters: He's normal initialisation, residual branches and the mask module's last
   * layer small, so that training starts near a plain correlation of spectra.
   */
  @Override
  public Weights initialise(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    shapes()
        .forEach(
            (name, shape) -> {
              long fanIn = shape.size() / shape.get(0);
              double gain = name.endsWith(".1.weight") || name.contains("out") ? 0.3 : 1;
              arrays.put(name, Initialisation.kaiming(manager, random, name, shape, fanIn, gain));
            });
    return new Weights(arrays);
  }

  /**
   * Features of a batch.
   *
   * @param weights parameters
   * @param polar batch x 1 x rings x angleBins
   * @param profile batch x {@link LogSpectrum#PROFILE_CHANNELS} x rings
   * @return batch x featureRows x angleBins; rows are channel-major
   */
  public NDArray features(Weights weights, NDArray polar, NDArray profile) {
    NDArray mask = maskModule(weights, profile);
    int w = architecture.width();
    int at = architecture.features();
    NDArray gate = mask.get(":, :{}", at).sub(4f).getNDArrayInternal().softPlus();
    NDArray x = convolve(wrap(polar), weights.get("stem.weight"), null, 2, 2, 1);
    // Sums go into the convolutions' outputs, which no gradient needs: half the memory traffic.
    x.addi(thresholds(mask, at));
    for (int b = 0; b < architecture.blocks(); b++) {
      int dilation = 1 + b % 2;
      String name = "block." + b;
      at += w;
      NDArray y = x.getNDArrayInternal().relu();
      y = convolve(y, weights.get(name + ".0.weight"), null, 1, 1, dilation);
      y = y.addi(thresholds(mask, at)).getNDArrayInternal().relu();
      y =
          convolve(
              y, weights.get(name + ".1.weight"), weights.get(name + ".1.bias"), 1, 1, dilation);
      x = y.addi(crop(x, 2 * dilation));
    }
    return head(weights, x, gate);
  }

  /** Per image, ring and output: batch x outputs x featureRings. */
  private NDArray maskModule(Weights weights, NDArray profile) {
    NDArray x = profile;
    for (int i = 0; i < 3; i++) {
      x =
          Conv1d.conv1d(
                  x,
                  weights.get("profile." + i + ".weight"),
                  weights.get("profile." + i + ".bias"),
                  new Shape(i == 0 ? 2 : 1),
                  new Shape(2))
              .singletonOrThrow()
              .getNDArrayInternal()
              .relu();
    }
    return Conv1d.conv1d(x, weights.get("profile.out.weight"), weights.get("profile.out.bias"))
        .singletonOrThrow();
  }

  private NDArray thresholds(NDArray mask, int at) {
    return mask.get(":, {}:{}", at, at + architecture.width()).expandDims(3);
  }

  private NDArray head(Weights weights, NDArray x, NDArray gate) {
    int features = architecture.features();
    NDArray y = convolve(x, weights.get("head.weight"), weights.get("head.bias"), 1, 0, 1);
    NDArray pointwise = Activation.sigmoid(y.get(":, {}:", features));
    NDArray masked = y.get(":, :{}", features).mul(pointwise);
    masked = masked.sub(masked.mean(new int[] {3}, true));
    return masked
        .mul(gate.expandDims(3))
        .reshape(x.getShape().get(0), architecture.featureRows(), architecture.angleBins());
  }

  /** Adds what all convolutions together need on either side, from the other end of the angles. */
  private NDArray wrap(NDArray polar) {
    int halo = HALO_STEM;
    for (int b = 0; b < architecture.blocks(); b++) {
      halo += 2 * (1 + b % 2);
    }
    int bins = architecture.angleBins();
    NDArray before = polar.get(":, :, :, {}:", bins - halo);
    NDArray after = polar.get(":, :, :, :{}", halo);
    return NDArrays.concat(new NDList(before, polar, after), 3);
  }

  private static NDArray crop(NDArray x, int margin) {
    return x.get(":, :, :, {}:{}", margin, x.getShape().get(3) - margin);
  }

  private static NDArray convolve(
      NDArray x,
      NDArray weight,
      @Nullable NDArray bias,
      int ringStride,
      int ringPadding,
      int dilation) {
    return Conv2d.conv2d(
            x,
            weight,
            bias,
            new Shape(ringStride, 1),
            new Shape(ringPadding, 0),
            new Shape(1, dilation),
            1)
        .singletonOrThrow();
  }
}
