package org.cryoudl.network.tensors;

import ai.djl.ndarray.NDArray;

/**
 * Products with plain numbers that gradients can flow through.
 *
 * <p>The engine's own {@code mul(Number)} and {@code div(Number)} put the number into memory of the
 * JVM and give that memory free at once, although the graph will read it again when gradients are
 * worked out. If the garbage collector comes in between, the gradient is multiplied by whatever
 * stands there then. Here the number belongs to the array's manager, as all other inputs of a graph
 * do, and lives as long as they.
 */
public final class GraphScalar {

  private GraphScalar() {}

  /** The array times a number. */
  public static NDArray times(NDArray array, double factor) {
    return array.mul(array.getManager().create((float) factor));
  }
}
