package org.cryoudl.training.polar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.optimiser.AveragedState;
import org.cryoudl.training.optimiser.GradientStep;
import org.cryoudl.training.pairs.PairLayout;
import org.cryoudl.training.pairs.PairSource;
import org.cryoudl.training.pairs.Teacher;
import org.cryoudl.training.pairs.TrainingBatch;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.StepOutcome;
import org.cryoudl.training.run.TrainingParticles;
import org.cryoudl.training.validation.MoleculeValidation;
import org.cryoudl.training.validation.StackValidation;

/**
 * The network {@code polar} in training: for each step a batch of pairs, the cross-entropy of the
 * angle curves to their targets, the gradient, clipping, AdamW, and a running average of the
 * weights, which is the model.
 */
public final class PolarLearner implements Learner, Teacher {

  private final TrainingConfig config;
  private final ComputeDevice device;
  private final NDManager manager;
  private final AveragedState<PolarNetwork> state;
  private final PairSource source;
  private final FeatureMatcher matcher;
  private final Optional<MoleculeValidation> molecules;
  private final Optional<StackValidation> stack;
  private final int dataSize;

  public PolarLearner(
      TrainingConfig config,
      Optional<TrainingParticles> particles,
      ComputeDevice device,
      Optional<Checkpoint> checkpoint) {
    this.config = config;
    this.device = device;
    this.manager = TensorEngine.start().newBaseManager(TensorEngine.device(device));
    this.state = PolarInitialisation.of(config, checkpoint, manager);
    this.dataSize = particles.map(stack -> stack.images().size()).orElse(0);
    this.matcher = new FeatureMatcher(architecture().featureRows(), architecture().angleBins());
    this.source = PairSource.of(config, particles, this, checkpoint);
    ValidationSettings validation = config.validation();
    this.molecules =
        validation.molecules() == 0
            ? Optional.empty()
            : Optional.of(new MoleculeValidation(validation, architecture(), config.seed()));
    this.stack =
        particles
            .filter(data -> Math.min(validation.particles(), data.images().size()) >= 4)
            .map(
                data ->
                    new StackValidation(data.images(), data.psiDegrees(), validation.particles()));
  }

  @Override
  public long step() {
    return state.optimiser().step();
  }

  @Override
  public int imagesPerStep() {
    return PairLayout.of(config.optimiser()).images();
  }

  @Override
  public int dataSize() {
    return dataSize;
  }

  @Override
  public ComputeDevice device() {
    return TensorEngine.named(manager.getDevice());
  }

  @Override
  public StepOutcome update(double learningRate) {
    TrainingBatch batch = source.batch(state.optimiser().step());
    return TensorEngine.workingAlone(() -> learn(batch, learningRate));
  }

  private StepOutcome learn(TrainingBatch batch, double learningRate) {
    try (NDManager scratch = manager.newSubManager()) {
      NDList input = batch.input().toArrays(scratch, architecture());
      NDArray targets =
          scratch.create(
              batch.targets(), new Shape(batch.layout().pairs(), architecture().angleBins()));
      GradientStep step =
          GradientStep.of(
              state.optimiser(),
              leaves -> loss(leaves, batch.layout(), input, targets),
              config.optimiser(),
              batch.description(),
              learningRate,
              scratch);
      state.update(step.gradients(), config.optimiser(), learningRate);
      return step.outcome();
    }
  }

  private GradientStep.Loss loss(
      Weights weights, PairLayout layout, NDList input, NDArray targets) {
    NDArray features = state.network().features(weights, input.get(0), input.get(1));
    return new GradientStep.Loss(
        CurveLoss.crossEntropy(layout.curves(features), targets), Map.of());
  }

  @Override
  public List<Metric> validate() {
    List<Metric> outcome = new ArrayList<>();
    stack.ifPresent(images -> outcome.addAll(images.measure(this)));
    molecules.ifPresent(sets -> outcome.addAll(sets.measure(this::curves)));
    return outcome;
  }

  @Override
  public String selectingMetric() {
    return stack.isPresent() ? StackValidation.PAIRS : MoleculeValidation.GEOMETRIC_MEAN;
  }

  @Override
  public SafetensorsFile checkpoint() {
    return state.content(source.state());
  }

  @Override
  public void writeModel(Path file, SafetensorsFile checkpoint) {
    state.writeModel(file, checkpoint, config.name());
  }

  @Override
  public FeatureMatcher matcher() {
    return matcher;
  }

  @Override
  public PolarArchitecture architecture() {
    return state.network().architecture();
  }

  @Override
  public Snapshot snapshot() {
    return new PolarSnapshot(state.network(), state.average(), device, matcher);
  }

  @Override
  public Snapshot snapshot(Checkpoint checkpoint) {
    try (NDManager scratch = manager.newSubManager()) {
      Weights weights = checkpoint.weights(state.network().shapes(), scratch, PolarSnapshot.PREFIX);
      return new PolarSnapshot(state.network(), weights, device, matcher);
    }
  }

  @Override
  public float[] curves(PairLayout layout, PolarBatch batch) {
    return TensorEngine.workingAlone(() -> averageCurves(layout, batch));
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

  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    source.close();
    manager.close();
  }
}
