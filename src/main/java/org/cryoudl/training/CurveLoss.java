package org.cryoudl.training;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** The loss of angle curves, and the clipping of its gradient. */
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
    return curves.logSoftmax(1).mul(targets).sum().div(-pairs);
  }

  /** Scales gradients in place to at most this global norm; returns the norm they had. */
  static double clip(Map<String, NDArray> gradients, double most) {
    double squares = 0;
    for (NDArray gradient : gradients.values()) {
      squares += gradient.square().sum().getFloat();
    }
    double norm = Math.sqrt(squares);
    if (norm > most) {
      gradients.values().forEach(gradient -> gradient.muli((float) (most / norm)));
    }
    return norm;
  }
}
