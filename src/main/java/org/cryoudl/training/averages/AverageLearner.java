package org.cryoudl.training.averages;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.prior.PriorNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.training.config.AverageSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.optimiser.AveragedState;
import org.cryoudl.training.optimiser.GradientStep;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.StepOutcome;

/**
 * The network {@code prior} in training. The loss is the squared error of the estimate, its samples
 * weighted by how precisely particles know them, as a share of the error that is expected of the
 * Wiener filter: half of it is what a particle of the class would lose in log likelihood.
 */
public final class AverageLearner implements Learner {

  private static final String SELECTING = "error_against_wiener";

  /** Batches of the validation, which no update sees. */
  private static final int VALIDATION_BATCHES = 8;

  private static final long VALIDATION_SEED = 0x5eedL;

  private final TrainingConfig config;
  private final AverageSettings settings;
  private final NDManager manager;
  private final PolarPictures transforms;
  private final AveragedState<PriorNetwork> state;

  public AverageLearner(
      TrainingConfig config, ComputeDevice device, Optional<Checkpoint> checkpoint) {
    this.config = config;
    this.settings = Objects.requireNonNull(config.averages());
    this.manager = TensorEngine.start().newBaseManager(TensorEngine.device(device));
    this.transforms = new PolarPictures(manager);
    this.state = AverageInitialisation.of(config, checkpoint, manager);
  }

  @Override
  public long step() {
    return state.optimiser().step();
  }

  @Override
  public int imagesPerStep() {
    return config.optimiser().particlesPerStep() * config.optimiser().views();
  }

  @Override
  public int dataSize() {
    return 0;
  }

  @Override
  public ComputeDevice device() {
    return TensorEngine.named(manager.getDevice());
  }

  @Override
  public StepOutcome update(double learningRate) {
    return TensorEngine.workingAlone(
        () -> {
          try (NDManager scratch = manager.newSubManager()) {
            AverageBatch batch = batch(config.seed(), step(), scratch);
            GradientStep step =
                GradientStep.of(
                    state.optimiser(),
                    leaves -> new GradientStep.Loss(loss(leaves, batch), Map.of()),
                    config.optimiser(),
                    "invented averages",
                    learningRate,
                    scratch);
            state.update(step.gradients(), config.optimiser(), learningRate);
            return step.outcome();
          }
        });
  }

  private AverageBatch batch(long seed, long index, NDManager scratch) {
    return AverageBatch.draw(
        settings,
        config.optimiser().particlesPerStep(),
        config.optimiser().views(),
        seed,
        index,
        transforms,
        scratch);
  }

  private NDArray loss(Weights weights, AverageBatch batch) {
    NDArray pictures = batch.noisy().get(0);
    long count = pictures.getShape().get(0);
    NDArray correction =
        transforms.masked(
            state
                .network()
                .correction(weights, pictures, batch.noisy().get(1))
                .reshape(count, PolarPictures.PIXELS));
    return errors(batch, correction).mean();
  }

  /** Weighted squared errors, one a picture. */
  private NDArray errors(AverageBatch batch, NDArray correction) {
    NDArray pictures = batch.noisy().get(0);
    long count = pictures.getShape().get(0);
    NDArray wiener = pictures.get(":, 0").reshape(count, PolarPictures.PIXELS);
    NDArray samples = transforms.samples(wiener.add(correction).sub(batch.clean()));
    return samples.square().mul(batch.precision()).sum(new int[] {1});
  }

  @Override
  public List<Metric> validate() {
    return TensorEngine.workingAlone(
        () -> {
          double network = 0;
          double wiener = 0;
          for (int b = 0; b < VALIDATION_BATCHES; b++) {
            try (NDManager scratch = manager.newSubManager()) {
              Weights average = state.average();
              average.arrays().values().forEach(array -> array.tempAttach(scratch));
              AverageBatch batch = batch(VALIDATION_SEED, b, scratch);
              network += loss(average, batch).getFloat() / VALIDATION_BATCHES;
              wiener +=
                  errors(batch, batch.clean().zerosLike()).mean().getFloat() / VALIDATION_BATCHES;
            }
          }
          return List.of(
              new Metric(Metric.VALIDATION, SELECTING, network / wiener),
              new Metric(Metric.VALIDATION, "wiener_error_against_expected", wiener));
        });
  }

  @Override
  public String selectingMetric() {
    return SELECTING;
  }

  @Override
  public SafetensorsFile checkpoint() {
    return state.content(Map.of());
  }

  @Override
  public void writeModel(Path file, SafetensorsFile checkpoint) {
    state.writeModel(file, checkpoint, config.name());
  }

  @Override
  public void close() {
    manager.close();
  }
}
