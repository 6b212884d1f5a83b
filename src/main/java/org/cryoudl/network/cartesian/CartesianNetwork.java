package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.tensors.Initialisation;
import org.cryoudl.network.tensors.SiameseNetwork;
import org.cryoudl.network.tensors.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The published siamese network {@code cartesian} (Chen, Feng, Shen, J. Struct. Biol. 215 (2023)
 * 107940): from the spectra of two images to the angle between them.
 *
 * <p>Branch, which both images pass: a mask module (after Zhang et al., ECCV 2020: convolutions 3 x
 * 3, batch norm, ReLU, at last a sigmoid) whose output multiplies the spectrum; then residual
 * blocks (He et al., CVPR 2016: convolutions 1 x 1, 3 x 3, 1 x 1 and a shortcut 1 x 1, each with
 * batch norm), each followed by 2 x 2 max-pooling.
 *
 * <p>Comparison: in the variant {@code vector} both images' last maps, flattened, stand side by
 * side; in the variant {@code matching} (Rocco et al., CVPR 2017) every position of one map is
 * correlated with every position of the other, in both directions, rectified, brought to unit
 * length, convolved twice, and these stand side by side. Head: three linear layers, with nothing
 * between them.
 *
 * <p>Output {@code degrees} is the angle itself. Output {@code circular} is (cos 2t, sin 2t) times
 * some length. Linear layers can only add what they read of the two images, but cosine and sine of
 * a difference are products; so in the variant {@code vector} the circular head reads each image
 * alone, and the pair's answer is the complex product of the reference's with the conjugate of the
 * image's. That makes the answer of an image with itself 0 exactly. A batch norm brings the mean of
 * the single images' answers to 0, where it belongs as all orientations are alike: a constant in
 * them would drown the start of training.
 */
public final class CartesianNetwork implements SiameseNetwork {

  public static final String KIND = "cartesian";

  private static final int[] MATCH_WIDTHS = {128, 256};
  private static final float UNIT_LENGTH_FLOOR = 1e-6f;

  private final CartesianArchitecture architecture;

  public CartesianNetwork(CartesianArchitecture architecture) {
    this.architecture = architecture;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public CartesianArchitecture architecture() {
    return architecture;
  }

  /**
   * Names and shapes in the order in which PyTorch lists such a network: by layer weight, bias; for
   * a batch norm weight, bias, running_mean, running_var.
   */
  @Override
  public Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    int from = 1;
    for (int i = 0; i < maskLayers(); i++) {
      NormedConvolution.addShapes(shapes, "mask." + i, maskWidth(i), from, 3, false);
      from = maskWidth(i);
    }
    from = 1;
    for (int b = 0; b < architecture.widths().size(); b++) {
      int width = architecture.widths().get(b);
      String name = "block." + b;
      NormedConvolution.addShapes(shapes, name + ".0", width, from, 1, false);
      NormedConvolution.addShapes(shapes, name + ".1", width, width, 3, false);
      NormedConvolution.addShapes(shapes, name + ".2", width, width, 1, false);
      NormedConvolution.addShapes(shapes, name + ".shortcut", width, from, 1, false);
      from = width;
    }
    int positions = architecture.mapPixels() * architecture.mapPixels();
    int read = architecture.mapChannels() * positions;
    if (architecture.variant() == Variant.MATCHING) {
      NormedConvolution.addShapes(shapes, "match.0", MATCH_WIDTHS[0], positions, 3, true);
      NormedConvolution.addShapes(shapes, "match.1", MATCH_WIDTHS[1], MATCH_WIDTHS[0], 3, true);
      read = MATCH_WIDTHS[1] * positions;
    }
    int head = architecture.head();
    shapes.put("head.0.weight", new Shape(head, headReadsOneImage() ? read : 2L * read));
    shapes.put("head.0.bias", new Shape(head));
    shapes.put("head.1.weight", new Shape(head, head));
    shapes.put("head.1.bias", new Shape(head));
    shapes.put("head.2.weight", new Shape(architecture.outputs(), head));
    if (headReadsOneImage()) {
      NormedConvolution.addNormShapes(shapes, "head", architecture.outputs());
    }
    return shapes;
  }

  /** Kaiming-normal weights (He et al., ICCV 2015: deviation sqrt(2 / fan-in)), biases zero. */
  @Override
  public Weights initialise(NDManager manager, long seed) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(seed);
    shapes()
        .forEach(
            (name, shape) ->
                arrays.put(
                    name,
                    Initialisation.kaiming(
                        manager, random, name, shape, shape.size() / shape.get(0))));
    return new Weights(arrays);
  }

  /**
   * The branch: what is computed once an image, however often it is compared.
   *
   * @param weights parameters; in training their running statistics are brought up to date
   * @param spectra images x 1 x inputPixels x inputPixels, as {@link CartesianInput} makes them
   * @param training whether batch norm uses the batch's statistics instead of the stored ones
   * @return images x channels x mapPixels x mapPixels; images x 2 where the head reads one image
   */
  public NDArray features(Weights weights, NDArray spectra, boolean training) {
    NDArray x = spectra.mul(mask(weights, spectra, training));
    for (int b = 0; b < architecture.widths().size(); b++) {
      try (NDArray before = x) {
        x = block(weights, "block." + b, before, training);
      }
    }
    return headReadsOneImage()
        ? NormedConvolution.normed(weights, "head", head(weights, flat(x)), training)
        : x;
  }

  private static NDArray block(Weights weights, String name, NDArray x, boolean training) {
    try (NDArray first = NormedConvolution.rectified(weights, name + ".0", x, training);
        NDArray second = NormedConvolution.rectified(weights, name + ".1", first, training);
        NDArray third = NormedConvolution.apply(weights, name + ".2", second, training);
        NDArray shortcut = NormedConvolution.apply(weights, name + ".shortcut", x, training);
        NDArray sum = third.add(shortcut);
        NDArray rectified = Activation.relu(sum)) {
      return NormedConvolution.halve(rectified);
    }
  }

  /** The shape of {@link #features}. */
  public Shape featureShape(long images) {
    int side = architecture.mapPixels();
    return headReadsOneImage()
        ? new Shape(images, architecture.outputs())
        : new Shape(images, architecture.mapChannels(), side, side);
  }

  /** The mask that multiplies the spectra: images x 1 x inputPixels x inputPixels, 0 to 1. */
  public NDArray mask(Weights weights, NDArray spectra, boolean training) {
    NDArray x = NormedConvolution.rectified(weights, "mask.0", spectra, training);
    int last = architecture.maskWidths().size();
    for (int i = 1; i < last; i++) {
      try (NDArray before = x) {
        x = NormedConvolution.rectified(weights, "mask." + i, before, training);
      }
    }
    try (NDArray before = x;
        NDArray y = NormedConvolution.apply(weights, "mask." + last, before, training)) {
      return Activation.sigmoid(y);
    }
  }

  /**
   * Compares images by their features.
   *
   * @param reference features of the first image of each pair
   * @param image features of the second
   * @param training as in {@link #features}
   * @return pairs x 1 degrees, or pairs x 2 (cos 2t, sin 2t) of any length; t is the psi that turns
   *     the image onto the reference, +x toward +row
   */
  public NDArray compare(Weights weights, NDArray reference, NDArray image, boolean training) {
    if (headReadsOneImage()) {
      NDArray c = reference.get(":, 0:1");
      NDArray s = reference.get(":, 1:2");
      NDArray imageC = image.get(":, 0:1");
      NDArray imageS = image.get(":, 1:2");
      return NDArrays.concat(
          new NDList(c.mul(imageC).add(s.mul(imageS)), s.mul(imageC).sub(c.mul(imageS))), 1);
    }
    if (architecture.variant() == Variant.VECTOR) {
      return head(weights, NDArrays.concat(new NDList(flat(reference), flat(image)), 1));
    }
    NDArray forth = matched(weights, correlations(reference, image), training);
    NDArray back = matched(weights, correlations(image, reference), training);
    return head(weights, NDArrays.concat(new NDList(flat(forth), flat(back)), 1));
  }

  /** Whether {@link #features} already are a single image's orientation. */
  public boolean headReadsOneImage() {
    return architecture.variant() == Variant.VECTOR && architecture.output() == Output.CIRCULAR;
  }

  /**
   * Correlation of every position of one map, kept as position, with every position of the other,
   * which become the channels: pairs x positions x mapPixels x mapPixels, of unit length over the
   * channels.
   */
  private static NDArray correlations(NDArray kept, NDArray channels) {
    Shape shape = kept.getShape();
    long pairs = shape.get(0);
    long positions = shape.get(2) * shape.get(3);
    NDArray a = kept.reshape(pairs, shape.get(1), positions);
    NDArray b = channels.reshape(pairs, shape.get(1), positions).transpose(0, 2, 1);
    NDArray products = Activation.relu(b.matMul(a));
    NDArray length = products.square().sum(new int[] {1}, true).add(UNIT_LENGTH_FLOOR).sqrt();
    return products.div(length).reshape(pairs, positions, shape.get(2), shape.get(3));
  }

  private static NDArray matched(Weights weights, NDArray correlations, boolean training) {
    NDArray x = correlations;
    for (int i = 0; i < MATCH_WIDTHS.length; i++) {
      x = NormedConvolution.rectified(weights, "match." + i, x, training);
    }
    return x;
  }

  private static NDArray head(Weights weights, NDArray x) {
    NDArray y = linear(x, weights.get("head.0.weight"), weights.get("head.0.bias"));
    y = linear(y, weights.get("head.1.weight"), weights.get("head.1.bias"));
    return linear(y, weights.get("head.2.weight"), null);
  }

  private static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    return Linear.linear(x, weight, bias).singletonOrThrow();
  }

  private static NDArray flat(NDArray x) {
    return x.reshape(x.getShape().get(0), -1);
  }

  private int maskLayers() {
    return architecture.maskWidths().size() + 1;
  }

  private int maskWidth(int layer) {
    return layer + 1 < maskLayers() ? architecture.maskWidths().get(layer) : 1;
  }
}
