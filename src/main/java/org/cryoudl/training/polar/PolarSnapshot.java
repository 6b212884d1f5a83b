package org.cryoudl.training.polar;

import java.util.Map;
import java.util.function.IntFunction;
import org.cryoudl.image.Image;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.training.pairs.Teacher;

/** A {@link Teacher.Snapshot} of the network {@code polar}. */
final class PolarSnapshot implements Teacher.Snapshot {

  /** What the names of its weights in a checkpoint begin with. */
  static final String PREFIX = "joint.weights.";

  /** Images in one pass: enough to be fast, few enough to keep every core busy. */
  private static final int CHUNK = 8;

  private final PolarModel model;
  private final FeatureMatcher matcher;
  private final Map<String, SafetensorsFile.Tensor> tensors;

  /** A copy of weights, which stay their owner's. */
  PolarSnapshot(
      PolarNetwork network, Weights weights, ComputeDevice device, FeatureMatcher matcher) {
    this.model = PolarModel.of(network, weights, device, Map.of());
    this.matcher = matcher;
    this.tensors = ModelFile.toTensors(weights, PREFIX);
  }

  @Override
  public float[][] transforms(int size, IntFunction<Image> image) {
    float[][] transforms = new float[size][];
    ParallelLoop.run(
        (size + CHUNK - 1) / CHUNK,
        chunk -> {
          int first = chunk * CHUNK;
          int count = Math.min(CHUNK, size - first);
          float[][] features =
              model.features(
                  PolarBatch.of(count, model.architecture(), i -> image.apply(first + i)));
          for (int i = 0; i < count; i++) {
            transforms[first + i] = matcher.transform(features[i]);
          }
        });
    return transforms;
  }

  @Override
  public Map<String, SafetensorsFile.Tensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    model.close();
  }
}
