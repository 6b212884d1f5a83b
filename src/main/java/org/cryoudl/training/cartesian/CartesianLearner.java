package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.CartesianSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.GradientStep;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.StepOutcome;
import org.cryoudl.training.run.TrainingParticles;
import org.cryoudl.training.validation.StackValidation;

/**
 * The network {@code cartesian} in training: for each step a batch of pairs, {@link CartesianLoss},
 * its gradient, and Adam.
 */
public final class CartesianLearner implements Learner {

  private final TrainingConfig config;
  private final CartesianSettings settings;
  private final NDManager manager;
  private final CartesianState state;
  private final CartesianImages images;
  private final CartesianPairs pairs;
  private final BatchNormRecalibration statistics;
  private final CartesianLoss loss;
  private final Optional<JointSpectra> joint;
  private final CartesianValidation validation;

  /** Where they are learned from, and only there. */
  private final Optional<double[]> trueDegrees;

  public CartesianLearner(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      ComputeDevice device,
      Optional<Checkpoint> checkpoint) {
    this.config = config;
    this.settings = Objects.requireNonNull(config.cartesian());
    TrainingParticles stack =
        particles.orElseThrow(() -> new IllegalArgumentException("the stack was not opened"));
    this.trueDegrees = settings.supervised() > 0 ? stack.psiDegrees() : Optional.empty();
    this.pairs =
        new CartesianPairs(
            stack.groups(),
            !settings.reconstructs(config.method()),
            settings.pairsPerStep(),
            config.seed());
    this.manager = TensorEngine.start().newBaseManager(TensorEngine.device(device));
    this.state =
        checkpoint
            .map(saved -> CartesianState.of(saved, config, manager))
            .orElseGet(() -> CartesianState.starting(config, manager));
    this.images = new CartesianImages(stack.images(), state.network().architecture().inputPixels());
    this.statistics = new BatchNormRecalibration(state.network(), images);
    NoiseSplit noise = NoiseSplit.of(images);
    this.loss =
        new CartesianLoss(settings, config.method(), state.network(), images, noise, config.seed());
    this.joint =
        settings.averages(config.method())
            ? Optional.of(
                new JointSpectra(
                    stack.images(), Objects.requireNonNull(config.joint()), checkpoint))
            : Optional.empty();
    this.validation = new CartesianValidation(state.network(), images, noise, stack, config.seed());
  }

  @Override
  public long step() {
    return state.optimiser().step();
  }

  /** Pairs: an epoch has as many as images. */
  @Override
  public int imagesPerStep() {
    return settings.pairsPerStep();
  }

  @Override
  public int dataSize() {
    return pairs.count();
  }

  @Override
  public ComputeDevice device() {
    return TensorEngine.named(manager.getDevice());
  }

  @Override
  public StepOutcome update(double learningRate) {
    CartesianBatch batch = pairs.batch(state.optimiser().step());
    return TensorEngine.workingAlone(() -> learn(batch, learningRate));
  }

  private StepOutcome learn(CartesianBatch batch, double learningRate) {
    try (NDManager scratch = manager.newSubManager()) {
      NDArray pictures = loss.pictures(batch, scratch);
      Optional<CartesianLoss.Known> known = known(batch);
      GradientStep step =
          GradientStep.of(
              state.optimiser(),
              leaves -> loss.of(leaves, batch, pictures, known),
              config.optimiser(),
              batch.description(),
              learningRate,
              scratch);
      state.update(step, config.optimiser(), learningRate);
      return step.outcome();
    }
  }

  private Optional<CartesianLoss.Known> known(CartesianBatch batch) {
    if (settings.supervised() > 0) {
      double[] psi = trueDegrees.orElseThrow();
      float[] degrees = new float[batch.pairs()];
      for (int i = 0; i < degrees.length; i++) {
        double first = psi[batch.images()[batch.first()[i]]];
        degrees[i] = (float) (psi[batch.images()[batch.second()[i]]] - first);
      }
      return Optional.of(new CartesianLoss.Known("supervised", settings.supervised(), degrees));
    }
    return joint.map(
        targets -> {
          targets.prepare(state.optimiser().step(), this::settledAnswers);
          return new CartesianLoss.Known("joint", settings.jointWeight(), targets.degrees(batch));
        });
  }

  private double[] settledAnswers(int[] places) {
    try (NDManager scratch = manager.newSubManager()) {
      Weights settled = statistics.of(state.optimiser().weights(), scratch);
      return CartesianPredictions.of(state.network(), settled, images, places, scratch).ontoFirst();
    }
  }

  @Override
  public List<Metric> validate() {
    return TensorEngine.workingAlone(
        () -> {
          try (NDManager scratch = manager.newSubManager()) {
            return validation.measure(statistics.of(state.optimiser().weights(), scratch), scratch);
          }
        });
  }

  @Override
  public String selectingMetric() {
    // Agreement with the average is not sought with noise added, which known turns are found with.
    return joint.isPresent() && validation.measuresPairs()
        ? StackValidation.PAIRS
        : CartesianValidation.KNOWN_TURN_ERROR;
  }

  @Override
  public SafetensorsFile checkpoint() {
    return state.content(joint.map(JointSpectra::state).orElseGet(Map::of));
  }

  @Override
  public void writeModel(Path file, SafetensorsFile checkpoint) {
    try (NDManager scratch = manager.newSubManager()) {
      CartesianState kept = CartesianState.of(new Checkpoint(file, checkpoint), config, scratch);
      kept.writeModel(file, statistics.of(kept.optimiser().weights(), scratch), config.name());
    }
  }

  CartesianState state() {
    return state;
  }

  /** Number of arrays that outlive a step. */
  int managedArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
