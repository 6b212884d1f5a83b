package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.progress.Progress;
import org.cryoudl.training.config.MoleculeSettings;
import org.cryoudl.training.config.OptimiserSettings;
import org.cryoudl.training.config.Range;
import org.cryoudl.training.config.ScheduleSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.polar.PolarLearner;
import org.cryoudl.training.run.TrainingRun;
import org.cryoudl.training.validation.MoleculeValidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {

  @TempDir Path folder;

  @Test
  void lossFallsAndMemoryStaysLevel() {
    TrainingConfig config = config(40, 1000, null);
    try (PolarLearner learner =
        new PolarLearner(config, Optional.empty(), ComputeDevice.CPU, Optional.empty())) {
      double early = 0;
      double late = 0;
      int arrays = 0;
      for (int i = 0; i < 40; i++) {
        double loss = learner.update(config.optimiser().learningRateAt(i)).loss();
        early += i < 8 ? loss / 8 : 0;
        late += i >= 32 ? loss / 8 : 0;
        if (i == 2) {
          arrays = learner.manager().getManagedArrays().size();
        }
      }
      assertTrue(late < early - 0.3, early + " then " + late);
      assertEquals(arrays, learner.manager().getManagedArrays().size());
    }
  }

  /** A killed run leaves its checkpoints and a torn line of metrics; going on ends the same. */
  @Test
  void aResumedRunEndsAsAnUninterruptedOne() throws IOException {
    TrainingConfig config = config(9, 3, null);
    Path whole = folder.resolve("whole");
    Path torn = folder.resolve("torn");
    try (TrainingLoop loop = loop(config, TrainingRun.create(whole, "x", Map.of()))) {
      loop.run();
    }
    TrainingRun first = TrainingRun.create(torn, "x", Map.of());
    try (PolarLearner learner =
        new PolarLearner(config, Optional.empty(), ComputeDevice.CPU, Optional.empty())) {
      for (int i = 0; i < 6; i++) {
        learner.update(config.optimiser().learningRateAt(i));
      }
      first.saveCheckpoint(6, learner.checkpoint(), 3);
    }
    Files.writeString(torn.resolve("metrics.jsonl"), "{\"step\":6}\n{\"step\":7}\n{\"ste");
    try (TrainingLoop loop = loop(config, TrainingRun.resume(torn))) {
      loop.run();
    }
    for (String file : List.of("model.safetensors", "checkpoints/step-000000009.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(torn.resolve(file)), file);
    }
    List<String> metrics = Files.readAllLines(torn.resolve("metrics.jsonl"));
    assertTrue(metrics.stream().noneMatch(line -> line.contains("\"step\":7")), metrics.toString());
    assertTrue(metrics.size() > 0 && metrics.stream().allMatch(line -> line.endsWith("}")));
    try (PolarModel model =
        PolarModel.load(whole.resolve("model.safetensors"), ComputeDevice.CPU)) {
      assertEquals("test", model.name());
    }
  }

  /**
   * Half of the newest checkpoint is lost, as on a full disk: the one before it is gone on from.
   */
  @Test
  void aCheckpointCutShortIsPassedOver() throws IOException {
    TrainingConfig config = config(6, 3, null);
    try (TrainingLoop loop = loop(config, TrainingRun.create(folder, "", Map.of()))) {
      loop.run();
    }
    byte[] model = Files.readAllBytes(folder.resolve("model.safetensors"));
    Path newest = folder.resolve("checkpoints/step-000000006.safetensors");
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(whole, whole.length / 2));
    Files.delete(folder.resolve("model.safetensors"));
    try (TrainingLoop loop = loop(config, TrainingRun.resume(folder))) {
      loop.run();
    }
    String log = Files.readString(folder.resolve("log.txt"));
    assertTrue(
        log.contains("step-000000006") && log.contains("step 3, step-000000003.safetensors"), log);
    assertArrayEquals(model, Files.readAllBytes(folder.resolve("model.safetensors")));

    for (String name : List.of("step-000000003.safetensors", "step-000000006.safetensors")) {
      Files.write(folder.resolve("checkpoints").resolve(name), new byte[20]);
    }
    TrainingRun run = TrainingRun.resume(folder);
    DataException e = assertThrows(DataException.class, () -> loop(config, run));
    assertTrue(e.getMessage().contains("no older checkpoint is usable"), e.getMessage());
  }

  /** A learning rate far too high makes a fine start worse: the start is the best state. */
  @Test
  void trainingStopsWithoutProgressAndKeepsTheBest() throws IOException {
    Path first = folder.resolve("first");
    try (TrainingLoop loop = loop(config(30, 30, null), TrainingRun.create(first, "", Map.of()))) {
      loop.run();
    }
    TrainingConfig plain = config(50, 100, first.resolve("model.safetensors").toString());
    TrainingConfig config =
        new TrainingConfig(
            "best",
            plain.seed(),
            null,
            plain.start(),
            null,
            null,
            null,
            plain.molecules(),
            null,
            null,
            new OptimiserSettings(50, 2, 4, null, 1.0, null, null, 0.0, 0.0, 4.0),
            new ValidationSettings(2, 2, 8, null, 3, plain.molecules()),
            null,
            1,
            100,
            2);
    assertEquals(TrainingConfig.FinalModel.BEST, config.finalModel());
    Path second = folder.resolve("second");
    TrainingRun run = TrainingRun.create(second, "", Map.of());
    try (TrainingLoop loop = loop(config, run)) {
      loop.run();
    }
    List<Double> values = run.values("validation", MoleculeValidation.GEOMETRIC_MEAN);
    int best = values.indexOf(Collections.min(values));
    assertEquals(best + 4, values.size(), values.toString());
    Map<String, String> facts =
        SafetensorsFile.read(second.resolve("model.safetensors")).metadata();
    assertEquals(Integer.toString(2 * best), facts.get("steps"));
    String metrics = Files.readString(second.resolve("metrics.jsonl"));
    for (String name :
        List.of("loss", "gradient_norm", "learning_rate", "images_per_second", "heap_mib")) {
      assertTrue(metrics.contains("\"name\":\"" + name + "\""), name);
    }
    BufferedImage curves = ImageIO.read(second.resolve("curves.png").toFile());
    assertEquals(3 * 320, curves.getHeight(), "loss, angles, learning rate");
  }

  @Test
  void aStartOfAnotherShapeIsRefusedByLayer() {
    Path run = folder.resolve("run");
    try (TrainingLoop loop = loop(config(1, 1, null), TrainingRun.create(run, "", Map.of()))) {
      loop.run();
    }
    TrainingConfig plain = config(1, 1, run.resolve("model.safetensors").toString());
    for (var wanted :
        Map.of(
                new PolarArchitecture(16, 36, 6, 1, 2, 8),
                "layer 'profile.out.weight' has shape (10, 8, 1) there, but (14, 8, 1)",
                new PolarArchitecture(16, 40, 4, 1, 2, 8),
                "angleBins=40")
            .entrySet()) {
      TrainingConfig config =
          new TrainingConfig(
              "other",
              1L,
              null,
              plain.start(),
              wanted.getKey(),
              null,
              null,
              plain.molecules(),
              null,
              null,
              plain.optimiser(),
              plain.validation(),
              null,
              null,
              1,
              1);
      Path other = folder.resolve("other" + wanted.getKey().width());
      TrainingRun started = TrainingRun.create(other, "", Map.of());
      DataException e = assertThrows(DataException.class, () -> loop(config, started));
      assertTrue(e.getMessage().contains(wanted.getValue()), e.getMessage());
    }
  }

  @Test
  void onlyTheLastCheckpointsAreKept() throws IOException {
    TrainingConfig config = config(4, 1, null);
    try (TrainingLoop loop = loop(config, TrainingRun.create(folder, "", Map.of()))) {
      loop.run();
    }
    try (var files = Files.list(folder.resolve("checkpoints"))) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsBeforeTheUpdateAndNamesTheBatch() {
    Path start = folder.resolve("start.safetensors");
    Path run = folder.resolve("run");
    try (TrainingLoop loop = loop(config(1, 1, null), TrainingRun.create(run, "", Map.of()))) {
      loop.run();
    }
    // Weights so large that the scores overflow.
    SafetensorsFile model = SafetensorsFile.read(run.resolve("model.safetensors"));
    float[] head = model.tensors().get("head.weight").values();
    for (int i = 0; i < head.length; i++) {
      head[i] = i % 2 == 0 ? 3e38f : -3e38f;
    }
    model.write(start);
    TrainingConfig config = config(5, 1, start.toString());
    try (TrainingLoop loop =
        loop(config, TrainingRun.create(folder.resolve("bad"), "", Map.of()))) {
      DataException e = assertThrows(DataException.class, loop::run);
      assertTrue(e.getMessage().contains("step 1 (molecules 0 to 1)"), e.getMessage());
    }
  }

  @Test
  void runsAreNotOverwritten() {
    TrainingRun.create(folder, "a: 1", Map.of());
    assertThrows(UsageException.class, () -> TrainingRun.create(folder, "a: 1", Map.of()));
    assertEquals("a: 1", TrainingRun.resume(folder).configYaml());
    assertThrows(UsageException.class, () -> TrainingRun.resume(folder.resolve("none")));
  }

  @Test
  void configurationsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Range(2, 1));
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TrainingConfig(
                    null, null, null, null, null, null, null, null, null, null, null, null, null,
                    null, null, null));
    assertTrue(none.getMessage().contains("molecules or particles"), none.getMessage());
    IllegalArgumentException odd =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PolarArchitecture(31, null, null, null, null, null));
    assertTrue(odd.getMessage().contains("31"), odd.getMessage());
  }

  private static TrainingLoop loop(TrainingConfig config, TrainingRun run) {
    return new TrainingLoop(config, run, Optional.empty(), ComputeDevice.CPU, Progress.silent());
  }

  private static TrainingConfig config(int steps, int checkpoints, String start) {
    MoleculeSettings easy =
        new MoleculeSettings(
            List.of(32),
            new Range(4, 4),
            null,
            null,
            new Range(0.1, 0.5),
            0.0,
            null,
            null,
            null,
            null,
            0.0);
    return new TrainingConfig(
        "test",
        3L,
        null,
        start,
        start == null ? new PolarArchitecture(16, 36, 4, 1, 2, 8) : null,
        null,
        null,
        easy,
        null,
        null,
        new OptimiserSettings(
            steps,
            2,
            4,
            null,
            0.01,
            new ScheduleSettings(null, 3, null, null, null),
            null,
            null,
            0.9,
            4.0),
        new ValidationSettings(1000, 0, null, null, null, null),
        null,
        null,
        checkpoints,
        2);
  }
}
