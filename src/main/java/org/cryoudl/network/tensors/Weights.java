package org.cryoudl.network.tensors;

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

  /** Whether there is a parameter of that name. */
  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  /**
   * Whether an array of that name is changed by gradients; the running statistics of batch norm are
   * kept among the weights, but follow the data instead.
   */
  public static boolean isTrained(String name) {
    return !name.endsWith("running_mean") && !name.endsWith("running_var");
  }

  /** Number of scalars, statistics included. */
  public long count() {
    return arrays.values().stream().mapToLong(NDArray::size).sum();
  }

  /**
   * Copies that belong to {@code manager} and lie on its device; changing one side leaves the other
   * as it is.
   */
  public Weights copy(NDManager manager) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          // Moving to the device where an array is already would give an alias, no copy.
          NDArray copy =
              array.getDevice().equals(manager.getDevice())
                  ? array.duplicate()
                  : array.toDevice(manager.getDevice(), true);
          copy.attach(manager);
          copies.put(name, copy);
        });
    return new Weights(copies);
  }

  /**
   * Copies as {@link #copy}, made leaves of a graph: gradients are taken with respect to them,
   * running statistics excepted.
   */
  public Weights leaves(NDManager manager) {
    Weights leaves = copy(manager);
    leaves.arrays.forEach((name, array) -> array.setRequiresGradient(isTrained(name)));
    return leaves;
  }

  @Override
  public void close() {
    arrays.values().forEach(NDArray::close);
  }
}
