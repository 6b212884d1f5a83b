package org.cryoudl.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.train.TrainJob;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.CommandRun;
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
    List<String> out = first.out().lines().toList();
    Path file = run.resolve("model.safetensors");
    assertTrue(
        out.get(0).matches("pairwise error .*: [0-9.]+ at the start, [0-9.]+ at the end.*"),
        first.out());
    assertEquals("model in " + file, out.get(out.size() - 2));
    assertEquals(
        "next: cryoudl align particles.star -m " + file + " -o aligned --report",
        out.get(out.size() - 1));
    try (PolarModel model = PolarModel.load(run.resolve("model.safetensors"), ComputeDevice.CPU)) {
      assertEquals("polar-tiny", model.name());
    }
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("steps: 4"));
    assertTrue(Files.readString(run.resolve("run.json")).contains("configs/tiny.yaml"));
    assertTrue(
        Files.readString(run.resolve("metrics.jsonl")).contains("pairwise_error_mean_degrees"));

    assertTrue(Files.exists(run.resolve("checkpoints/best.safetensors")));
    assertTrue(Files.readString(run.resolve("log.txt")).contains("finished"));
    String report = Files.readString(run.resolve("report.json"));
    assertTrue(report.contains("metric-pairwise-error-mean-degrees"), report);
    assertTrue(report.contains("steps: 4"), "the configuration is reported");
    assertTrue(Files.exists(run.resolve("report.html")));
    assertTrue(report.contains("\"Network trained on molecules simulated on the fly\""), report);
    assertTrue(report.contains("4 steps were done"), report);
    assertTrue(report.contains("Pairwise error mean (degrees)"), report);
    assertFalse(report.contains(" mib"), report);

    CommandRun again = CommandRun.of(train);
    assertEquals(2, again.code(), again.err());
    assertTrue(again.err().contains("--resume"), again.err());

    List<String> resume = new ArrayList<>(List.of(train));
    resume.addAll(List.of("--resume", "--set", "optimiser.steps=6", "--set", "seed=8"));
    CommandRun changed = CommandRun.of(resume.toArray(String[]::new));
    assertEquals(2, changed.code(), changed.err());
    assertTrue(
        changed.err().contains("optimiser.steps (4 there, 6 now), seed (7 there, 8 now)"),
        changed.err());
  }

  /** A simulated set with its truth, and the same stack as if nobody knew. */
  @Test
  void stacksAreTrainedOnWithAndWithoutTruth() throws Exception {
    Path stack = folder.resolve("p.mrcs");
    Path truth = folder.resolve("truth.csv");
    StringBuilder csv = new StringBuilder("index,angle_deg,down_px,right_px\n");
    BlobProjection particle =
        new BlobProjection(
            new double[] {-6, 4, 1},
            new double[] {2, -5, 6},
            new double[] {2, 1.5, 1},
            new double[] {3, 2, 1});
    try (MrcWriter writer = MrcWriter.stack(stack, 32, 32, OptionalDouble.of(3))) {
      for (int i = 0; i < 20; i++) {
        writer.append(particle.render(32, new Pose(25 * i, 0, 0)).pixels());
        csv.append(i + 1).append(',').append(25 * i).append(",0,0\n");
      }
      writer.commit();
    }
    Files.writeString(truth, csv);
    Path config = folder.resolve("stack.yaml");
    Files.writeString(
        config,
        String.format(
            Locale.ROOT,
            """
        kind: training
        architecture: {rings: 16, angle_bins: 36, width: 4, blocks: 1, features: 2, profile_width: 4}
        particles: {path: %s}
        optimiser: {steps: 3, particles_per_step: 2, views: 4, comparisons: 1}
        validation: {molecules: 0}
        """,
            stack));
    CommandRun without =
        CommandRun.of(
            "train",
            "-q",
            "-c",
            config.toString(),
            "-o",
            folder.resolve("without").toString(),
            "--device",
            "cpu");
    assertEquals(0, without.code(), without.err());
    CommandRun with =
        CommandRun.of(
            "train",
            "-q",
            "-c",
            config.toString(),
            "-o",
            folder.resolve("with").toString(),
            "--device",
            "cpu",
            "--set",
            "particles.truth=" + truth,
            "--set",
            "method=supervised");
    assertEquals(0, with.code(), with.err());
    String figures = Files.readString(folder.resolve("with/metrics.jsonl"));
    assertTrue(figures.contains("\"split\":\"truth\""), figures);
    assertTrue(Files.size(folder.resolve("with/curves.png")) > 5000);
    CommandRun few =
        CommandRun.of(
            "train",
            "-q",
            "-c",
            config.toString(),
            "-o",
            folder.resolve("few").toString(),
            "--device",
            "cpu",
            "--set",
            "optimiser.views=40");
    assertEquals(2, few.code(), few.err());
    assertTrue(few.err().contains("80 images") && few.err().contains("20"), few.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "polar-pretrain",
        "polar-udl",
        "polar-judl",
        "demo",
        "tiny",
        "synthetic-udl",
        "synthetic-judl",
        "real-udl",
        "real-judl",
        "cartesian-small-udl",
        "cartesian-small-judl",
        "cartesian-small-supervised",
        "cartesian-small-transformer"
      })
  void shippedConfigurationsAreValid(String name) {
    ConfigFile.load(Path.of("configs/" + name + ".yaml"), TrainJob.CONFIG, List.of());
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
