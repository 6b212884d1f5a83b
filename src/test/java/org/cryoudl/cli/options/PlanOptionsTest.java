package org.cryoudl.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanOptionsTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int COUNT = 12;

  @TempDir static Path shared;

  private static Path stack;

  @TempDir Path output;

  @BeforeAll
  static void simulate() {
    stack = SimulatedSet.of(COUNT, 24, CtfModel.Mode.NONE, 1).write(shared, "p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udl", "JUDL", "joint", "refine"})
  void everyModeWritesPosesOfAllParticles(String mode) throws IOException {
    CommandRun run = align(stack, "--mode", mode, "-m", NETWORK.file().toString());
    assertEquals(0, run.code(), run.err());
    try (ParticleSet set = open("particles.star")) {
      assertEquals(COUNT, set.size());
    }
    assertTrue(Files.readString(output.resolve("particles.star")).contains("NetworkConfidence"));
  }

  /** Poses written by one run are the start of the next, from STAR and from XMD. */
  @ParameterizedTest
  @ValueSource(strings = {"particles.star", "particles.xmd"})
  void resultsCanBeRefinedFurther(String file) throws IOException {
    assertEquals(0, align(stack, "-m", NETWORK.file().toString()).code());
    Map<String, Pose> before = poses();
    Path first = Files.createDirectory(output.resolve("first"));
    Path start = Files.copy(output.resolve(file), first.resolve(file));
    CommandRun run =
        align(
            start,
            "--overwrite",
            "--start",
            "metadata",
            "--angle-window",
            "2",
            "--shift-window",
            "0.5");
    assertEquals(0, run.code(), run.err());
    Map<String, Pose> after = poses();
    // XMIPP leaves out what is not enabled, and flagged particles are not.
    assertTrue(after.size() >= COUNT - 2, "particles: " + after.size());
    after.forEach(
        (name, pose) -> {
          double turn = pose.psiDegrees() - before.get(name).psiDegrees();
          assertTrue(Math.abs(Angles.wrap(turn, 360)) < 2.01, name + " turned by " + turn);
        });
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertTrue(summary.get("model").isNull());
    assertFalse(Files.readString(output.resolve("particles.star")).contains("NetworkConfidence"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --mode must be udl | --mode best",
        "2 | --only must be shifts or angles | --only scales",
        "2 | --initial must be average, synchronisation, spectra or random | --initial guess",
        "2 | --start must be metadata | --start here",
        "2 | add --start metadata | --angle-window 3",
        "2 | add --start metadata | --shift-window 3",
        "2 | above 0 and at most 180 | --start metadata --angle-window 200",
        "2 | above 0 and at most | --start metadata --shift-window -1",
        "2 | --angle-window | --start metadata --angle-window NaN",
        "2 | leaves nothing to do | --mode udl --only shifts",
        "2 | does not use them | --mode joint --start metadata",
        "2 | use no network | --initial synchronisation --start metadata",
        "2 | compares each image with the reference | --initial synchronisation --mode udl",
        "2 | cannot be used with --start metadata | --start metadata --reference first",
        "2 | belong to --method cryoudl | --method fourier-mellin --mode joint",
        "3 | no pose to start from | --start metadata",
      })
  void nonsenseIsRefusedInOneSentence(int code, String expected, String options) {
    CommandRun run = align(stack, options.split(" "));
    assertEquals(code, run.code(), run.err());
    List<String> lines = run.err().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(expected), run.err());
  }

  @Test
  void onlyShiftsNeedNoNetwork() {
    CommandRun run = align(stack, "--only", "shifts", "-m", "no-such-model.safetensors");
    assertEquals(0, run.code(), run.err());
  }

  private Map<String, Pose> poses() {
    try (ParticleSet set = open("particles.star")) {
      Map<String, Pose> poses = new HashMap<>();
      for (int i = 0; i < set.size(); i++) {
        // Names of one image are written in two ways; its number in the stack is the same.
        poses.put(set.imageName(i).replaceAll("@.*", ""), set.pose(i).orElseThrow());
      }
      return poses;
    }
  }

  private ParticleSet open(String name) {
    return ParticleSet.open(output.resolve(name), ParticleSetOptions.DEFAULT);
  }

  private CommandRun align(Path input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("align", "-i", input.toString(), "-o", output.toString(), "--no-stack"));
    arguments.addAll(List.of("--device", "cpu"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
