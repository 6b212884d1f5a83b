package org.cryoudl.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.tensors.Weights;

/**
 * The gradient of one step, by parameter name.
 *
 * @param arrays one of each parameter's shape; changed in place by {@link #clip}
 */
public record Gradients(Map<String, NDArray> arrays) {

  /**
   * Those of {@code leaves} after the collector's backward pass.
   *
   * @param scratch owns them
   */
  public static Gradients of(Weights leaves, NDManager scratch) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    leaves
        .arrays()
        .forEach(
            (name, leaf) -> {
              if (Weights.isTrained(name)) {
                NDArray gradient = leaf.getGradient();
                gradient.attach(scratch);
                gradients.put(name, gradient);
              }
            });
    return new Gradients(gradients);
  }

  /** Scales all to at most this global norm (0: any norm); returns the norm they had. */
  public double clip(double most) {
    double squares = 0;
    for (NDArray gradient : arrays.values()) {
      squares += gradient.square().sum().getFloat();
    }
    double norm = Math.sqrt(squares);
    if (most > 0 && norm > most) {
      arrays.values().forEach(gradient -> gradient.muli((float) (most / norm)));
    }
    return norm;
  }
}
