package org.cryoudl.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.progress.Progress;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.config.TrainingConfig.FinalModel;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.ProcessMemory;
import org.cryoudl.training.run.StepOutcome;
import org.cryoudl.training.run.TrainingParticles;
import org.cryoudl.training.run.TrainingRun;

/**
 * Drives a {@link Learner} from its first step, or from a run's newest checkpoint, to its last:
 * learning rate, progress line, metrics, validation, checkpoints, the best state, early stop, and
 * the model at the end.
 */
public final class TrainingLoop implements AutoCloseable {

  private final TrainingConfig config;
  private final TrainingRun run;
  private final Progress progress;
  private final Learner learner;
  private final Optional<TrainingParticles> particles;
  private long intervalStart = System.nanoTime();
  private long intervalSteps;

  /**
   * A loop ready to go, from the run's newest complete checkpoint if it has one.
   *
   * @param particles the stack to train on, if the configuration names one
   * @param device where the network runs; one device is used, however many there are
   */
  public TrainingLoop(
      TrainingConfig config,
      TrainingRun run,
      Optional<TrainingParticles> particles,
      ComputeDevice device,
      Progress progress) {
    this.config = config;
    this.run = run;
    this.progress = progress;
    this.particles = particles;
    Optional<Checkpoint> checkpoint = run.latestCheckpoint(this::warn);
    this.learner = Learners.of(config, particles, device, checkpoint);
    run.rewindMetrics(learner.step());
    run.log("training from step " + learner.step() + " on " + learner.device());
  }

  /**
   * Trains to the end and writes the model.
   *
   * @throws org.cryoudl.failure.DataException if the particles' files have changed; what was learnt
   *     before that is kept
   */
  public void run() {
    long last = config.optimiser().steps();
    if (learner.step() == 0 && selected().isEmpty()) {
      validate();
    }
    boolean stopped = outOfPatience();
    try (Progress.Stage stage = progress.start("training", last)) {
      stage.advance(learner.step());
      while (learner.step() < last && !stopped) {
        step(stage);
        boolean end = learner.step() == last;
        if (end || learner.step() % config.validation().everySteps() == 0) {
          validate();
          stopped = outOfPatience();
        }
        if (end || stopped || learner.step() % config.checkpointEverySteps() == 0) {
          particles.ifPresent(TrainingParticles::requireUnchanged);
          run.saveCheckpoint(learner.step(), learner.checkpoint(), config.checkpointsKept());
          draw();
        }
      }
    }
    learner.writeModel(run.modelFile(), finalState());
    run.log("finished: " + run.modelFile().getFileName());
  }

  private SafetensorsFile finalState() {
    if (config.finalModel() == FinalModel.BEST) {
      Optional<Checkpoint> best = run.best();
      best.ifPresent(state -> run.log("the model is that of step " + state.step() + ", the best"));
      return best.map(Checkpoint::content).orElseGet(learner::checkpoint);
    }
    return learner.checkpoint();
  }

  /** One update, its place in the progress line and, now and then, its figures in the metrics. */
  private void step(Progress.Stage stage) {
    double learningRate = config.optimiser().learningRateAt(learner.step());
    StepOutcome outcome = learner.update(learningRate);
    intervalSteps++;
    stage.advance(1);
    if (learner.step() % config.logEverySteps() != 0) {
      return;
    }
    double seconds = (System.nanoTime() - intervalStart) / 1e9;
    double imagesPerSecond = intervalSteps * learner.imagesPerStep() / Math.max(seconds, 1e-9);
    intervalStart = System.nanoTime();
    intervalSteps = 0;
    OptionalLong memory = ProcessMemory.processMib();
    train("loss", outcome.loss());
    outcome.terms().forEach((name, value) -> train("loss_" + name, value));
    train("gradient_norm", outcome.gradientNorm());
    train("learning_rate", learningRate);
    train("images_per_second", imagesPerSecond);
    train("heap_mib", ProcessMemory.heapMib());
    memory.ifPresent(mib -> train("process_mib", mib));
    stage.note(note(outcome, learningRate, imagesPerSecond, memory));
  }

  private static String note(
      StepOutcome outcome, double learningRate, double imagesPerSecond, OptionalLong memory) {
    String terms =
        outcome.terms().entrySet().stream()
            .map(term -> String.format(Locale.ROOT, "%s %.3f", term.getKey(), term.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "loss %.3f%s, rate %.1e, %.0f images/s, heap %d MiB%s",
        outcome.loss(),
        terms.isEmpty() ? "" : " (" + terms + ")",
        learningRate,
        imagesPerSecond,
        ProcessMemory.heapMib(),
        memory.isPresent() ? " of " + memory.getAsLong() : "");
  }

  private void validate() {
    List<Metric> outcome = learner.validate();
    if (outcome.isEmpty()) {
      return;
    }
    outcome.forEach(this::metric);
    String sentence = "step " + learner.step() + ": " + sentence(outcome);
    run.log(sentence);
    progress.detail(sentence);
    if (validationsSinceBest() == 0) {
      particles.ifPresent(TrainingParticles::requireUnchanged);
      run.saveBest(learner.checkpoint());
    }
    intervalStart = System.nanoTime();
    intervalSteps = 0;
  }

  private boolean outOfPatience() {
    int patience = config.validation().patience();
    boolean out = patience > 0 && validationsSinceBest() >= patience;
    if (out) {
      String sentence =
          String.format(
              Locale.ROOT,
              "training stops early: %d measurements without a better %s",
              patience,
              learner.selectingMetric().replace('_', ' '));
      run.log(sentence);
      progress.detail(sentence);
    }
    return out;
  }

  private int validationsSinceBest() {
    List<Double> values = selected();
    return values.size() - 1 - indexOfSmallest(values);
  }

  private List<Double> selected() {
    return run.values(Metric.VALIDATION, learner.selectingMetric());
  }

  /** Curves are for people: a system that cannot draw them still trains. */
  private void draw() {
    try {
      run.drawCurves();
    } catch (EnvironmentException e) {
      warn("the curves of this run were not drawn: " + e.getMessage());
    }
  }

  /** The first of the smallest. */
  private static int indexOfSmallest(List<Double> values) {
    int best = -1;
    for (int i = 0; i < values.size(); i++) {
      if (best < 0 || values.get(i) < values.get(best)) {
        best = i;
      }
    }
    return best;
  }

  private static String sentence(List<Metric> measurements) {
    return measurements.stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s%s %.3f",
                    one.split().equals(Metric.TRUTH) ? "(truth, unused) " : "",
                    one.name().replace('_', ' '),
                    one.value()))
        .collect(Collectors.joining(", "));
  }

  private void train(String name, double value) {
    metric(new Metric(Metric.TRAIN, name, value));
  }

  private void metric(Metric measurement) {
    double images = (double) learner.step() * learner.imagesPerStep();
    double epoch = learner.dataSize() == 0 ? 0 : images / learner.dataSize();
    run.metric(learner.step(), epoch, measurement);
  }

  private void warn(String sentence) {
    run.log("warning: " + sentence);
    progress.warn(sentence);
  }

  @Override
  public void close() {
    learner.close();
  }
}
