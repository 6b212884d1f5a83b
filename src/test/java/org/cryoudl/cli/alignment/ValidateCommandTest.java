package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 32;

  @TempDir static Path shared;

  @TempDir Path folder;

  @Tag("slow")
  @Test
  void fewParticlesStandAboveNoise() throws IOException {
    Path stack = SimulatedSet.of(16, BOX, CtfModel.Mode.NONE, 1).write(folder, "few");
    CommandRun run = validate(stack);
    assertEquals(0, run.code(), run.err());
    assertTrue(json().get("clearly_above_noise").asBoolean(), run.out());
    assertEquals("good", report().at("/verdict/tone").asText());
  }

  @Tag("slow")
  @Test
  void particlesStandAboveNoise() throws IOException {
    Path stack = SimulatedSet.of(80, BOX, CtfModel.Mode.NONE, 2).write(folder, "p");
    CommandRun run = validate(stack);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("The particles are clearly above noise"), run.out());
    JsonNode json = json();
    assertTrue(json.get("clearly_above_noise").asBoolean());
    assertEquals(80, json.get("particles").asInt());
    double particles = json.at("/halves/agreement_of_averages").asDouble();
    assertTrue(particles > 0.9, "agreement of halves " + particles);
    assertTrue(json.at("/poses_of_halves_against_whole/mean_mod360_degrees").asDouble() < 3);
    double resolved = json.at("/halves/frc0143_cycles_per_box").asDouble();
    // The pixel size is 4 A.
    assertEquals(BOX * 4 / resolved, json.at("/halves/frc0143_angstroms").asDouble(), 1e-4);
    List<String> rings = Files.readAllLines(folder.resolve("out/rings.csv"));
    assertEquals((BOX - 1) / 2 + 2, rings.size());
    assertEquals(81, Files.readAllLines(folder.resolve("out/correlations.csv")).size());
    assertTrue(Files.size(folder.resolve("out/averages.png")) > 500);

    JsonNode report = report();
    assertEquals("good", report.at("/verdict/tone").asText());
    assertEquals(
        json.get("verdict").asText(),
        report.at("/verdict/sentences/0").asText()
            + " "
            + report.at("/verdict/sentences/1").asText());
    // Pictures of all, two halves, two halves of noise, noise on the average.
    assertEquals(6, report.at("/sections/0/blocks/0/pictures").size());
    JsonNode curve = report.at("/sections/1/blocks/1");
    assertEquals("ring-correlation", curve.get("id").asText());
    assertEquals(4, curve.get("series").size());
    // The curves are drawn as they are judged: the mean of three shells.
    assertEquals(mean(json.at("/halves/frc")), curve.at("/series/0/y/5").asDouble(), 1e-9);
    assertEquals(mean(json.at("/noise/frc")), curve.at("/series/1/y/5").asDouble(), 1e-9);
    assertEquals(resolved, curve.at("/levels/3/value").asDouble(), 1e-9);
    // Every particle has the correlation that it has in its half.
    JsonNode particles80 = report.at("/sections/5/blocks/0");
    double[] reported = new double[80];
    Arrays.setAll(reported, i -> particles80.at("/columns/1/values/" + i).asDouble());
    double[] known =
        Files.readAllLines(folder.resolve("out/correlations.csv")).stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",")[0]))
            .toArray();
    Arrays.sort(reported);
    Arrays.sort(known);
    assertArrayEquals(known, reported, 6e-4);
    assertTrue(Files.exists(folder.resolve("out/report.html")));

    CommandRun again = validate(stack);
    assertEquals(2, again.code());
    assertTrue(again.err().contains("--overwrite"), again.err());
  }

  @Tag("slow")
  @Test
  void noiseDoesNot() throws IOException {
    Path stack = folder.resolve("noise.mrcs");
    Random random = new Random(4);
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < 80; i++) {
        float[] pixels = new float[BOX * BOX];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = (float) random.nextGaussian();
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    CommandRun run = validate(stack);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("WARNING: these particles are not clearly above"), run.out());
    assertFalse(json().get("clearly_above_noise").asBoolean());
    assertEquals("bad", report().at("/verdict/tone").asText());
    double separation = json().get("separation").asDouble();
    assertEquals(0.5, separation, 0.2, "noise is as good as noise");
  }

  @Test
  void wrongInputsAreOneSentence() {
    Path stack = SimulatedSet.of(6, BOX, CtfModel.Mode.NONE, 2).write(folder, "few");
    assertRefused(3, "at least 8 are needed", validate(stack));
    assertRefused(2, "--particles must be at least 8, got 3", validate(stack, "--particles", "3"));
    assertRefused(3, "does not exist", validate(folder.resolve("none.star")));
  }

  private static void assertRefused(int code, String part, CommandRun run) {
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(part), run.err());
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/validation.json").toFile());
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
  }

  private CommandRun validate(Path stack, String... more) {
    String[] first = {
      "validate",
      "-q",
      "-i",
      stack.toString(),
      "-o",
      folder.resolve("out").toString(),
      "-m",
      NETWORK.file().toString(),
      "--device",
      "cpu"
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.of(all);
  }

  /** The mean of shells 4 to 6. */
  private static double mean(JsonNode curve) {
    return (curve.get(4).asDouble() + curve.get(5).asDouble() + curve.get(6).asDouble()) / 3;
  }
}
