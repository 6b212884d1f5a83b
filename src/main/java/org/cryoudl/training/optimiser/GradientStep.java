package org.cryoudl.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.run.StepOutcome;

/**
 * The gradient of a loss at the current weights, finite and clipped: what one update of any network
 * begins with. Nothing is changed; the caller applies it.
 *
 * @param leaves copies of the weights that the loss was computed with; running statistics are as
 *     the forward pass left them
 * @param gradients by parameter name, clipped
 * @param outcome loss, its terms, and the norm before clipping
 */
public record GradientStep(Weights leaves, Gradients gradients, StepOutcome outcome) {

  /**
   * A loss as a part of the engine's graph.
   *
   * @param total what gradients are taken of, one number
   * @param terms what it is made of, by name; empty where it is but one term
   */
  public record Loss(NDArray total, Map<String, NDArray> terms) {}

  /**
   * The gradient at a state's weights.
   *
   * @param loss from copies of the weights to a loss
   * @param settings the gradient is clipped by
   * @param data what the step looks at, for messages
   * @param learningRate for messages
   * @param scratch owns what the step makes
   * @throws DataException if the loss or the gradient's norm is not finite
   */
  public static GradientStep of(
      OptimiserState state,
      Function<Weights, Loss> loss,
      OptimiserSettings settings,
      String data,
      double learningRate,
      NDManager scratch) {
    long step = state.step() + 1;
    // Gradients are taken with respect to copies, which die with the step.
    Weights leaves = state.weights().leaves(scratch);
    Loss graph;
    double value;
    try (GradientCollector collector = scratch.getEngine().newGradientCollector()) {
      graph = loss.apply(leaves);
      value = requireFinite(graph.total().getFloat(), "loss", step, data, learningRate);
      collector.backward(graph.total());
    }
    Gradients gradients = Gradients.of(leaves, scratch);
    double norm =
        requireFinite(
            gradients.clip(settings.clipNorm()), "gradient's norm", step, data, learningRate);
    Map<String, Double> terms = new LinkedHashMap<>();
    graph.terms().forEach((name, term) -> terms.put(name, (double) term.getFloat()));
    return new GradientStep(leaves, gradients, new StepOutcome(value, terms, norm));
  }

  /** Lets finite numbers pass and stops training at others. */
  private static double requireFinite(
      double value, String what, long step, String data, double learningRate) {
    if (!Double.isFinite(value)) {
      throw new DataException(
          String.format(
                  Locale.ROOT,
                  "training stopped: the %s is %s at step %d (%s); look at these, or lower learning_rate,",
                  what,
                  value,
                  step,
                  data)
              + String.format(Locale.ROOT, " which was %s there", learningRate));
    }
    return value;
  }
}
