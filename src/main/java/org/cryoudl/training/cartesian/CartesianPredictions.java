package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.tensors.Weights;

/**
 * What the network {@code cartesian} says of some images as it is at one time: without a gradient,
 * with stored statistics, with the constant of its answers taken out.
 *
 * @param ontoFirst psi of every image onto the first of them, modulo 180 degrees
 * @param ontoPrevious psi of every image's next one onto it, cyclically
 */
record CartesianPredictions(double[] ontoFirst, double[] ontoPrevious) {

  private static final int BATCH = 32;

  /**
   * Runs the network.
   *
   * @param weights lent for the time of the call
   * @param places which of the images
   * @param manager on whose device
   */
  static CartesianPredictions of(
      CartesianNetwork network,
      Weights weights,
      CartesianImages images,
      int[] places,
      NDManager manager) {
    try (NDManager scratch = manager.newSubManager()) {
      NDList parts = new NDList();
      for (int from = 0; from < places.length; from += BATCH) {
        int[] part = Arrays.copyOfRange(places, from, Math.min(places.length, from + BATCH));
        // At the published size a batch leaves gigabytes behind.
        try (NDManager pass = scratch.newSubManager()) {
          lend(weights, pass);
          Shape shape = new Shape(part.length, images.box(), images.box());
          NDArray pictures = pass.create(images.of(part), shape);
          NDArray features = network.features(weights, CartesianInput.spectra(pictures), false);
          features.attach(scratch);
          parts.add(features);
        }
      }
      lend(weights, scratch);
      NDArray features = NDArrays.concat(parts, 0);
      NDArray first = features.get(scratch.create(new int[places.length]));
      NDArray next = NDArrays.concat(new NDList(features.get("1:"), features.get(":1")), 0);
      double bias = AngleReadout.meanDegrees(psiDegrees(network, weights, features, features, 0));
      return new CartesianPredictions(
          psiDegrees(network, weights, first, features, bias),
          psiDegrees(network, weights, features, next, bias));
    }
  }

  /** The arrays belong to {@code pass} until it closes. */
  static void lend(Weights weights, NDManager pass) {
    weights.arrays().values().forEach(array -> array.tempAttach(pass));
  }

  private static double[] psiDegrees(
      CartesianNetwork network, Weights weights, NDArray references, NDArray images, double bias) {
    double[] psi = AngleReadout.psiDegrees(network.compare(weights, references, images, false));
    Arrays.setAll(psi, i -> psi[i] - bias);
    return psi;
  }
}
