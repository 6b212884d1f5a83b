package org.cryoudl.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The named parameters of a network, in a fixed order. The map is read-only; the arrays may be
 * changed in place by an optimiser.
 */
public final class Weights implements AutoCloseable {

  private final Map<String, NDArray> arrays;

  public Weights(Map<String, NDArray> arrays) {
    this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  public Map<String, NDArray> arrays() {
    return arrays;
  }

  /** One parameter. */
  public NDArray get(String name) {
    NDArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("there is no parameter '" + name + "'");
    }
    return array;
  }

  /** Number of scalars. */
  public long count() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  /** Copies that belong to {@code manager}; changing one side leaves the other as it is. */
  public Weights copy(NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          NDArray copy = array.duplicate();
          copy.attach(manager);
          copies.put(name, copy);
        });
    return new Weights(copies);
  }

  /** Copies as {@link #copy}, made leaves of a graph: gradients are taken with respect to them. */
  public Weights leaves(NDManager manager) {
    Weights leaves = copy(manager);
    leaves.arrays.values().forEach(array -> array.setRequiresGradient(true));
    return leaves;
  }

  @Override
  public void close() {
    arrays.values().forEach(NDArray::close);
  }
}
