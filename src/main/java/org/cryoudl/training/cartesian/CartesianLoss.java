package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.cartesian.EngineRotation;
import org.cryoudl.network.cartesian.JointAutoencoder;
import org.cryoudl.network.tensors.GraphScalar;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.CartesianSettings;
import org.cryoudl.training.config.TrainingMethod;
import org.cryoudl.training.optimiser.GradientStep;

/**
 * The loss of one step of unsupervised difference learning (Chen, Feng, Shen, J. Struct. Biol. 215
 * (2023) 107940): {@code f(R_a x, R_b y) - f(x, y) = a - b} for every pair, and what {@link
 * CartesianSettings} adds. An image that stands in several pairs of a batch passes the branch once;
 * all images of a step pass it together and share its batch statistics.
 */
final class CartesianLoss {

  private final CartesianSettings settings;
  private final boolean reconstructs;
  private final CartesianNetwork network;
  private final CartesianImages images;
  private final NoiseSplit noise;
  private final long seed;

  CartesianLoss(
      CartesianSettings settings,
      TrainingMethod method,
      CartesianNetwork network,
      CartesianImages images,
      NoiseSplit noise,
      long seed) {
    this.settings = settings;
    this.reconstructs = settings.reconstructs(method);
    this.network = network;
    this.images = images;
    this.noise = noise;
    this.seed = seed;
  }

  /**
   * The answers that a step knows of its pairs.
   *
   * @param term name of the loss
   * @param weight of it
   * @param degrees psi of the second image of each pair onto the first
   */
  record Known(String term, double weight, float[] degrees) {}

  /**
   * A batch's distinct images, and after them the turned copies of its {@link CartesianBatch#ends}:
   * n x N x N.
   */
  NDArray pictures(CartesianBatch batch, NDManager manager) {
    int box = images.box();
    int count = batch.images().length;
    NDArray straight = manager.create(images.of(batch.images()), new Shape(count, box, box));
    NDArray copies = straight;
    if (settings.splitNoise() > 0) {
      long first = batch.number() * 2 * settings.pairsPerStep();
      NDArray drawn = noise.draw(manager, count, seed, first);
      drawn = GraphScalar.times(drawn, settings.splitNoise());
      copies = straight.sub(drawn);
      straight = straight.add(drawn);
    }
    NDArray turns = manager.create(batch.endTurns(), new Shape(2L * batch.pairs(), 1));
    NDArray turned = EngineRotation.turn(rows(copies, batch.ends()), turns);
    return NDArrays.concat(new NDList(straight, turned), 0);
  }

  /**
   * The loss.
   *
   * @param weights what gradients are taken with respect to; running statistics are updated
   * @param pictures from {@link #pictures}
   * @param known answers of the pairs, by the joint average or by truth, if those are the target
   */
  GradientStep.Loss of(
      Weights weights, CartesianBatch batch, NDArray pictures, Optional<Known> known) {
    NDManager manager = pictures.getManager();
    NDArray spectra = CartesianInput.spectra(pictures);
    Output output = network.architecture().output();
    int count = batch.images().length;
    int pairs = batch.pairs();
    NDArray features = network.features(weights, spectra, true);
    NDArray straight = features.get(":{}", count);
    NDArray x = rows(straight, batch.first());
    NDArray y = rows(straight, batch.second());
    NDArray turnedX = features.get("{}:{}", count, count + pairs);
    NDArray turnedY = features.get("{}:", count + pairs);
    NDArray before = network.compare(weights, x, y, true);
    NDArray after = network.compare(weights, turnedX, turnedY, true);
    NDArray differences = manager.create(batch.differences(), new Shape(pairs, 1));
    Sum sum =
        new Sum(
            "difference",
            AngleLoss.ofDifference(output, after, before, differences),
            settings.difference());
    if (output == Output.DEGREES) {
      sum.add("hinge", AngleLoss.hinge(before).add(AngleLoss.hinge(after)), 1);
    }
    if (settings.ownTurn() > 0) {
      // Where the references are one image, it must not count as often as all others.
      float[] ownTurns = reconstructs ? batch.secondTurnDegrees() : batch.endTurns();
      NDArray turned = reconstructs ? turnedY : NDArrays.concat(new NDList(turnedX, turnedY), 0);
      NDArray still = reconstructs ? y : NDArrays.concat(new NDList(x, y), 0);
      NDArray own = network.compare(weights, turned, still, true);
      NDArray turns = manager.create(ownTurns, new Shape(ownTurns.length, 1));
      sum.add("own_turn", AngleLoss.ofKnown(output, own, turns), settings.ownTurn());
    }
    NDArray answers = NDArrays.concat(new NDList(before, after), 0);
    if (known.isPresent()) {
      NDArray degrees = manager.create(known.get().degrees(), new Shape(pairs, 1));
      NDArray both = NDArrays.concat(new NDList(degrees, degrees.add(differences)), 0);
      NDArray error = AngleLoss.ofKnown(output, answers, both);
      sum.add(known.get().term(), error, known.get().weight());
    }
    if (settings.photometric() > 0) {
      int[] turned = IntStream.range(count, count + 2 * pairs).toArray();
      NDArray x0 = rows(pictures, batch.first());
      NDArray y0 = rows(pictures, batch.second());
      NDArray x1 = rows(pictures, Arrays.copyOf(turned, pairs));
      NDArray y1 = rows(pictures, Arrays.copyOfRange(turned, pairs, 2 * pairs));
      NDArray error =
          PhotometricLoss.of(
              output,
              NDArrays.concat(new NDList(x0, x1), 0),
              NDArrays.concat(new NDList(y0, y1), 0),
              answers);
      sum.add("photometric", error, settings.photometric());
    }
    if (reconstructs) {
      boolean warm = batch.number() >= settings.jointWarmUpSteps();
      NDArray error =
          reconstruction(
              weights,
              rows(spectra.get(":{}", count), batch.second()),
              warm ? before : before.stopGradient());
      sum.add("joint", error, settings.jointWeight() * batch.epoch());
    }
    return new GradientStep.Loss(sum.total, sum.parts);
  }

  /** Adds up the weighted terms of a step. */
  private static final class Sum {

    private final Map<String, NDArray> parts = new LinkedHashMap<>();
    private NDArray total;

    Sum(String name, NDArray part, double weight) {
      parts.put(name, part);
      total = GraphScalar.times(part, weight);
    }

    void add(String name, NDArray part, double weight) {
      parts.put(name, part);
      total = total.add(GraphScalar.times(part, weight));
    }
  }

  /** Mean squared error of the autoencoder on spectra turned by the answers. */
  private NDArray reconstruction(Weights weights, NDArray spectra, NDArray answers) {
    Output output = network.architecture().output();
    NDArray turned = AngleLoss.turnedBack(output, spectra.squeeze(1), answers).expandDims(1);
    return JointAutoencoder.reconstruct(weights, turned, true).sub(turned).square().mean();
  }

  /** Some entries along the first axis. */
  private static NDArray rows(NDArray array, int[] rows) {
    return array.get(array.getManager().create(rows));
  }
}
