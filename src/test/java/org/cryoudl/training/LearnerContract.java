package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.testing.TurnedStack;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Learner;
import org.cryoudl.training.run.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every network in training must do. */
abstract class LearnerContract {

  static final TurnedStack STACK = new TurnedStack(16, 32, 0.3);

  private static final double RATE = 0.01;

  /** Of losses; what is summed in another order differs less. */
  private static final double SAME = 1e-5;

  @TempDir Path folder;

  /** Starts a learner, or goes on from a checkpoint. */
  abstract Learner open(long seed, Optional<Checkpoint> checkpoint);

  private static double[] losses(Learner learner, int steps) {
    double[] losses = new double[steps];
    for (int i = 0; i < steps; i++) {
      losses[i] = learner.update(RATE).loss();
    }
    return losses;
  }

  private static void assertSame(double[] expected, double[] found) {
    String both = Arrays.toString(expected) + " and " + Arrays.toString(found);
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], SAME * Math.abs(expected[i]), both);
    }
  }

  @Test
  void theSameSeedGivesTheSameSteps() {
    double[] first;
    try (Learner learner = open(3, Optional.empty())) {
      first = losses(learner, 3);
    }
    try (Learner learner = open(3, Optional.empty())) {
      assertSame(first, losses(learner, 3));
    }
    try (Learner learner = open(4, Optional.empty())) {
      double[] other = losses(learner, 3);
      assertTrue(Math.abs(other[0] - first[0]) > SAME * Math.abs(first[0]), "the seed has no part");
    }
  }

  @Test
  void aResumedRunGoesOnAsAnUninterruptedOne() {
    Path file = folder.resolve("half.safetensors");
    double[] whole;
    SafetensorsFile end;
    try (Learner learner = open(3, Optional.empty())) {
      assertEquals(0, learner.step());
      losses(learner, 2);
      assertEquals(2, learner.step());
      learner.checkpoint().write(file);
      whole = losses(learner, 3);
      end = learner.checkpoint();
    }
    try (Learner learner = open(3, Optional.of(Checkpoint.read(file)))) {
      assertEquals(2, learner.step());
      assertSame(whole, losses(learner, 3));
      SafetensorsFile resumed = learner.checkpoint();
      assertEquals(end.metadata(), resumed.metadata());
      assertEquals(end.tensors().keySet(), resumed.tensors().keySet());
      end.tensors()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      tensor.values(), resumed.tensors().get(name).values(), 1e-4f, name));
    }
  }

  /** Weights so large that the loss overflows. */
  @Test
  void aLossThatIsNotFiniteIsRefusedAndChangesNothing() {
    SafetensorsFile sound;
    try (Learner learner = open(3, Optional.empty())) {
      losses(learner, 1);
      sound = learner.checkpoint();
    }
    Map<String, SafetensorsFile.Tensor> large = new LinkedHashMap<>();
    sound
        .tensors()
        .forEach(
            (name, tensor) -> {
              float[] values = new float[tensor.values().length];
              for (int i = 0; i < values.length; i++) {
                values[i] = i % 2 == 0 ? 3e38f : -3e38f;
              }
              large.put(name, new SafetensorsFile.Tensor(tensor.shape(), values));
            });
    Checkpoint poor = new Checkpoint(Path.of("poor"), new SafetensorsFile(sound.metadata(), large));
    try (Learner learner = open(3, Optional.of(poor))) {
      SafetensorsFile before = learner.checkpoint();
      DataException refused = assertThrows(DataException.class, () -> learner.update(RATE));
      assertTrue(refused.getMessage().contains("step 2"), refused.getMessage());
      assertEquals(1, learner.step());
      SafetensorsFile after = learner.checkpoint();
      assertEquals(before.metadata(), after.metadata());
      before
          .tensors()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(tensor.values(), after.tensors().get(name).values(), name));
    }
  }

  @Test
  void theBestStateIsChosenByWhatIsMeasured() {
    try (Learner learner = open(3, Optional.empty())) {
      List<Metric> found = learner.validate();
      assertTrue(
          found.stream()
              .anyMatch(
                  metric ->
                      metric.name().equals(learner.selectingMetric())
                          && Double.isFinite(metric.value())),
          learner.selectingMetric() + " is not among " + found);
      assertTrue(learner.imagesPerStep() > 0);
      assertEquals(0, learner.step(), "to measure is no step");
    }
  }

  /** A model file holds the state of the checkpoint, not that of the moment. */
  @Test
  void theModelOfACheckpointIsLoadedAsAnAngleModel() {
    Path early = folder.resolve("early.safetensors");
    Path late = folder.resolve("late.safetensors");
    try (Learner learner = open(3, Optional.empty())) {
      losses(learner, 1);
      SafetensorsFile kept = learner.checkpoint();
      learner.writeModel(early, kept);
      losses(learner, 2);
      learner.writeModel(late, kept);
    }
    float[][] images = {STACK.read(0).pixels(), STACK.read(1).pixels()};
    try (AngleModel first = AngleModel.load(early, ComputeDevice.CPU);
        AngleModel second = AngleModel.load(late, ComputeDevice.CPU)) {
      float[][] prepared = first.prepared(images, STACK.box());
      assertArrayEquals(prepared, second.prepared(images, STACK.box()));
      Match[] matches = first.compare(prepared, prepared, 0);
      assertTrue(Double.isFinite(matches[0].psiDegrees()));
    }
  }
}
