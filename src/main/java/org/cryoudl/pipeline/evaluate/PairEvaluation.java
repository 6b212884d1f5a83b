package org.cryoudl.pipeline.evaluate;

import org.cryoudl.evaluation.pairs.PairwiseError;
import org.cryoudl.network.tensors.ComputeDevice;

/**
 * A network's error between pairs of images of known pose.
 *
 * @param error of the network's angles
 * @param particles number of images
 * @param missing how many more images the truth knows
 * @param seconds from the first image read to the last pair compared
 * @param model name and version of the model
 * @param device what the network ran on
 */
public record PairEvaluation(
    PairwiseError error,
    int particles,
    int missing,
    double seconds,
    String model,
    ComputeDevice device) {

  public double imagesPerSecond() {
    return particles / seconds;
  }
}
