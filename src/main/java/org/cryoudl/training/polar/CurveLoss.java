package org.cryoudl.training.polar;

import ai.djl.ndarray.NDArray;
import org.cryoudl.network.tensors.GraphScalar;

/** The loss of angle curves. */
final class CurveLoss {

  private CurveLoss() {}

  /**
   * Cross-entropy of the curves' softmax to target probabilities, averaged over pairs.
   *
   * @param curves pairs x angleBins logits
   * @param targets pairs x angleBins probabilities
   */
  static NDArray crossEntropy(NDArray curves, NDArray targets) {
    long pairs = curves.getShape().get(0);
    return GraphScalar.times(curves.logSoftmax(1).mul(targets).sum(), -1.0 / pairs);
  }
}
