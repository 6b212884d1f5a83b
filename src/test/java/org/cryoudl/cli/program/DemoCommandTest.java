package org.cryoudl.cli.program;

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
import org.cryoudl.io.png.PngImage;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

  private static final int TILE = 96;
  private static final int GAP = 2;

  @TempDir Path folder;

  private CommandRun demo(String... more) {
    String[] args = {
      "demo",
      "-o",
      folder.resolve("demo").toString(),
      "--device",
      "cpu",
      "--particles",
      "60",
      "--steps",
      "1"
    };
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void aSmallDemonstrationAlignsWhatItSimulates() throws IOException {
    CommandRun run = demo();
    assertEquals(0, run.code(), run.err());
    for (int step = 1; step <= 5; step++) {
      assertTrue(run.err().contains(step + "/5  "), run.err());
    }
    Path demo = folder.resolve("demo");
    JsonNode poses = new ObjectMapper().readTree(demo.resolve("scores/poses.json").toFile());
    assertEquals(60, poses.get("particles").asInt());
    assertTrue(poses.get("mod360").get("mean").asDouble() < 2, poses.toString());
    assertTrue(poses.get("shift_mean_px").asDouble() < 1, poses.toString());
    double correlation = averageAgainstTruth(demo.resolve("overview.png"));
    assertTrue(correlation > 0.8, "average and truth correlate by " + correlation);
    run.out()
        .lines()
        .filter(line -> line.startsWith("  " + demo))
        .map(line -> Path.of(line.strip().split("\\s{2,}")[0]))
        .forEach(file -> assertTrue(Files.exists(file), file + " is named but not there"));
  }

  @Tag("slow")
  @Test
  void aSecondDemonstrationIsTheSame() throws IOException {
    Path demo = folder.resolve("demo");
    assertEquals(0, demo().code());
    byte[] star = Files.readAllBytes(demo.resolve("aligned/particles.star"));
    CommandRun refused = demo();
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().contains("--overwrite"), refused.err());

    CommandRun again = demo("--overwrite", "-q");
    assertEquals(0, again.code(), again.err());
    assertFalse(again.err().contains("1/5"), again.err());
    assertArrayEquals(star, Files.readAllBytes(demo.resolve("aligned/particles.star")));
  }

  /** The correlation of the picture's third tile, the average, with its fourth, the truth. */
  private static double averageAgainstTruth(Path picture) {
    var sheet = PngImage.read(picture);
    assertEquals(4 * TILE + 3 * GAP, sheet.width());
    double[] sums = new double[5];
    for (int row = 0; row < TILE; row++) {
      for (int column = 0; column < TILE; column++) {
        double a = sheet.at(row, 2 * (TILE + GAP) + column);
        double b = sheet.at(row, 3 * (TILE + GAP) + column);
        double[] terms = {a, b, a * a, b * b, a * b};
        for (int i = 0; i < terms.length; i++) {
          sums[i] += terms[i] / (TILE * TILE);
        }
      }
    }
    return (sums[4] - sums[0] * sums[1])
        / Math.sqrt((sums[2] - sums[0] * sums[0]) * (sums[3] - sums[1] * sums[1]));
  }

  @Test
  void tooFewParticlesAreAUsageError() {
    Path demo = folder.resolve("demo");
    CommandRun run = CommandRun.of("demo", "-o", demo.toString(), "--particles", "10");
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("at least 40"), run.err());
    assertFalse(Files.exists(demo));
  }

  @Test
  void aFolderWithOtherFilesIsNotWrittenInto() throws IOException {
    Files.createDirectories(folder.resolve("demo"));
    Files.writeString(folder.resolve("demo/notes.txt"), "mine");
    CommandRun run = demo();
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("not empty"), run.err());
  }
}
