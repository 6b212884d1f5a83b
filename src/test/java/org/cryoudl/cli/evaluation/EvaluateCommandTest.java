package org.cryoudl.cli.evaluation;

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
import java.util.Locale;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.TurnedPictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int COUNT = 12;
  private static final String RESOURCES = "src/test/resources/org/cryoudl/evaluation/";

  @TempDir static Path shared;

  private static Path stack;
  private static Path truth;

  @TempDir Path folder;

  @BeforeAll
  static void simulate() throws IOException {
    Pose[] poses = TurnedPictures.poses(COUNT);
    stack = TurnedPictures.writeStack(shared.resolve("a.mrcs"), poses);
    truth = TurnedPictures.writeTruth(shared.resolve("truth.csv"), poses);
  }

  @Test
  void pairsAreMeasuredAndWritten() throws IOException {
    Path output = folder.resolve("out");
    CommandRun run = pairs("-o", output.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("12 pairs of 12 images (missing 0)"), run.out());
    assertTrue(run.out().contains("model polar-test, cpu"), run.out());
    JsonNode json = new ObjectMapper().readTree(output.resolve("pairs.json").toFile());
    List<String> lines = Files.readAllLines(output.resolve("pairs.csv"));
    assertEquals(COUNT + 1, lines.size());
    assertTrue(lines.get(COUNT).startsWith("12,1,"), lines.get(COUNT));
    double mean =
        lines.stream()
            .skip(1)
            .mapToDouble(line -> Math.abs(Double.parseDouble(line.split(",")[4])))
            .average()
            .orElseThrow();
    assertEquals(mean, json.at("/mod180/mean").asDouble(), 1e-4);
    assertTrue(mean < 1, "mean error " + mean);
    assertTrue(json.get("images_per_second").asDouble() > 0);
    assertEquals(90, json.get("histogram_by_degree").size());
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    JsonNode row = report.at("/sections/0/blocks/0/rows/0");
    assertEquals(json.at("/mod180/mean"), row.get(2));
    assertEquals(COUNT, row.get(1).asInt());
    assertTrue(Files.exists(output.resolve("report.html")));

    CommandRun again = pairs("-o", output.toString());
    assertRefused(2, "is there already", again);
    assertEquals(0, pairs("-o", output.toString(), "--overwrite").code());
  }

  @Test
  void referenceIsTheParticleAskedFor() throws IOException {
    CommandRun run =
        network("reference", truth, stack, "--reference", "5", "-o", folder.toString());
    assertEquals(0, run.code(), run.err());
    List<String> lines = Files.readAllLines(folder.resolve("reference.csv"));
    assertEquals(COUNT, lines.size());
    assertTrue(lines.get(1).startsWith("5,1,"), lines.get(1));
    assertTrue(lines.get(5).startsWith("5,6,"), lines.get(5));
    assertTrue(Files.exists(folder.resolve("reference.json")));
    assertRefused(
        2, "particles count from 1 to 12", network("reference", truth, stack, "--reference", "13"));
  }

  @Test
  void truthMustFitTheParticles() throws IOException {
    List<String> rows = Files.readAllLines(truth);
    Path fewer = Files.write(folder.resolve("fewer.csv"), rows.subList(0, COUNT));
    assertRefused(3, "image 12 has no truth", network("pairs", fewer, stack));
    Path more = Files.write(folder.resolve("more.csv"), rows);
    Files.writeString(more, Files.readString(truth) + "13,0,0,0\n");
    assertRefused(3, "1 of the 13 images", network("pairs", more, stack));
    CommandRun run = network("pairs", more, stack, "--allow-missing");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("(missing 1)"), run.out());
    Path text = Files.writeString(folder.resolve("text.csv"), rows.get(0) + "\n1,left,0,0\n");
    assertRefused(3, "line 2: angle_deg is 'left'", network("pairs", text, stack));
    assertRefused(3, "no file", network("pairs", folder.resolve("no.csv"), stack));
  }

  @Test
  void wrongInputsAreOneSentence() throws IOException {
    assertRefused(3, "does not exist", network("pairs", truth, folder.resolve("no.mrcs")));
    Pose[] single = TurnedPictures.poses(1);
    Path one = TurnedPictures.writeStack(folder.resolve("one.mrcs"), single);
    Path oneTruth = TurnedPictures.writeTruth(folder.resolve("one.csv"), single);
    assertRefused(3, "a pair needs 2", network("pairs", oneTruth, one));
    assertRefused(2, "there is no device 'tpu'", pairs("--device", "tpu"));
    String[] noModel = {
      "evaluate",
      "pairs",
      "-i",
      stack.toString(),
      "--truth",
      truth.toString(),
      "-m",
      "no.safetensors"
    };
    assertRefused(2, "there is no model file no.safetensors", CommandRun.of(noModel));
    assertRefused(2, "--truth", CommandRun.of("evaluate", "pairs", "-i", stack.toString()));
    assertRefused(2, "evaluate pairs", CommandRun.of("evaluate"));
    Path input = Files.copy(truth, folder.resolve("pairs.csv"));
    assertRefused(
        2, "is an input", network("pairs", input, stack, "-o", folder.toString(), "--overwrite"));
    assertFalse(Files.exists(folder.resolve("pairs.json")));
  }

  @Test
  void posesAreScoredAsByTheScoringScript() throws IOException {
    Path output = folder.resolve("scores");
    CommandRun run = poses("half-turns.star", "half-turns.truth.csv", "-o", output.toString());
    assertEquals(0, run.code(), run.err());
    // The script prints these lines, without the last two shares.
    assertTrue(run.out().startsWith("particles 45 (missing 0)"), run.out());
    assertTrue(
        run.out().contains("angle mod 360: mean 40.378  median 2.563  rms 77.806  >10deg 0.289"),
        run.out());
    assertTrue(
        run.out().contains("angle mod 180: mean 9.667  median 1.827  rms 23.488  >10deg 0.133"),
        run.out());
    assertTrue(run.out().contains("shift: mean 0.590 px"), run.out());
    JsonNode expected =
        new ObjectMapper().readTree(Path.of(RESOURCES + "half-turns.json").toFile());
    JsonNode found = new ObjectMapper().readTree(output.resolve("poses.json").toFile());
    assertEquals(
        expected.at("/mod360/above10").asDouble(), found.at("/mod360/above10").asDouble(), 1e-12);
    assertEquals(expected.at("/mod180/mean").asDouble(), found.at("/mod180/mean").asDouble(), 1e-9);
    JsonNode accuracy = new ObjectMapper().readTree(output.resolve("accuracy.json").toFile());
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    JsonNode half = report.at("/sections/0/blocks/0/rows/1");
    assertEquals("modulo 180", half.get(0).asText());
    assertEquals(accuracy.at("/mod180/mean/value").asDouble(), half.get(2).asDouble(), 1e-12);
    assertEquals(0.133, half.get(7).asDouble(), 1e-3);
    List<String> figures = Files.readAllLines(output.resolve("report-figures.csv"));
    String interval =
        String.format(
            Locale.ROOT,
            ",%s,%s",
            accuracy.at("/mod180/mean/low").asText(),
            accuracy.at("/mod180/mean/high").asText());
    assertTrue(
        figures.stream()
            .anyMatch(line -> line.startsWith("errors-table,mean") && line.endsWith(interval)),
        "the interval " + interval + " is among the numbers");
    assertRefused(
        2,
        "is there already",
        poses("half-turns.star", "half-turns.truth.csv", "-o", output.toString()));
  }

  @Test
  void classesAreScoredAndReported() throws IOException {
    StringBuilder star =
        new StringBuilder("data_\nloop_\n_rlnImageName #1\n_rlnAnglePsi #2\n_rlnClassNumber #3\n");
    StringBuilder csv = new StringBuilder("index,angle_deg,down_px,right_px,class\n");
    for (int i = 1; i <= 10; i++) {
      // One particle of the first true class is in the wrong class.
      star.append(
          String.format(Locale.ROOT, "%06d@a.mrcs %d %d%n", i, 20 * i, i == 1 || i > 6 ? 2 : 1));
      csv.append(String.format(Locale.ROOT, "%d,%d,0,0,%d%n", i, 20 * i, i > 6 ? 2 : 1));
    }
    Path particles = Files.writeString(folder.resolve("sorted.star"), star.toString());
    Path classTruth = Files.writeString(folder.resolve("classes.csv"), csv.toString());
    Path output = folder.resolve("classes");
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "classes",
            particles.toString(),
            "--truth",
            classTruth.toString(),
            "-o",
            output.toString());
    assertEquals(0, run.code(), run.err());
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    assertTrue(report.at("/verdict/sentences/0").asText().startsWith("90.0 % of 10 particles"));
    JsonNode second = report.at("/sections/0/blocks/0/rows/1");
    assertEquals("[\"class 2\",5,0.8,1,4]", second.toString());
    assertEquals(0, report.at("/sections/0/blocks/1/rows/0/2").asDouble(), 1e-9);
    assertEquals(
        "[2,1,1,1,1,1,2,2,2,2]", report.at("/sections/1/blocks/0/columns/0/values").toString());
    assertTrue(Files.exists(output.resolve("report.html")));
  }

  @Test
  void posesOfXmippAreScoredInItsConvention() {
    Path xmd = folder.resolve("good.xmd");
    CommandRun converted =
        CommandRun.of("convert", RESOURCES + "good.star", xmd.toString(), "--metadata-only");
    assertEquals(0, converted.code(), converted.err());
    CommandRun run =
        CommandRun.of("evaluate", "poses", xmd.toString(), "--truth", RESOURCES + "good.truth.csv");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("mean 0.838  median 0.702  rms 1.001  >10deg 0.000"), run.out());
    assertTrue(run.out().contains("shift: mean 0.604 px"), run.out());
  }

  @Test
  void posesMustBeThereAndComplete() throws IOException {
    assertRefused(3, "3 of the 24 images", poses("random.star", "random.truth.csv"));
    CommandRun run = poses("random.star", "random.truth.csv", "--allow-missing");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("particles 21 (missing 3)"), run.out());
    assertRefused(3, "does not exist", poses("no.star", "random.truth.csv"));
    String names = "data_\n\nloop_\n_rlnImageName #1\n000001@a.mrcs\n";
    Path star = Files.writeString(folder.resolve("bare.star"), names);
    assertRefused(
        3,
        "holds no pose",
        CommandRun.of(
            "evaluate",
            "poses",
            star.toString(),
            "--truth",
            RESOURCES + "good.truth.csv",
            "--allow-missing"));
  }

  private static CommandRun poses(String star, String csv, String... more) {
    String[] fixed = {"evaluate", "poses", RESOURCES + star, "--truth", RESOURCES + csv};
    return CommandRun.of(joined(fixed, more));
  }

  private static CommandRun pairs(String... more) {
    return network("pairs", truth, stack, more);
  }

  private static CommandRun network(String kind, Path truth, Path stack, String... more) {
    String[] fixed = {
      "evaluate",
      kind,
      "-i",
      stack.toString(),
      "--truth",
      truth.toString(),
      "-m",
      NETWORK.file().toString()
    };
    // The tests' machine may or may not have a GPU; figures must not depend on it.
    String[] device =
        Arrays.asList(more).contains("--device") ? new String[0] : new String[] {"--device", "cpu"};
    return CommandRun.of(joined(joined(fixed, device), more));
  }

  private static String[] joined(String[] a, String[] b) {
    String[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static void assertRefused(int code, String expected, CommandRun run) {
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("cryoudl: "), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }
}
