package org.cryoudl.cli.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the figures that the scoring tool of many views printed for a made-up classification:
 * expected.json is its output.
 */
class EvaluateViewsTest {

  private static final String FOLDER = "src/test/resources/org/cryoudl/evaluation/classes/";
  private static final String PARTICLES = FOLDER + "particles.star";
  private static final String TRUTH = FOLDER + "truth.csv";

  @TempDir Path folder;

  @Test
  void figuresAreThoseOfTheScoringTool() throws IOException {
    CommandRun run =
        CommandRun.of(
            "evaluate", "classes", "-i", PARTICLES, "--truth", TRUTH, "-o", folder.toString());
    assertEquals(0, run.code(), run.err());
    ObjectMapper mapper = new ObjectMapper();
    JsonNode expected = mapper.readTree(Path.of(FOLDER + "expected.json").toFile());
    JsonNode found = mapper.readTree(folder.resolve("views.json").toFile());
    assertEquals(expected.get("particles").asInt(), found.get("particles").asInt());
    assertEquals(expected.get("classes").asInt(), found.get("classes").asInt());
    List<String> names =
        List.of(
            "direction_median",
            "w10",
            "w20",
            "w30",
            "frame_w15",
            "pair_psi",
            "purity",
            "junk_caught",
            "good_lost",
            "rare");
    for (String name : names) {
      double value = found.get("figures").get(name).asDouble();
      assertEquals(expected.get(name).asDouble(), value, 1e-6, name);
      JsonNode interval = found.get("intervals").get(name);
      assertTrue(interval.get(0).asDouble() < interval.get(1).asDouble(), name);
      assertTrue(
          run.out().contains(name + String.format(Locale.ROOT, " %.3f (", value)), run.out());
    }
    int compared = 0;
    for (JsonNode theirs : expected.get("per_class")) {
      for (JsonNode ours : found.get("per_class")) {
        if (ours.get("number").asInt() == theirs.get("cls").asInt()) {
          compared++;
          assertEquals(theirs.get("particles").asInt(), ours.get("particles").asInt());
          assertEquals(theirs.get("specimen").asText(), ours.get("specimen").asText());
          for (String name : List.of("direction_median", "w20", "frame_w15")) {
            assertEquals(theirs.get(name).asDouble(), ours.get(name).asDouble(), 1e-6, name);
          }
        }
      }
    }
    assertEquals(expected.get("per_class").size(), compared);
    assertTrue(Files.exists(folder.resolve("report.html")));
    assertEquals(
        found.get("classes").asInt() + 1, Files.readAllLines(folder.resolve("views.csv")).size());
  }

  @Test
  void wrongInputGetsOneSentence() throws IOException {
    Path shortTruth = folder.resolve("short.csv");
    List<String> lines = Files.readAllLines(Path.of(TRUTH));
    Files.write(shortTruth, lines.subList(0, 200));
    refused(
        3, "has no truth in", "evaluate", "classes", PARTICLES, "--truth", shortTruth.toString());
    Files.write(
        shortTruth, List.of(lines.get(0), lines.get(1).replace(lines.get(1).split(",")[1], "x")));
    refused(
        3,
        "line 2: rot is 'x'",
        "evaluate",
        "classes",
        PARTICLES,
        "--truth",
        shortTruth.toString());
    refused(
        2, "leave it out", "evaluate", "classes", PARTICLES, "--truth", TRUTH, "--symmetry", "2");
    refused(2, "PARTICLES", "evaluate", "classes", "--truth", TRUTH);
  }

  private static void refused(int code, String part, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(part), run.err());
  }
}
