package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarModel;
import org.cryoudl.network.SafetensorsFile;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {

  @TempDir Path folder;

  @Test
  void lossFallsAndMemoryStaysLevel() {
    TrainingConfig config = config(40, 1000, null);
    try (PolarLearner learner =
        new PolarLearner(config, Optional.empty(), "cpu", Optional.empty())) {
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
        new PolarLearner(config, Optional.empty(), "cpu", Optional.empty())) {
      for (int i = 0; i < 6; i++) {
        learner.update(config.optimiser().learningRateAt(i));
      }
      first.saveCheckpoint(6, learner.checkpoint(), 3);
    }
    Files.writeString(torn.resolve("metrics.jsonl"), "{\"step\":6}\n{\"step\":7}\n{\"ste");
    try (TrainingLoop loop = loop(config, TrainingRun.resume(torn, "x"))) {
      loop.run();
    }
    for (String file : List.of("model.safetensors", "checkpoints/step-000000009.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(torn.resolve(file)), file);
    }
    List<String> metrics = Files.readAllLines(torn.resolve("metrics.jsonl"));
    assertTrue(metrics.stream().noneMatch(line -> line.contains("\"step\":7")), metrics.toString());
    assertTrue(metrics.size() > 0 && metrics.stream().allMatch(line -> line.endsWith("}")));
    try (PolarModel model = PolarModel.load(whole.resolve("model.safetensors"), "cpu")) {
      assertEquals("test", model.name());
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
  void runsDoNotOverwriteOrMixConfigurations() {
    TrainingRun.create(folder, "a: 1", Map.of());
    assertThrows(UsageException.class, () -> TrainingRun.create(folder, "a: 1", Map.of()));
    assertThrows(UsageException.class, () -> TrainingRun.resume(folder, "a: 2"));
    assertThrows(UsageException.class, () -> TrainingRun.resume(folder.resolve("none"), "a: 1"));
  }

  @Test
  void configurationsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Range(2, 1));
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TrainingConfig(
                    null, null, null, null, null, null, null, null, null, null, null, null));
    assertTrue(none.getMessage().contains("molecules or particles"), none.getMessage());
    IllegalArgumentException odd =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PolarArchitecture(31, null, null, null, null, null));
    assertTrue(odd.getMessage().contains("31"), odd.getMessage());
  }

  private static TrainingLoop loop(TrainingConfig config, TrainingRun run) {
    return new TrainingLoop(config, run, Optional.empty(), "cpu", Progress.silent());
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
        start,
        start == null ? new PolarArchitecture(16, 36, 4, 1, 2, 8) : null,
        easy,
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
        new ValidationSettings(1000, 0, null, null, null),
        null,
        null,
        checkpoints,
        2);
  }
}
