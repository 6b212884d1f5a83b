package org.cryoudl.training;

import java.util.function.IntFunction;
import org.cryoudl.image.Image;
import org.cryoudl.network.FeatureMatcher;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarBatch;

/** The averaged weights of the network in training, asked without a gradient. */
interface Teacher {

  /**
   * Logits over angle of every comparison.
   *
   * @return pairs x angleBins values
   */
  float[] curves(PairLayout layout, PolarBatch input);

  /**
   * Features of images, transformed along angle for {@link #matcher}.
   *
   * @param size number of images
   * @param image gives a square image by index; called from several threads
   */
  float[][] transforms(int size, IntFunction<Image> image);

  /** Compares what {@link #transforms} gives. */
  FeatureMatcher matcher();

  /** What the network's input looks like. */
  PolarArchitecture architecture();
}
