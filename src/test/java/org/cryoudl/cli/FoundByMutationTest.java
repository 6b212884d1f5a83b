package org.cryoudl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TestStacks;
import org.cryoudl.testing.TurnedPictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs that random damage found: each once ended with a trace, or with a misleading code. */
class FoundByMutationTest {

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    TestStacks.stack(folder.resolve("a.mrcs"), 4, 2, 0);
  }

  private static void refused(int code, String message, String... command) {
    CommandRun run = CommandRun.of(command);
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(message), run.err());
  }

  private Path star(String psi, String x) {
    return TestStacks.text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName #1\n_rlnAnglePsi #2\n_rlnOriginX #3\n"
            + "1@a.mrcs 10 1\n2@a.mrcs "
            + psi
            + " "
            + x
            + "\n");
  }

  private Path truth(String psi) {
    return TestStacks.text(
        folder.resolve("truth.csv"),
        "index,angle_deg,down_px,right_px\n1,0,0,0\n2," + psi + ",0,0\n");
  }

  /** Differences of such numbers are infinite. */
  @ParameterizedTest
  @CsvSource({"1e308,0", "0,-1e308", "2e9,0"})
  void posesTooGreatToCountWith(String psi, String x) {
    String file = star(psi, x).toString();
    String message = "but none may be greater than 1000000000; correct the row or remove it";
    String known = truth("5").toString();
    refused(3, message, "evaluate", "poses", file, "--truth", known);
    refused(3, message, "compare", "-q", "--no-images", file, file);
    refused(3, message, "convert", "-q", file, folder.resolve("q.xmd").toString());
  }

  @Test
  void truthTooGreatToCountWith() {
    refused(
        3,
        "line 3: angle_deg is '-1e308', but must be a number from -1000000000 to 1000000000",
        "evaluate",
        "poses",
        star("0", "0").toString(),
        "--truth",
        truth("-1e308").toString());
  }

  /** A run's own files, damaged: bad data, not a fault of the machine, and nothing is left out. */
  @ParameterizedTest
  @CsvSource({
    "config.yaml,'kind: \u00e9',is no text in UTF-8",
    "metrics.jsonl,'{\u00e9}',is no text in UTF-8",
    "metrics.jsonl,'{\"step\":1}\nstep 2\n{\"step\":3}','line 2 is no JSON object'",
    "run.json,'{\"seed\": ','is no JSON object'"
  })
  void recordsOfTrainingThatAreDamaged(String name, String content, String message)
      throws Exception {
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
      "optimiser.steps=1",
      "--resume"
    };
    Files.createDirectories(run.resolve("checkpoints"));
    CommandRun config = CommandRun.of("config", "show", "configs/tiny.yaml");
    Files.writeString(run.resolve("config.yaml"), config.out().replace("steps: 60", "steps: 1"));
    Files.write(run.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    refused(3, message, train);
  }

  /** A run's configuration that lost nearly every key: all of them differ, five are named. */
  @Test
  void configurationsOfRunsThatDifferInEveryKey() throws Exception {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    Files.writeString(
        run.resolve("config.yaml"), "seed: -1.0E-308\nstart: " + "nu".repeat(500) + "\n");
    String[] train = {
      "train", "-q", "-c", "configs/tiny.yaml", "-o", run.toString(), "--device", "cpu", "--resume"
    };
    refused(2, "resume with the same, or train into another folder", train);
    String message = CommandRun.of(train).err();
    assertEquals(6, message.split(" there, ", -1).length, message);
    assertTrue(message.matches("(?s).* and [0-9]+ more; resume.*"), message);
    assertTrue(message.length() < 1000, message);
  }

  /** A weight that is a number, but makes every answer of the network infinite. */
  @Test
  void weightsThatNoTrainingMakes() throws Exception {
    Path model = TurnedPictures.writeModel(folder.resolve("m.safetensors"));
    SafetensorsFile content = SafetensorsFile.read(model);
    content.tensors().get("stem.weight").values()[0] = 3e38f;
    new SafetensorsFile(content.metadata(), content.tensors()).write(model);
    Path stack = TurnedPictures.writeStack(folder.resolve("b.mrcs"), TurnedPictures.poses(4));
    refused(
        3,
        "but no answer may be greater than 1e+15",
        "align",
        "-q",
        "-i",
        stack.toString(),
        "-m",
        model.toString(),
        "-o",
        folder.resolve("out").toString(),
        "--device",
        "cpu",
        "--mode",
        "udl");
    assertTrue(Files.notExists(folder.resolve("out")));
  }
}
