package org.cryoudl.network.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.geometry.Angles;
import org.cryoudl.image.Image;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.parallel.ParallelLoop;

/**
 * A trained {@link CartesianNetwork}, ready for use. Batch norm uses its stored statistics, so that
 * an image's features do not depend on the images beside it. Calls come one at a time.
 */
public final class CartesianModel implements AngleModel {

  /** Images in one pass through the engine. */
  private static final int BATCH = 32;

  private static final double HALF_TURN = 180;

  private final LoadedNetwork<CartesianNetwork> loaded;
  private final CartesianNetwork network;
  private final Weights weights;

  private CartesianModel(LoadedNetwork<CartesianNetwork> loaded) {
    this.loaded = loaded;
    this.network = loaded.network();
    this.weights = loaded.weights();
  }

  static CartesianModel load(Path file, SafetensorsFile content, ComputeDevice device) {
    return new CartesianModel(
        LoadedNetwork.of(file, content, ModelFile.cartesian(file, content), device));
  }

  /** A model around a copy of some weights, which stay as they are. */
  public static CartesianModel of(
      CartesianNetwork network,
      Weights weights,
      ComputeDevice device,
      Map<String, String> metadata) {
    return new CartesianModel(LoadedNetwork.copyOf(network, weights, device, metadata));
  }

  @Override
  public Map<String, String> metadata() {
    return loaded.metadata();
  }

  /** Sizes of the network's layers. */
  public CartesianArchitecture architecture() {
    return network.architecture();
  }

  @Override
  public float[][] prepared(float[][] images, int box) {
    int side = architecture().inputPixels();
    int pixels = side * side;
    float[][] features = new float[images.length][];
    for (int from = 0; from < images.length; from += BATCH) {
      int first = from;
      int count = Math.min(BATCH, images.length - from);
      float[] resized = new float[count * pixels];
      ParallelLoop.run(
          count,
          i -> {
            Image image = Image.square(box, images[first + i]);
            System.arraycopy(CartesianInput.resized(image, side), 0, resized, i * pixels, pixels);
          });
      float[] all = TensorEngine.workingAlone(() -> branch(resized, count));
      int length = all.length / count;
      for (int i = 0; i < count; i++) {
        features[from + i] = Arrays.copyOfRange(all, i * length, (i + 1) * length);
      }
    }
    return features;
  }

  private float[] branch(float[] resized, int count) {
    int side = architecture().inputPixels();
    try (NDManager pass = pass()) {
      NDArray pictures = pass.create(resized, new Shape(count, side, side));
      return PlausibleAnswers.require(
          name(),
          network.features(weights, CartesianInput.spectra(pictures), false).toFloatArray());
    }
  }

  @Override
  public boolean isUnbiased() {
    return network.headReadsOneImage();
  }

  @Override
  public double biasDegrees(float[][] prepared) {
    return AngleReadout.meanDegrees(answers(prepared, prepared));
  }

  @Override
  public Match[] compare(float[][] references, float[][] images, double biasDegrees) {
    double[] answers = answers(references, images);
    Match[] matches = new Match[answers.length];
    for (int i = 0; i < answers.length; i++) {
      double psi = Angles.wrap(answers[i] - biasDegrees, HALF_TURN);
      matches[i] = new Match(psi, Double.NaN, Double.NaN);
    }
    return matches;
  }

  private double[] answers(float[][] references, float[][] images) {
    if (references.length != images.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "as many references as images are compared, got %d and %d",
              references.length,
              images.length));
    }
    double[] answers = new double[images.length];
    for (int from = 0; from < images.length; from += BATCH) {
      int first = from;
      int to = Math.min(images.length, from + BATCH);
      double[] part = TensorEngine.workingAlone(() -> heads(references, images, first, to));
      System.arraycopy(part, 0, answers, from, part.length);
    }
    return answers;
  }

  private double[] heads(float[][] references, float[][] images, int from, int to) {
    try (NDManager pass = pass()) {
      NDArray answers =
          network.compare(
              weights, joined(pass, references, from, to), joined(pass, images, from, to), false);
      return AngleReadout.psiDegrees(answers);
    }
  }

  private NDArray joined(NDManager pass, float[][] features, int from, int to) {
    int length = features[from].length;
    float[] all = new float[(to - from) * length];
    for (int i = from; i < to; i++) {
      System.arraycopy(features[i], 0, all, (i - from) * length, length);
    }
    return pass.create(all, network.featureShape(to - from));
  }

  /** What a pass makes dies with this; the weights are lent to it. */
  private NDManager pass() {
    NDManager pass = loaded.manager().newSubManager();
    weights.arrays().values().forEach(array -> array.tempAttach(pass));
    return pass;
  }

  @Override
  public void close() {
    loaded.close();
  }
}
