package org.cryoudl.training.pairs;

import java.util.Map;
import java.util.function.IntFunction;
import org.cryoudl.image.Image;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.run.Checkpoint;

/** The averaged weights of the network in training, evaluated without a gradient. */
public interface Teacher {

  /** Weights as they were at one time. */
  interface Snapshot extends AutoCloseable {

    /**
     * Features of images, transformed along angle for {@link #matcher}.
     *
     * @param size number of images
     * @param image gives a square image by index; called from several threads
     */
    float[][] transforms(int size, IntFunction<Image> image);

    /** The weights, for a checkpoint. */
    Map<String, SafetensorsFile.Tensor> tensors();

    @Override
    void close();
  }

  /**
   * Logits over angle of every comparison.
   *
   * @return pairs x angleBins values
   */
  float[] curves(PairLayout layout, PolarBatch input);

  /** The weights as they are now; further training does not change them. */
  Snapshot snapshot();

  /** The snapshot that a checkpoint holds. */
  Snapshot snapshot(Checkpoint checkpoint);

  /** Compares what snapshots give. */
  FeatureMatcher matcher();

  /** What the network's input looks like. */
  PolarArchitecture architecture();
}
