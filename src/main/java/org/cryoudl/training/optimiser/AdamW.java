package org.cryoudl.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.tensors.GraphScalar;
import org.cryoudl.network.tensors.Weights;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), changing parameters in
 * place. Biases (parameters of one dimension) do not decay. Its moments can be saved and restored,
 * which the engine's own optimisers do not allow.
 */
public final class AdamW {

  private static final float BETA1 = 0.9f;
  private static final float EPSILON = 1e-8f;

  private final Weights weights;
  private final Weights first;
  private final Weights second;
  private final double weightDecay;
  private final float beta2;

  /**
   * An optimiser around weights and moments, which it changes.
   *
   * @param first running means of gradients; zeros at the start
   * @param second running means of their squares; zeros at the start
   * @param beta2 share of the means of squares that an update keeps
   */
  public AdamW(Weights weights, Weights first, Weights second, double weightDecay, float beta2) {
    this.weights = weights;
    this.first = first;
    this.second = second;
    this.weightDecay = weightDecay;
    this.beta2 = beta2;
  }

  /**
   * One update.
   *
   * @param gradients by parameter name
   * @param step number of this update, from 1
   * @param learningRate its step size
   */
  public void update(Map<String, NDArray> gradients, long step, double learningRate) {
    double correction1 = 1 - Math.pow(BETA1, step);
    double correction2 = 1 - Math.pow(beta2, step);
    float size = (float) (learningRate / correction1);
    float root = (float) Math.sqrt(correction2);
    weights
        .arrays()
        .forEach(
            (name, weight) -> {
              NDArray gradient = gradients.get(name);
              if (gradient == null) {
                throw new IllegalArgumentException("there is no gradient of " + name);
              }
              NDArray m = first.get(name);
              NDArray v = second.get(name);
              try (NDManager scratch = weight.getManager().newSubManager()) {
                gradient.tempAttach(scratch);
                m.tempAttach(scratch);
                v.tempAttach(scratch);
                try (NDArray part = GraphScalar.times(gradient, 1 - BETA1)) {
                  m.muli(BETA1).addi(part);
                }
                try (NDArray square = gradient.square()) {
                  v.muli(beta2).addi(square.muli(1 - beta2));
                }
                if (weightDecay > 0 && weight.getShape().dimension() > 1) {
                  weight.muli((float) (1 - learningRate * weightDecay));
                }
                try (NDArray change = GraphScalar.times(m, size);
                    NDArray deviation = v.sqrt()) {
                  weight.subi(change.divi(deviation.divi(root).addi(EPSILON)));
                }
              }
            });
  }

  /** Moments to start from. */
  public static Weights zeros(NDManager manager, Weights like) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    like.arrays().forEach((name, array) -> arrays.put(name, manager.zeros(array.getShape())));
    return new Weights(arrays);
  }
}
