package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.cartesian.EngineRotation;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.training.agreement.StackSample;

/**
 * Batch norm's statistics for use, taken anew for weights as they are: over many of the stack's
 * images without noise added, as training sees them, half of them straight and half turned by
 * chance. Those that training leaves stand for its last few steps. That is too few where the mean
 * of all answers must be 0: a hundredth of their length off is 0.3 degrees, and the error of a
 * finished network was seen to jump between 0.7 and 1.0 degrees from step to step. Every image
 * comes also turned by 90 degrees more, where its answer is the opposite one, so that the mean is
 * right however few the images are.
 */
final class BatchNormRecalibration {

  private static final int MOST_IMAGES = 512;

  /** Images of a batch, of which it holds four copies each. */
  private static final int BATCH = 16;

  /** The share of the old statistics that one batch keeps. */
  private static final double KEPT = 0.9;

  private final CartesianNetwork network;
  private final CartesianImages images;
  private final int[] places;

  BatchNormRecalibration(CartesianNetwork network, CartesianImages images) {
    this.network = network;
    this.images = images;
    this.places = StackSample.places(images.size(), MOST_IMAGES);
  }

  /**
   * A copy of weights with statistics of their own.
   *
   * @param manager owns the copy
   */
  Weights of(Weights weights, NDManager manager) {
    Weights settled = weights.copy(manager);
    Map<String, double[]> sums = new LinkedHashMap<>();
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              if (!Weights.isTrained(name)) {
                sums.put(name, new double[(int) shape.size()]);
              }
            });
    int batches = 0;
    for (int from = 0; from < places.length; from += BATCH) {
      int[] part = Arrays.copyOfRange(places, from, Math.min(places.length, from + BATCH));
      measure(settled, part, sums, manager);
      batches++;
    }
    for (Map.Entry<String, double[]> sum : sums.entrySet()) {
      float[] mean = new float[sum.getValue().length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (sum.getValue()[i] / batches);
      }
      try (NDArray values = manager.create(mean)) {
        settled.get(sum.getKey()).set(CartesianState.WHOLE, values);
      }
    }
    return settled;
  }

  /** Adds the statistics of one batch. */
  private void measure(Weights settled, int[] part, Map<String, double[]> sums, NDManager manager) {
    try (NDManager pass = manager.newSubManager()) {
      CartesianPredictions.lend(settled, pass);
      sums.keySet().forEach(name -> settled.get(name).muli(0f));
      Shape shape = new Shape(part.length, images.box(), images.box());
      NDArray straight = pass.create(images.of(part), shape);
      NDList copies = new NDList(straight, turned(straight, part, 90, 0));
      copies.add(turned(straight, part, 0, 1));
      copies.add(turned(straight, part, 90, 1));
      NDArray both = NDArrays.concat(copies, 0);
      NDArray features = network.features(settled, CartesianInput.spectra(both), true);
      network.compare(settled, features, features, true);
      sums.forEach(
          (name, sum) -> {
            // Layers of the comparison are passed twice, in both directions.
            double share = 1 - (name.startsWith("match.") ? KEPT * KEPT : KEPT);
            float[] values = settled.get(name).toFloatArray();
            for (int i = 0; i < sum.length; i++) {
              sum[i] += values[i] / share;
            }
          });
    }
  }

  /** Copies turned by one angle, and by as many times one of chance. */
  private static NDArray turned(NDArray straight, int[] part, double degrees, double chance) {
    float[] turns = new float[part.length];
    for (int i = 0; i < turns.length; i++) {
      double own = 360 * KeyedRandom.of(0, "settled turns", part[i]).nextDouble();
      turns[i] = (float) (degrees + chance * own);
    }
    return EngineRotation.turn(
        straight, straight.getManager().create(turns, new Shape(turns.length, 1)));
  }
}
