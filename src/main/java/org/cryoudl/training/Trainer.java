package org.cryoudl.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.ModelFile;
import org.cryoudl.network.PolarBatch;
import org.cryoudl.network.TensorEngine;
import org.cryoudl.network.Weights;
import org.cryoudl.progress.Progress;

/**
 * Trains the network {@code polar}: for each step a batch of pairs, the cross-entropy of the angle
 * curves to their targets, the gradient, clipping, AdamW, and a running average of the weights,
 * which is the model.
 */
public final class Trainer implements AutoCloseable {

  /** Steps between two training losses in the log. */
  private static final int LOG_EVERY = 10;

  /** The metric that decides which checkpoint is the best: sets count alike, hard or easy. */
  private static final String SELECTING_METRIC = "pairwise_error_geometric_mean_degrees";

  private final TrainingConfig config;
  private final TrainingRun run;
  private final Progress progress;
  private final Engine engine;
  private final NDManager manager;
  private final TrainingState state;
  private final PairSource source;
  private final Optional<Validation> validation;
  private final int dataSize;

  /**
   * A trainer ready to go, from the run's newest checkpoint if it has one.
   *
   * @param particles the stack to train on, if the configuration names one
   * @param device {@code auto}, {@code cpu} or {@code cuda:N}
   */
  public Trainer(
      TrainingConfig config,
      TrainingRun run,
      Optional<TrainingParticles> particles,
      String device,
      Progress progress) {
    this.config = config;
    this.run = run;
    this.progress = progress;
    this.engine = TensorEngine.start();
    this.manager = engine.newBaseManager(TensorEngine.device(device));
    this.state =
        run.latestCheckpoint()
            .map(file -> TrainingState.read(file, manager))
            .orElseGet(() -> StartingWeights.of(config, manager));
    run.rewindMetrics(state.step());
    run.log("training from step " + state.step() + " on " + manager.getDevice());
    this.dataSize = particles.map(stack -> stack.images().size()).orElse(0);
    var architecture = state.network().architecture();
    this.source = PairSource.of(config, particles, architecture);
    this.validation =
        config.validation().molecules() == 0
            ? Optional.empty()
            : Optional.of(new Validation(config.validation(), architecture, config.seed()));
  }

  /** Trains to the last step and writes the model. */
  public void run() {
    long last = config.optimiser().steps();
    try (Progress.Stage stage = progress.start("training", last)) {
      stage.advance(state.step());
      while (state.step() < last) {
        double loss = step();
        stage.advance(1);
        stage.note(String.format(Locale.ROOT, "loss %.3f", loss));
        if (state.step() % LOG_EVERY == 0) {
          metric("train", "loss", loss);
        }
        if (state.step() % config.validation().everySteps() == 0 || state.step() == last) {
          validate();
        }
        if (state.step() % config.checkpointEverySteps() == 0 || state.step() == last) {
          run.saveCheckpoint(state, config.checkpointsKept());
        }
      }
    }
    ModelFile.write(
        run.modelFile(),
        state.network(),
        state.average(),
        Map.of(ModelFile.NAME, config.name(), "steps", Long.toString(state.step())));
    run.log("finished: " + run.modelFile().getFileName());
  }

  /** One update; returns the loss before it. */
  double step() {
    TrainingBatch batch = source.batch(state.step(), this::teach);
    return TensorEngine.working(() -> learn(batch));
  }

  private double learn(TrainingBatch batch) {
    try (NDManager scratch = manager.newSubManager()) {
      // Gradients are taken with respect to copies, which die with the step.
      Weights leaves = state.weights().leaves(scratch);
      NDList input = batch.input().toArrays(scratch, state.network().architecture());
      int bins = state.network().architecture().angleBins();
      NDArray targets = scratch.create(batch.targets(), new Shape(batch.layout().pairs(), bins));
      double value;
      try (GradientCollector collector = engine.newGradientCollector()) {
        NDArray features = state.network().features(leaves, input.get(0), input.get(1));
        NDArray loss = CurveLoss.crossEntropy(batch.layout().curves(features), targets);
        value = loss.getFloat();
        requireFinite(value, "loss", batch);
        collector.backward(loss);
      }
      Map<String, NDArray> gradients = gradients(leaves, scratch);
      double norm = CurveLoss.clip(gradients, config.optimiser().clipNorm());
      requireFinite(norm, "gradient's norm", batch);
      state.update(gradients, config.optimiser());
      return value;
    }
  }

  private static Map<String, NDArray> gradients(Weights leaves, NDManager scratch) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    leaves
        .arrays()
        .forEach(
            (name, leaf) -> {
              NDArray gradient = leaf.getGradient();
              gradient.attach(scratch);
              gradients.put(name, gradient);
            });
    return gradients;
  }

  private void requireFinite(double value, String what, TrainingBatch batch) {
    if (!Double.isFinite(value)) {
      throw new DataException(
          "training stopped: the %s is %s at step %d (%s); look at these, or lower learning_rate %s"
              .formatted(
                  what,
                  value,
                  state.step() + 1,
                  batch.description(),
                  config.optimiser().learningRate()));
    }
  }

  private void validate() {
    if (validation.isEmpty()) {
      return;
    }
    Validation.Outcome outcome = validation.get().measure(this::teach);
    boolean best = outcome.geometricMean() < run.smallest(SELECTING_METRIC);
    metric("validation", "pairwise_error_mean_degrees", outcome.mean());
    metric("validation", "pairwise_error_median_degrees", outcome.median());
    metric("validation", SELECTING_METRIC, outcome.geometricMean());
    if (best) {
      run.saveBest(state);
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "step %d: pair-wise error on simulated sets: mean %.2f, median %.2f, geometric mean %.3f"
                + " degrees",
            state.step(),
            outcome.mean(),
            outcome.median(),
            outcome.geometricMean());
    run.log(sentence);
    progress.detail(sentence);
  }

  private void metric(String split, String name, double value) {
    double images = (double) state.step() * config.optimiser().layout().images();
    run.metric(state.step(), dataSize == 0 ? 0 : images / dataSize, split, name, value);
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

  TrainingState state() {
    return state;
  }

  NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }
}
