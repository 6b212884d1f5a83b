package org.cryoudl.training;

import org.cryoudl.network.PolarBatch;

/** Answers pairs with the averaged weights of the network in training, without a gradient. */
@FunctionalInterface
interface Teacher {

  /**
   * Logits over angle of every comparison.
   *
   * @return pairs x angleBins values
   */
  float[] curves(PairLayout layout, PolarBatch input);
}
