package org.cryoudl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.network.PolarModel;
import org.cryoudl.pipeline.TrainJob;
import org.cryoudl.pipeline.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {

  @TempDir Path folder;

  @Test
  void aTinyConfigurationMakesAModelAndARecord() throws Exception {
    Path run = folder.resolve("run");
    String[] train = {
      "train",
      "-q",
      "-c",
      "configs/tiny.yaml",
      "-o",
      run.toString(),
      "--device",
      "cpu",
      "--set",
      "optimiser.steps=4",
      "--set",
      "validation.every_steps=4"
    };
    CommandRun first = CommandRun.of(train);
    assertEquals(0, first.code(), first.err());
    assertEquals(run.resolve("model.safetensors").toString(), first.out().strip());
    try (PolarModel model = PolarModel.load(run.resolve("model.safetensors"), "cpu")) {
      assertEquals("polar-tiny", model.name());
    }
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("steps: 4"));
    assertTrue(Files.readString(run.resolve("run.json")).contains("configs/tiny.yaml"));
    assertTrue(
        Files.readString(run.resolve("metrics.jsonl")).contains("pairwise_error_mean_degrees"));

    CommandRun again = CommandRun.of(train);
    assertEquals(2, again.code(), again.err());
    assertTrue(again.err().contains("--resume"), again.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"polar-pretrain", "polar-finetune", "tiny"})
  void shippedConfigurationsAreValid(String name) {
    ConfigFile.load(Path.of("configs/" + name + ".yaml"), TrainJob.CONFIG, java.util.List.of());
  }

  @Test
  void unknownDevicesAndKeysAreUsageErrors() {
    CommandRun device =
        CommandRun.of(
            "train",
            "-c",
            "configs/tiny.yaml",
            "-o",
            folder.resolve("a").toString(),
            "--device",
            "abacus");
    assertEquals(2, device.code(), device.err());
    CommandRun key =
        CommandRun.of(
            "train",
            "-c",
            "configs/tiny.yaml",
            "-o",
            folder.resolve("b").toString(),
            "--set",
            "optimiser.stepz=4");
    assertEquals(2, key.code(), key.err());
    assertTrue(key.err().contains("stepz"), key.err());
  }
}
