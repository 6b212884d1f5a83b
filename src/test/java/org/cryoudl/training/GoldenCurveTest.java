package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.training.config.JointSettings;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.ParticleSettings;
import org.cryoudl.training.config.ScheduleSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.config.TrainingMethod;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.polar.PolarLearner;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.TrainingParticles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fifty steps on a tiny simulated set follow the stored losses. The tolerance, 0.01 on losses of 1
 * to 6, is a choice: it leaves room for sums that are taken in another order, as other processors
 * may do. Other machines than the one that stored the losses were not tried.
 */
class GoldenCurveTest {

  private static final int STEPS = 50;
  private static final double TOLERANCE = 0.01;
  private static final int SIZE = 40;
  private static final double TURN = 61.7;

  /**
   * Weights that know a little, for a teacher that knows nothing teaches nothing: what sixty
   * supervised steps on this set gave.
   */
  private static final String START = "src/test/resources/golden/polar-start.safetensors";

  @ParameterizedTest
  @EnumSource(
      value = TrainingMethod.class,
      names = {"UDL", "JUDL"})
  void lossesAreTheStoredOnes(TrainingMethod method) throws IOException {
    TrainingConfig config = config(method);
    Optional<TrainingParticles> stack =
        Optional.of(new TrainingParticles(new Stack(SIZE), Optional.empty()));
    List<Double> losses;
    try (PolarLearner learner =
        new PolarLearner(config, stack, ComputeDevice.CPU, Optional.empty())) {
      losses = losses(learner, config, STEPS);
    }
    List<Double> golden = golden("polar-" + method.name().toLowerCase(Locale.ROOT) + ".txt");
    assertEquals(STEPS, golden.size(), losses.toString());
    for (int step = 0; step < STEPS; step++) {
      assertEquals(golden.get(step), losses.get(step), TOLERANCE, "step " + step + " " + losses);
    }
  }

  /** The averages and the weights they were made with come back from the checkpoint. */
  @Test
  void aResumedJointRunGoesOnAlike() {
    TrainingConfig config = config(TrainingMethod.JUDL);
    Optional<TrainingParticles> stack =
        Optional.of(new TrainingParticles(new Stack(SIZE), Optional.empty()));
    SafetensorsFile middle;
    List<Double> whole;
    try (PolarLearner learner =
        new PolarLearner(config, stack, ComputeDevice.CPU, Optional.empty())) {
      losses(learner, config, 3);
      middle = learner.checkpoint();
      whole = losses(learner, config, 3);
    }
    Checkpoint checkpoint = new Checkpoint(Path.of("in memory"), middle);
    try (PolarLearner learner =
        new PolarLearner(config, stack, ComputeDevice.CPU, Optional.of(checkpoint))) {
      assertEquals(3, learner.step());
      List<Double> resumed = losses(learner, config, 3);
      for (int i = 0; i < resumed.size(); i++) {
        // Angles are found batch by batch; the engine rounds by the batch's size.
        assertEquals(whole.get(i), resumed.get(i), 1e-4, whole + " and " + resumed);
      }
    }
  }

  private static List<Double> losses(PolarLearner learner, TrainingConfig config, int steps) {
    List<Double> losses = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      losses.add(learner.update(config.optimiser().learningRateAt(learner.step())).loss());
    }
    return losses;
  }

  private static List<Double> golden(String name) throws IOException {
    try (InputStream in = GoldenCurveTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(Double::valueOf)
          .toList();
    }
  }

  private static TrainingConfig config(TrainingMethod method) {
    ScheduleSettings schedule = new ScheduleSettings(null, 5, null, null, null);
    return new TrainingConfig(
        "golden",
        11L,
        method,
        START,
        null,
        null,
        null,
        null,
        new ParticleSettings("in memory", null, null, null),
        new JointSettings(SIZE, 20),
        new OptimiserSettings(STEPS, 1, 8, 2, 0.01, schedule, null, null, 0.9, 4.0),
        new ValidationSettings(1000, 0, null, 0, null, null),
        null,
        null,
        null,
        null);
  }

  /** Noisy pictures of one particle. */
  private record Stack(int size) implements ImageSource {

    private static final BlobProjection PARTICLE =
        new BlobProjection(
            new double[] {-6, 4, 1, -2, 7},
            new double[] {2, -5, 6, -7, 3},
            new double[] {2, 1.5, 1, 1.3, 1.2},
            new double[] {3, 2, 1, 1, 1});

    @Override
    public int width() {
      return 32;
    }

    @Override
    public int height() {
      return 32;
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return OptionalDouble.empty();
    }

    @Override
    public void read(int index, float[] destination) {
      float[] pixels = PARTICLE.render(32, new Pose(TURN * index, 0, 0)).pixels();
      Random random = new Random(index);
      for (int i = 0; i < pixels.length; i++) {
        destination[i] = pixels[i] + 0.02f * (float) random.nextGaussian();
      }
    }

    @Override
    public String describe(int index) {
      return "image " + index;
    }

    @Override
    public void close() {}
  }
}
