package org.cryoudl.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarBatch;
import org.cryoudl.network.SafetensorsFile;
import org.cryoudl.network.TensorEngine;
import org.cryoudl.network.Weights;

/**
 * The network {@code polar} in training: for each step a batch of pairs, the cross-entropy of the
 * angle curves to their targets, the gradient, clipping, AdamW, and a running average of the
 * weights, which is the model.
 */
final class PolarLearner implements Learner {

  private final TrainingConfig config;
  private final Engine engine;
  private final NDManager manager;
  private final PolarState state;
  private final PairSource source;
  private final Optional<Validation> validation;
  private final int dataSize;

  PolarLearner(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      String device,
      Optional<Checkpoint> checkpoint) {
    this.config = config;
    this.engine = TensorEngine.start();
    this.manager = engine.newBaseManager(TensorEngine.device(device));
    this.state =
        checkpoint
            .map(saved -> PolarState.of(saved, manager))
            .orElseGet(() -> PolarStart.of(config, manager));
    this.dataSize = particles.map(stack -> stack.images().size()).orElse(0);
    PolarArchitecture architecture = state.network().architecture();
    this.source = PairSource.of(config, particles, architecture);
    this.validation =
        config.validation().molecules() == 0
            ? Optional.empty()
            : Optional.of(new Validation(config.validation(), architecture, config.seed()));
  }

  @Override
  public long step() {
    return state.step();
  }

  @Override
  public int imagesPerStep() {
    return config.optimiser().layout().images();
  }

  @Override
  public int dataSize() {
    return dataSize;
  }

  @Override
  public String device() {
    return manager.getDevice().toString();
  }

  @Override
  public StepOutcome update(double learningRate) {
    TrainingBatch batch = source.batch(state.step(), this::teach);
    return TensorEngine.working(() -> learn(batch, learningRate));
  }

  private StepOutcome learn(TrainingBatch batch, double learningRate) {
    try (NDManager scratch = manager.newSubManager()) {
      // Gradients are taken with respect to copies, which die with the step.
      Weights leaves = state.weights().leaves(scratch);
      PolarArchitecture architecture = state.network().architecture();
      NDList input = batch.input().toArrays(scratch, architecture);
      NDArray targets =
          scratch.create(
              batch.targets(), new Shape(batch.layout().pairs(), architecture.angleBins()));
      long next = state.step() + 1;
      double value;
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray features = state.network().features(leaves, input.get(0), input.get(1));
        NDArray loss = CurveLoss.crossEntropy(batch.layout().curves(features), targets);
        value =
            Gradients.requireFinite(
                loss.getFloat(), "loss", next, batch.description(), learningRate);
        collector.backward(loss);
      }
      Gradients gradients = Gradients.of(leaves, scratch);
      double norm =
          Gradients.requireFinite(
              gradients.clip(config.optimiser().clipNorm()),
              "gradient's norm",
              next,
              batch.description(),
              learningRate);
      state.update(gradients, config.optimiser(), learningRate);
      return new StepOutcome(value, Map.of(), norm);
    }
  }

  @Override
  public List<Measurement> validate() {
    return validation.map(sets -> sets.measure(this::teach)).orElse(List.of());
  }

  @Override
  public String selectingMetric() {
    return Validation.GEOMETRIC_MEAN;
  }

  @Override
  public SafetensorsFile checkpoint() {
    return state.content();
  }

  @Override
  public void writeModel(Path file, SafetensorsFile checkpoint) {
    PolarState.writeModel(file, checkpoint, config.name());
  }

  /** Curves of the running average of the weights, without a gradient. */
  private float[] teach(PairLayout layout, PolarBatch batch) {
    return TensorEngine.working(() -> averageCurves(layout, batch));
  }

  private float[] averageCurves(PairLayout layout, PolarBatch batch) {
    try (NDManager scratch = manager.newSubManager()) {
      Weights average = state.average();
      average.arrays().values().forEach(array -> array.tempAttach(scratch));
      NDList input = batch.toArrays(scratch, state.network().architecture());
      return layout
          .curves(state.network().features(average, input.get(0), input.get(1)))
          .toFloatArray();
    }
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }
}
