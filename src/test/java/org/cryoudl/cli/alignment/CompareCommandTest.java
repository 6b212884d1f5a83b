package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.testing.Chromium;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TurnedPictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

class CompareCommandTest {

  private static final int COUNT = 30;

  @TempDir Path folder;

  private Pose[] truth;
  private Path stack;

  @BeforeEach
  void writeStack() {
    truth = TurnedPictures.poses(COUNT);
    stack = TurnedPictures.writeStack(folder.resolve("s.mrcs"), truth);
  }

  @Test
  void differencesAreThoseThatWerePutIn() throws IOException {
    Path a = star("a.star", truth, COUNT);
    Pose[] other = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double off = i == 4 ? 25 : 0;
      other[i] = truth[i].thenMove(-40 + off, 2, 1);
    }
    Path b = star("b.star", other, COUNT - 3);
    CommandRun run =
        CommandRun.of("compare", a.toString(), b.toString(), "-o", folder.resolve("o").toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("27 particles in both, 3 only in " + a), run.out());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("o/comparison.json").toFile());
    assertEquals(25.0 / 27, json.at("/mod360/mean").asDouble(), 1e-4);
    assertEquals(1.0 / 27, json.at("/mod360/above10").asDouble(), 1e-9);
    assertEquals(0, json.at("/shift_mean_px").asDouble(), 1e-4);
    assertTrue(json.at("/averages/correlation").asDouble() > 0.98, run.out());
    List<String> rows = Files.readAllLines(folder.resolve("o/particles.csv"));
    assertTrue(rows.get(1).startsWith("000005@"), rows.get(1));
    assertEquals(-25, Double.parseDouble(rows.get(1).split(",")[1]), 1e-3);

    JsonNode report = new ObjectMapper().readTree(folder.resolve("o/report.json").toFile());
    assertTrue(
        report.at("/verdict/sentences/0").asText().contains("1 of 27 by more than 10 degrees"),
        report.at("/verdict").toString());
    assertEquals(3, report.at("/sections/0/blocks/1/pictures").size());
    JsonNode frc = json.at("/averages/first_with_second_frc");
    assertEquals(
        (frc.get(2).asDouble() + frc.get(3).asDouble() + frc.get(4).asDouble()) / 3,
        report.at("/sections/1/blocks/0/series/2/y/3").asDouble(),
        1e-12);
    assertEquals(-25, report.at("/sections/3/blocks/1/columns/0/values/4").asDouble(), 1e-3);
    // Every particle is there as both files turn it: the page holds their pictures.
    String page = Files.readString(folder.resolve("o/report.html"));
    assertTrue(page.contains("\"before_title\":\"by A\""), "titles of the pictures");
    assertTrue(page.contains("id=\"views-0\""), "pictures of the particles");
  }

  /** Image files may be named like formulas; commas in names are rarer still. */
  @Test
  void namesThatASpreadsheetWouldRunAreWrittenAsText() throws IOException {
    List<String> names = List.of("=1+0.mrc", "+1.mrc", "-3.mrc", "a,b.mrc", "plain.mrc");
    StringBuilder text =
        new StringBuilder(
            "data_\n\nloop_\n_rlnImageName\n_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY\n");
    names.forEach(name -> text.append(name).append(" 0 0 0\n"));
    Path whole = Files.writeString(folder.resolve("whole.star"), text);
    Path out = folder.resolve("o");
    CommandRun run =
        CommandRun.of(
            "compare", whole.toString(), whole.toString(), "--no-images", "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    for (String file : List.of("particles.csv", "report-particles.csv")) {
      List<String> cells = Files.readAllLines(out.resolve(file));
      assertTrue(cells.get(1).startsWith("'=1+0.mrc,"), cells.get(1));
      assertTrue(cells.get(2).startsWith("'+1.mrc,"), cells.get(2));
      assertTrue(cells.get(3).startsWith("'-3.mrc,"), cells.get(3));
      assertTrue(cells.get(4).startsWith("\"a,b.mrc\","), cells.get(4));
      List<String> back =
          CsvReader.read(out.resolve(file), "particles").stream()
              .skip(1)
              .map(line -> line.cells().get(0))
              .toList();
      assertEquals(names, back, file);
    }
  }

  /** In German 1,200 would be written 1.200. */
  @Test
  void numbersDoNotDependOnTheMachinesLanguage() throws IOException {
    StringBuilder text =
        new StringBuilder(
            "data_\n\nloop_\n_rlnImageName\n_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY\n");
    for (int i = 1; i <= 1200; i++) {
      text.append(String.format(Locale.ROOT, "%06d@s.mrcs 0 0 0\n", i));
    }
    Path many = Files.writeString(folder.resolve("many.star"), text);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      CommandRun run =
          CommandRun.of(
              "compare",
              many.toString(),
              many.toString(),
              "--no-images",
              "-o",
              folder.resolve("o").toString());
      assertEquals(0, run.code(), run.err());
    } finally {
      Locale.setDefault(before);
    }
    JsonNode report = new ObjectMapper().readTree(folder.resolve("o/report.json").toFile());
    assertEquals("1,200", report.at("/highlights/0/value").asText());
    assertTrue(report.at("/highlights/0/note").asText().startsWith("0 only in A"));
  }

  @Tag("slow")
  @Test
  void thePageShowsAParticleInBothPoses(@TempDir(cleanup = CleanupMode.NEVER) Path profile)
      throws IOException {
    Path a = star("a.star", truth, COUNT);
    Pose[] other = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      other[i] = truth[i].thenMove(i == 4 ? 90 : 0, 0, 0);
    }
    Path b = star("b.star", other, COUNT);
    Path output = folder.resolve("o");
    CommandRun run = CommandRun.of("compare", a.toString(), b.toString(), "-o", output.toString());
    assertEquals(0, run.code(), run.err());
    try (Chromium browser = Chromium.start(profile)) {
      browser.open(output.resolve("report.html"));
      double same = seenDifference(browser, 3);
      double turned = seenDifference(browser, 4);
      assertTrue(same < 1 && turned > 10 * same + 5, "grey levels " + same + ", " + turned);
      assertEquals(
          "by A, by B",
          browser.text(
              "[...document.querySelectorAll('.pair figcaption')].map(c => c.textContent).join(', ')"));
      assertEquals(List.of(), browser.problems());
      assertEquals(1, browser.requests().stream().distinct().count(), "only the page is read");
    }
  }

  /** Opens a particle and compares its two pictures: mean difference of their grey levels. */
  private static double seenDifference(Chromium browser, int row) {
    browser.click(By.cssSelector("tr[data-place='" + row + "']"));
    browser.await(
        "return document.querySelector('.pair').dataset.particle === '" + (row + 1) + "'");
    return Double.parseDouble(
        browser.text(
            "(() => { const levels = (c) => { const copy = document.createElement('canvas');"
                + " const own = copy.getContext('2d', { willReadFrequently: true });"
                + " own.drawImage(c, 0, 0); return own.getImageData(0, 0, c.width, c.height).data; };"
                + " const [a, b] = [...document.querySelectorAll('.pair canvas')].map(levels);"
                + " return a.reduce((sum, v, i) => sum + Math.abs(v - b[i]), 0) / a.length; })()"));
  }

  @Test
  void imagesNeedNotBeThere() throws IOException {
    Path a = star("a.star", truth, COUNT);
    Files.delete(stack);
    CommandRun run = CommandRun.of("compare", a.toString(), a.toString(), "--no-images");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("differ by 0.000 degrees"), run.out());
    assertEquals(3, CommandRun.of("compare", a.toString(), a.toString()).code());
    Path output = folder.resolve("poses");
    run =
        CommandRun.of(
            "compare", a.toString(), a.toString(), "--no-images", "-o", output.toString());
    assertEquals(0, run.code(), run.err());
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    assertEquals("differences", report.at("/sections/0/id").asText());
  }

  @Test
  void wrongInputsAreOneSentence() throws IOException {
    Path a = star("a.star", truth, COUNT);
    Path other =
        Files.writeString(
            folder.resolve("c.star"), Files.readString(a).replace("s.mrcs", "elsewhere.mrcs"));
    CommandRun run = CommandRun.of("compare", a.toString(), other.toString(), "--no-images");
    assertEquals(3, run.code());
    assertTrue(run.err().contains("share no image"), run.err());
    Path without =
        Files.writeString(
            folder.resolve("d.star"),
            "data_\nloop_\n_rlnImageName #1\n000001@" + stack + "\n000002@" + stack + "\n");
    run = CommandRun.of("compare", a.toString(), without.toString(), "--no-images");
    assertEquals(3, run.code());
    assertTrue(run.err().contains("holds no pose"), run.err());
  }

  /** Every class has a frame of its own: taken together the angles would differ by far. */
  @Test
  void classificationsAreComparedClassByClass() throws IOException {
    int[] classesA = new int[COUNT];
    int[] classesB = new int[COUNT];
    Pose[] other = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      classesA[i] = 1 + i % 3;
      classesB[i] = new int[] {20, 30, 10}[i % 3];
      double off = i == 4 ? 25 : 0;
      other[i] = truth[i].thenMove(-70 * classesA[i] + off, classesA[i], 1);
    }
    classesB[6] = 30;
    classesB[9] = 40;
    Path a = withClasses("a.star", truth, classesA);
    Path b = withClasses("b.star", other, classesB);
    Path out = folder.resolve("o");
    CommandRun run = CommandRun.of("compare", a.toString(), b.toString(), "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.out().contains("3 classes match; 28 of 30 particles (93.3 %) are in matching classes"),
        run.out());
    assertTrue(run.out().contains("classes of B without a match: 40"), run.out());
    JsonNode json = new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
    assertEquals(28, json.at("/in_matching_classes").asInt());
    assertEquals(3, json.at("/classes").size());
    // Classes of A hold 10 each, of B 8, 11, 10 and 1.
    double together = 28 + 45 + 45;
    double expected = 135 * (28.0 + 55 + 45) / 435;
    assertEquals(
        (together - expected) / ((135 + 128) / 2.0 - expected),
        json.at("/adjusted_rand_index").asDouble(),
        1e-9);
    for (JsonNode each : json.at("/classes")) {
      int classA = each.get("class_a").asInt();
      assertEquals(new int[] {0, 20, 30, 10}[classA], each.get("class_b").asInt());
      assertEquals(classA == 1 ? 8 : 10, each.get("in_both").asInt());
      // Particle 5 is in class 2 and 25 degrees off.
      assertEquals(classA == 2 ? 2.5 : 0, each.at("/mod360/mean").asDouble(), 1e-3);
      assertEquals(0, each.get("shift_mean_px").asDouble(), 1e-3);
      assertTrue(each.get("average_correlation").asDouble() > 0.9, run.out());
    }
    assertEquals(25.0 / 28, json.at("/mod360/mean").asDouble(), 1e-3);
    List<String> rows = Files.readAllLines(out.resolve("particles.csv"));
    assertEquals(29, rows.size());
    assertTrue(rows.get(1).startsWith("000005@"), rows.get(1));
    assertTrue(rows.get(1).contains(",2,30,-25.0"), rows.get(1));
    assertEquals(4, Files.readAllLines(out.resolve("classes.csv")).size());
    JsonNode report = new ObjectMapper().readTree(out.resolve("report.json").toFile());
    assertEquals("classes", report.at("/sections/0/id").asText());
    assertEquals(6, report.at("/sections/1/blocks/1/pictures").size());
  }

  private Path withClasses(String name, Pose[] poses, int[] classes) throws IOException {
    List<String> lines = Files.readAllLines(star(name, poses, COUNT));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      int row = i - (lines.size() - COUNT);
      text.append(lines.get(i)).append(row < 0 ? "\n" : " " + classes[row] + "\n");
      text.append(row == -1 ? "_rlnClassNumber #5\n" : "");
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }

  private Path star(String name, Pose[] poses, int count) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "data_\nloop_\n_rlnImageName #1\n_rlnAnglePsi #2\n_rlnOriginX #3\n_rlnOriginY #4\n");
    for (int i = 0; i < count; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%06d@%s %.6f %.6f %.6f%n",
              i + 1,
              stack,
              poses[i].psiDegrees(),
              poses[i].originXPixels(),
              poses[i].originYPixels()));
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }
}
