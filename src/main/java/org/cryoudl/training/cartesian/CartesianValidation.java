package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.cartesian.EngineRotation;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.training.agreement.Agreement;
import org.cryoudl.training.agreement.HalfAverages;
import org.cryoudl.training.agreement.SpectrumStack;
import org.cryoudl.training.agreement.StackSample;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.TrainingParticles;
import org.cryoudl.training.validation.StackValidation;

/**
 * How good the network {@code cartesian} is, in use. Without truth: how well it recovers a known
 * turn between an image with noise like its own added and one with that noise taken away (the noise
 * of the two is independent); how well two halves of the set, turned by its answers, agree; and how
 * far its answers to pairs lie from the joint average of the spectra (see {@link StackValidation}).
 * With truth, where a simulated set has it, the pair-wise error.
 */
final class CartesianValidation {

  static final String KNOWN_TURN_ERROR = "known_turn_error_degrees";

  private static final int MOST_IMAGES = 256;
  private static final int LEAST_JOINT = 4;
  private static final int BATCH = 32;
  private static final double HALF_TURN = 180;

  private final CartesianNetwork network;
  private final CartesianImages images;
  private final NoiseSplit noise;
  private final Optional<double[]> psiDegrees;
  private final SpectrumStack spectra;
  private final long seed;
  private final int[] chosen;

  /** Whether an image shows the same as the one before it, and the first as the last. */
  private final boolean[] alike;

  private final boolean oneGroup;
  private Optional<Joint> joint = Optional.empty();

  /** What the chosen images' spectra say jointly; it does not depend on the network. */
  private record Joint(float[][] transforms, double[] psiDegrees) {}

  CartesianValidation(
      CartesianNetwork network,
      CartesianImages images,
      NoiseSplit noise,
      TrainingParticles stack,
      long seed) {
    this.network = network;
    this.images = images;
    this.noise = noise;
    this.psiDegrees = stack.psiDegrees();
    this.spectra = new SpectrumStack(stack.images());
    this.seed = seed;
    int[] groups = stack.groups();
    this.oneGroup = Arrays.stream(groups).distinct().limit(2).count() < 2;
    this.chosen =
        oneGroup
            ? StackSample.places(images.size(), MOST_IMAGES)
            : IntStream.range(0, groups.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> groups[i]))
                .limit(MOST_IMAGES)
                .mapToInt(i -> i)
                .toArray();
    this.alike = new boolean[chosen.length];
    for (int i = 0; i < alike.length; i++) {
      alike[i] = groups[chosen[i]] == groups[chosen[i > 0 ? i - 1 : chosen.length - 1]];
    }
  }

  /** Whether there is one joint average, of enough images, to compare answers with. */
  boolean measuresPairs() {
    return oneGroup && chosen.length >= LEAST_JOINT && spectra.isPossible();
  }

  List<Metric> measure(Weights weights, NDManager manager) {
    List<Metric> found = new ArrayList<>();
    double knownTurns = 0;
    for (int from = 0; from < chosen.length; from += BATCH) {
      int[] part = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + BATCH));
      try (NDManager pass = manager.newSubManager()) {
        CartesianPredictions.lend(weights, pass);
        Shape shape = new Shape(part.length, images.box(), images.box());
        knownTurns += knownTurnErrors(weights, pass.create(images.of(part), shape), from);
      }
    }
    found.add(validation(KNOWN_TURN_ERROR, knownTurns / chosen.length));
    CartesianPredictions answers =
        CartesianPredictions.of(network, weights, images, chosen, manager);
    if (measuresPairs()) {
      Joint set = joint();
      double halves = spectra.halfAgreementDegrees(set.transforms(), answers.ontoFirst());
      found.add(validation(StackValidation.HALVES, halves));
      double[] expected = Agreement.differences(set.psiDegrees());
      double pairs = Agreement.pairDistance(answers.ontoPrevious(), expected);
      found.add(validation(StackValidation.PAIRS, pairs));
    }
    psiDegrees.ifPresent(
        psi -> {
          double[] truth = Arrays.stream(chosen).mapToDouble(place -> psi[place]).toArray();
          double error =
              Agreement.pairDistance(
                  ofOneGroup(answers.ontoPrevious()), ofOneGroup(Agreement.differences(truth)));
          found.add(new Metric(Metric.TRUTH, "pairwise_error_mean_degrees", error));
        });
    return found;
  }

  private double[] ofOneGroup(double[] pairs) {
    return IntStream.range(0, pairs.length)
        .filter(i -> alike[i])
        .mapToDouble(i -> pairs[i])
        .toArray();
  }

  private static Metric validation(String name, double value) {
    return new Metric(Metric.VALIDATION, name, value);
  }

  private Joint joint() {
    if (joint.isEmpty()) {
      float[][] transforms = spectra.transforms(chosen);
      HalfAverages averages = HalfAverages.inOneFrame(spectra.matcher(), transforms, chosen);
      double[] psi = new double[chosen.length];
      Arrays.setAll(psi, i -> averages.psiDegrees(spectra.matcher(), transforms[i], chosen[i]));
      joint = Optional.of(new Joint(transforms, psi));
    }
    return joint.get();
  }

  /** Sum of the errors on a few images. */
  private double knownTurnErrors(Weights weights, NDArray pictures, int from) {
    NDManager scratch = pictures.getManager();
    int count = (int) pictures.getShape().get(0);
    float[] turns = new float[count];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = KeyedRandom.of(seed, "validation turns", from + i);
      turns[i] = (float) (360 * random.nextDouble());
    }
    NDArray drawn = noise.draw(scratch, count, ~seed, from);
    NDArray turned =
        EngineRotation.turn(pictures.sub(drawn), scratch.create(turns, new Shape(count, 1)));
    NDArray before = network.features(weights, CartesianInput.spectra(pictures.add(drawn)), false);
    NDArray after = network.features(weights, CartesianInput.spectra(turned), false);
    double[] found = AngleReadout.psiDegrees(network.compare(weights, after, before, false));
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.abs(Angles.wrap(found[i] - turns[i], HALF_TURN));
    }
    return sum;
  }
}
