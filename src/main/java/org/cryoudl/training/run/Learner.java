package org.cryoudl.training.run;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * A network in training with all that belongs to it: weights, losses, optimiser, data. {@code
 * TrainingLoop} drives it and knows no more about it than this. Random numbers are keyed by step,
 * so that a checkpoint needs no state of theirs.
 */
public interface Learner extends AutoCloseable {

  /** Number of updates done. */
  long step();

  /** Images that one update looks at. */
  int imagesPerStep();

  /** Images that training goes through again and again; 0 where they never end. */
  int dataSize();

  /** The device, for the log. */
  ComputeDevice device();

  /**
   * One update.
   *
   * @param learningRate its step size
   * @throws org.cryoudl.failure.DataException if a loss or the gradient is not finite; then nothing
   *     was changed
   */
  StepOutcome update(double learningRate);

  /** Measures progress on pairs that no update sees, or without truth; may have nothing to say. */
  List<Metric> validate();

  /** The metric of {@link #validate} by which the best state is chosen, the smaller the better. */
  String selectingMetric();

  /** Everything that is needed to go on from here. */
  SafetensorsFile checkpoint();

  /**
   * Writes a model file.
   *
   * @param file where to
   * @param checkpoint the state it is taken from, this run's own
   */
  void writeModel(Path file, SafetensorsFile checkpoint);

  @Override
  void close();
}
