package org.cryoudl.network.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.image.Image;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.DeviceMemory;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;

/**
 * A trained {@link PolarNetwork}, ready for use: from images to features that {@link
 * FeatureMatcher} compares. Deterministic; an image's features do not depend on the images beside
 * it. On the CPU several passes run side by side, each with weights of its own and one thread: for
 * convolutions as small as these that is faster than many threads on one pass.
 */
public final class PolarModel implements AngleModel {

  /** Images in one pass through the engine: enough to be fast, few enough to stay in cache. */
  private static final int CHUNK = 8;

  /** Images in one pass on a GPU, which is idle most of the time with fewer. */
  private static final int GPU_CHUNK = 256;

  private final LoadedNetwork<PolarNetwork> loaded;
  private final PolarNetwork network;
  private final FeatureMatcher matcher;
  private final Lanes<Lane> lanes;

  /** What one pass at a time may use: arrays are not safe for several threads. */
  private record Lane(NDManager manager, Weights weights) {}

  private PolarModel(LoadedNetwork<PolarNetwork> loaded) {
    this.loaded = loaded;
    this.network = loaded.network();
    this.matcher = new FeatureMatcher(featureRows(), angleBins());
    int count = loaded.manager().getDevice().isGpu() ? 1 : Parallelism.current().threads();
    this.lanes =
        new Lanes<>(
            count,
            () -> {
              NDManager own = loaded.manager().newSubManager();
              return new Lane(own, loaded.weights().copy(own));
            });
  }

  /**
   * Loads a model file.
   *
   * @param file a safetensors file written by {@link ModelFile}
   * @param device where the network runs
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws DataException if the file is damaged or holds another network
   * @throws org.cryoudl.failure.EnvironmentException if this machine has no such device
   */
  public static PolarModel load(Path file, ComputeDevice device) {
    return load(file, SafetensorsFile.read(file), device);
  }

  static PolarModel load(Path file, SafetensorsFile content, ComputeDevice device) {
    return new PolarModel(LoadedNetwork.of(file, content, ModelFile.polar(file, content), device));
  }

  /** A model around a copy of some weights, which stay as they are. */
  public static PolarModel of(
      PolarNetwork network, Weights weights, ComputeDevice device, Map<String, String> metadata) {
    return new PolarModel(LoadedNetwork.copyOf(network, weights, device, metadata));
  }

  @Override
  public Map<String, String> metadata() {
    return loaded.metadata();
  }

  /** Sizes of the network's layers. */
  public PolarArchitecture architecture() {
    return network.architecture();
  }

  /** Rows of a feature array: channels x rings. */
  public int featureRows() {
    return network.architecture().featureRows();
  }

  /** Angles of a feature array, over 180 degrees. */
  public int angleBins() {
    return network.architecture().angleBins();
  }

  /**
   * What the correlation of two feature arrays is multiplied by to give logits: 1, because training
   * puts the scale into the features.
   */
  public double logitScale() {
    return 1;
  }

  /**
   * Features of images.
   *
   * @param images square images of any scale and offset, white particles or black, not changed
   * @param box their side length in pixels
   * @return per image featureRows x angleBins values, row by row
   * @throws DataException if the box is too small to hold a single ring
   */
  public float[][] features(float[][] images, int box) {
    if (architecture().grid().ringsWithin(box) < 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "images of %d pixels are too small for the network; at least 8 are needed",
              box));
    }
    float[][] features = new float[images.length][];
    int most = loaded.manager().getDevice().isGpu() ? GPU_CHUNK : CHUNK;
    ParallelLoop.run(
        (images.length + most - 1) / most,
        chunk -> {
          int start = chunk * most;
          DeviceMemory.inBatches(
              Math.min(most, images.length - start),
              most,
              (first, count) -> {
                int from = start + first;
                PolarBatch batch =
                    PolarBatch.of(count, architecture(), i -> Image.square(box, images[from + i]));
                System.arraycopy(features(batch), 0, features, from, count);
              });
        });
    return features;
  }

  /** Transforms of features along angle, as {@link FeatureMatcher} compares them. */
  @Override
  public float[][] prepared(float[][] images, int box) {
    float[][] features = features(images, box);
    ParallelLoop.run(images.length, i -> features[i] = matcher.transform(features[i]));
    return features;
  }

  /** The correlation of an image with itself is the largest at 0. */
  @Override
  public boolean isUnbiased() {
    return true;
  }

  @Override
  public double biasDegrees(float[][] prepared) {
    return 0;
  }

  @Override
  public Match[] compare(float[][] references, float[][] images, double biasDegrees) {
    Match[] matches = new Match[images.length];
    ParallelLoop.run(
        images.length,
        i -> {
          Match match = matcher.match(references[i], images[i], logitScale());
          double psi = Angles.wrap(match.psiDegrees() - biasDegrees, 180);
          matches[i] = new Match(psi, match.confidence(), match.logEvidence());
        });
    return matches;
  }

  /** Features of images that are measured already. */
  public float[][] features(PolarBatch batch) {
    float[] all =
        PlausibleAnswers.require(
            name(), TensorEngine.working(() -> lanes.use(lane -> pass(lane, batch))));
    int length = featureRows() * angleBins();
    float[][] features = new float[batch.size()][length];
    for (int i = 0; i < features.length; i++) {
      System.arraycopy(all, i * length, features[i], 0, length);
    }
    return features;
  }

  private float[] pass(Lane lane, PolarBatch batch) {
    try (NDManager pass = lane.manager().newSubManager()) {
      lane.weights().arrays().values().forEach(array -> array.tempAttach(pass));
      NDList inputs = batch.toArrays(pass, architecture());
      return network.features(lane.weights(), inputs.get(0), inputs.get(1)).toFloatArray();
    }
  }

  @Override
  public void close() {
    loaded.close();
  }
}
