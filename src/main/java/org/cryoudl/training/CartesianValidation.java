package org.cryoudl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.CartesianInput;
import org.cryoudl.network.CartesianNetwork;
import org.cryoudl.network.EngineRotation;
import org.cryoudl.network.PairAngles;
import org.cryoudl.network.Weights;

/**
 * How good the network {@code cartesian} is, in use: without truth, how well it recovers a known
 * turn between an image with noise like its own added and one with that noise taken away (the noise
 * of the two is independent); with truth, where a simulated set has it, the pair-wise error.
 */
final class CartesianValidation {

  static final String KNOWN_TURN_ERROR = "known_turn_error_degrees";

  private static final int MOST_IMAGES = 256;
  private static final int BATCH = 32;
  private static final double HALF_TURN = 180;

  private final CartesianNetwork network;
  private final CartesianImages images;
  private final NoiseSplit noise;
  private final Optional<double[]> psiDegrees;
  private final long seed;
  private final int[] chosen;

  CartesianValidation(
      CartesianNetwork network,
      CartesianImages images,
      NoiseSplit noise,
      Optional<double[]> psiDegrees,
      long seed) {
    this.network = network;
    this.images = images;
    this.noise = noise;
    this.psiDegrees = psiDegrees;
    this.seed = seed;
    int count = Math.min(MOST_IMAGES, images.size());
    this.chosen =
        IntStream.range(0, count).map(i -> (int) ((long) i * images.size() / count)).toArray();
  }

  List<Measurement> measure(Weights weights, NDManager manager) {
    List<Measurement> found = new ArrayList<>();
    try (NDManager scratch = manager.newSubManager()) {
      NDList straight = new NDList();
      double knownTurns = 0;
      for (int from = 0; from < chosen.length; from += BATCH) {
        int[] part = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + BATCH));
        // At the published size a batch leaves gigabytes behind.
        try (NDManager pass = scratch.newSubManager()) {
          weights.arrays().values().forEach(array -> array.tempAttach(pass));
          Shape shape = new Shape(part.length, images.box(), images.box());
          NDArray pictures = pass.create(images.of(part), shape);
          if (psiDegrees.isPresent()) {
            NDArray features = network.features(weights, CartesianInput.spectra(pictures), false);
            features.attach(scratch);
            straight.add(features);
          }
          knownTurns += knownTurnErrors(weights, pictures, from);
        }
      }
      weights.arrays().values().forEach(array -> array.tempAttach(scratch));
      found.add(
          new Measurement(Measurement.VALIDATION, KNOWN_TURN_ERROR, knownTurns / chosen.length));
      psiDegrees.ifPresent(
          psi ->
              found.add(
                  new Measurement(
                      Measurement.TRUTH,
                      "pairwise_error_mean_degrees",
                      pairwiseError(weights, NDArrays.concat(straight, 0), psi))));
    }
    return found;
  }

  /** Sum of the errors on a few images. */
  private double knownTurnErrors(Weights weights, NDArray pictures, int from) {
    NDManager scratch = pictures.getManager();
    int count = (int) pictures.getShape().get(0);
    float[] turns = new float[count];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = RandomKey.of(seed, "validation turns", from + i);
      turns[i] = (float) (360 * random.nextDouble());
    }
    NDArray drawn = noise.draw(scratch, count, ~seed, from);
    NDArray turned =
        EngineRotation.turn(pictures.sub(drawn), scratch.create(turns, new Shape(count, 1)));
    NDArray before = network.features(weights, CartesianInput.spectra(pictures.add(drawn)), false);
    NDArray after = network.features(weights, CartesianInput.spectra(turned), false);
    double[] found = PairAngles.psiDegrees(network.compare(weights, after, before, false));
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.abs(Angles.wrap(found[i] - turns[i], HALF_TURN));
    }
    return sum;
  }

  /** Mean error of the cyclic pairs of the chosen images, with the constant taken out. */
  private double pairwiseError(Weights weights, NDArray features, double[] psi) {
    NDArray next = NDArrays.concat(new NDList(features.get("1:"), features.get(":1")), 0);
    double[] found = PairAngles.psiDegrees(network.compare(weights, features, next, false));
    double[] own = PairAngles.psiDegrees(network.compare(weights, features, features, false));
    double bias = PairAngles.meanDegrees(own);
    double sum = 0;
    for (int i = 0; i < found.length; i++) {
      double truth = psi[chosen[(i + 1) % chosen.length]] - psi[chosen[i]];
      sum += Math.abs(Angles.wrap(found[i] - bias - truth, HALF_TURN));
    }
    return sum / found.length;
  }
}
