package org.cryoudl.cli.particles;

import static org.cryoudl.cli.particles.SelectRun.assertAverages;
import static org.cryoudl.cli.particles.SelectRun.assertRefused;
import static org.cryoudl.cli.particles.SelectRun.image;
import static org.cryoudl.cli.particles.SelectRun.stack;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.Relion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subsets of classifications whose every row, average and figure is known. */
class SelectCommandTest {

  /** Class of each particle; class 4 is empty. */
  private static final int[] CLASSES = {1, 2, 3, 1, 2, 1};

  @TempDir Path folder;

  @BeforeEach
  void makeClassification() throws IOException {
    Path sorted = Files.createDirectory(folder.resolve("sorted"));
    stack(folder.resolve("stack.mrcs"), CLASSES.length, 100);
    stack(sorted.resolve("classes.mrcs"), 4, 10);
    stack(sorted.resolve("classes_unfiltered.mrcs"), 4, 20);
    Files.write(sorted.resolve("particles.star"), star());
    Files.write(sorted.resolve("particles.xmd"), xmd());
    Files.writeString(
        sorted.resolve("summary.json"),
        "{\"pixel_size_angstroms\": 2.5, \"classes\": ["
            + entry(1, 3, "12.5", 7, "0.9", "true")
            + ","
            + entry(2, 2, "null", -1, "0.5", "true")
            + ","
            + entry(3, 1, "20.0", 1, "0.2", "false")
            + ","
            + entry(4, 0, "null", -1, "0.0", "false")
            + "]}");
  }

  private static String entry(
      int number, int count, String resolution, int shell, String score, String recommended) {
    return String.format(
        Locale.ROOT,
        "{\"number\": %d, \"particles\": %d, \"frc0143_angstroms\": %s, \"frc0143_shell\": %d,"
            + " \"score\": %s, \"recommended\": %s}",
        number,
        count,
        resolution,
        shell,
        score,
        recommended);
  }

  /** Columns that nobody knows, quoted values and flagged particles among them. */
  private static List<String> star() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# version 30001",
                "data_optics",
                "loop_",
                "_rlnOpticsGroup #1",
                "_rlnVoltage #2",
                "_rlnSphericalAberration #3",
                "_rlnAmplitudeContrast #4",
                "_rlnImagePixelSize #5",
                "_rlnImageSize #6",
                "_rlnImageDimensionality #7",
                "1 300 2.7 0.1 2.5 8 2",
                "",
                "# version 30001",
                "data_particles",
                "loop_",
                "_mineOnly #1",
                "_rlnImageName #2",
                "_rlnOpticsGroup #3",
                "_rlnClassNumber #4",
                "_rlnAnglePsi #5",
                "_rlnOriginXAngst #6",
                "_rlnOriginYAngst #7",
                "_rlnSelected #8"));
    for (int i = 0; i < CLASSES.length; i++) {
      lines.add(
          "'a b"
              + i
              + "' "
              + (i + 1)
              + "@stack.mrcs 1 "
              + CLASSES[i]
              + " "
              + 10 * i
              + ".50 0.25 -1.750 "
              + (i == 3 ? 0 : 1));
    }
    return lines;
  }

  private static List<String> xmd() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# XMIPP_STAR_1 * ",
                "# ",
                "data_noname",
                "loop_",
                " _image",
                " _enabled",
                " _ref",
                " _mineOnly"));
    for (int i = 0; i < CLASSES.length; i++) {
      lines.add((i + 1) + "@stack.mrcs " + (i == 3 ? -1 : 1) + " " + CLASSES[i] + " x" + i);
    }
    return lines;
  }

  private CommandRun select(String from, String to, String... more) {
    return SelectRun.select(folder, from, to, more);
  }

  private StarTable particles(String out) {
    return StarFile.read(folder.resolve(out).resolve("particles.star"))
        .table("particles")
        .orElseThrow();
  }

  private JsonNode record(String out) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(out).resolve("selection.json").toFile());
  }

  /** The numbers of the particles in a selection, counted from 0. */
  private int[] chosen(String out) {
    StarTable table = particles(out);
    return IntStream.range(0, table.rowCount())
        .map(row -> Integer.parseInt(table.text(row, 0).substring(3)))
        .toArray();
  }

  @Test
  void rowsKeepEveryColumnAndTheirOrder() throws IOException {
    CommandRun run = select("sorted", "out", "--classes", "3,1");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("4 of 6 particles (66.7 %) in 2 of 3 classes"), run.out());
    StarTable out = particles("out");
    StarTable in = StarFile.read(folder.resolve("sorted/particles.star")).table("particles").get();
    assertEquals(in.columns(), out.columns());
    int[] kept = {0, 2, 3, 5};
    assertEquals(kept.length, out.rowCount());
    for (int i = 0; i < kept.length; i++) {
      List<String> was = new ArrayList<>(in.rawValues(kept[i]));
      List<String> is = new ArrayList<>(out.rawValues(i));
      assertTrue(is.remove(1).startsWith("00000" + (kept[i] + 1) + "@"));
      was.remove(1);
      assertEquals(was, is);
    }
    List<String> xmd = Files.readAllLines(folder.resolve("out/particles.xmd"));
    List<String> rows = xmd.subList(xmd.size() - 4, xmd.size());
    assertTrue(rows.get(0).strip().endsWith("1 1 x0"), rows.get(0));
    assertTrue(rows.get(1).strip().endsWith("1 3 x2"), rows.get(1));
    assertTrue(rows.get(2).strip().endsWith("-1 1 x3"), rows.get(2));
    assertTrue(rows.get(3).strip().endsWith("1 1 x5"), rows.get(3));
  }

  @Test
  void imageNamesHoldFromTheNewPlace() {
    assertEquals(0, select("sorted", "deep/in/out", "--classes", "2").code());
    for (String name : List.of("particles.star", "particles.xmd")) {
      try (ParticleSet set =
          ParticleSet.open(
              folder.resolve("deep/in/out").resolve(name), ParticleSetOptions.DEFAULT)) {
        assertEquals(2, set.size());
        assertArrayEquals(image(101), set.images().read(0).pixels());
        assertArrayEquals(image(104), set.images().read(1).pixels());
      }
    }
  }

  /** Its image handler copies the images of all particles that it finds in the file. */
  @Test
  void relionReadsExactlyTheseParticles() throws Exception {
    assertEquals(0, select("sorted", "out", "--classes", "1,3").code());
    Path out = folder.resolve("out");
    Relion.run(
        out,
        "relion_image_handler",
        "--i",
        "particles.star",
        "--o",
        "all.mrcs",
        "--multiply_constant",
        "1");
    try (MrcFile copied = MrcFile.open(out.resolve("all.mrcs"))) {
      assertEquals(particles("out").rowCount(), copied.size());
    }
  }

  /** Versions before 0.2.0 called the list of classes by another name. */
  @Test
  void anEarlierSelectionIsStillRead() throws IOException {
    assertEquals(0, select("sorted", "out", "--classes", "1,3").code());
    Files.move(folder.resolve("out/class_averages.star"), folder.resolve("out/classes.star"));
    assertEquals(0, select("out", "again", "--classes", "3").code());
    assertEquals(1, particles("again").rowCount());
  }

  @Test
  void averagesComeWithTheirNumbersAndFigures() throws IOException {
    assertEquals(0, select("sorted", "out", "--classes", "1,3").code());
    assertAverages(folder.resolve("out/classes.mrcs"), 10, 12);
    assertAverages(folder.resolve("out/classes_unfiltered.mrcs"), 20, 22);
    StarTable list = StarFile.read(folder.resolve("out/class_averages.star")).tables().get(0);
    assertEquals(
        List.of(
            "rlnReferenceImage",
            "rlnClassNumber",
            "cryoudlParticles",
            "rlnClassDistribution",
            "rlnEstimatedResolution",
            "cryoudlClassScore",
            "cryoudlRecommended"),
        list.columns());
    assertEquals(
        List.of(
            "000002@" + folder.resolve("out/classes.mrcs"),
            "3",
            "1",
            "0.166667",
            "20.000000",
            "0.200000",
            "0"),
        list.rawValues(1));
    JsonNode record = record("out");
    assertEquals(4, record.get("particles").asInt());
    assertEquals(6, record.get("of_particles").asInt());
    assertEquals(2, record.get("classes").asInt());
    assertEquals(3, record.get("of_classes").asInt());
    assertEquals(3, record.get("chosen").get(0).get("particles").asInt());
    assertEquals(12.5, record.get("chosen").get(0).get("resolution_angstroms").asDouble());
    assertEquals(0.9, record.get("chosen").get(0).get("score").asDouble());
    assertEquals(2, record.get("left").get(0).get("number").asInt());
    assertTrue(PngImage.read(folder.resolve("out/classes.png")).width() > 2 * 256);
  }

  /** Halves of class 2 agree in all shells, so it reaches the limit of its pixels, 5 A. */
  @ParameterizedTest
  @CsvSource({
    "--score 0.5, 0 1 3 4 5",
    "--score 0.51, 0 3 5",
    "--min-resolution 12.5A, 0 1 3 4 5",
    "--min-resolution 5A, 1 4",
    "--min-resolution 5, 1 4",
    "--recommended, 0 1 3 4 5",
    "--recommended --invert, 2",
    "--classes 1-2 --min-resolution 6A, 1 4",
    "--classes 1-2 --min-resolution 6A --invert, 0 2 3 5",
  })
  void rulesChoose(String rules, String particles) {
    CommandRun run = select("sorted", "out", rules.split(" "));
    assertEquals(0, run.code(), run.err());
    assertArrayEquals(
        Stream.of(particles.split(" ")).mapToInt(Integer::parseInt).toArray(), chosen("out"));
  }

  @Test
  void classesWithoutParticlesAreLeftOut() throws IOException {
    CommandRun run =
        CommandRun.of(
            "select",
            folder.resolve("sorted").toString(),
            "-o",
            folder.resolve("out").toString(),
            "--classes",
            "2-4");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("hold no particles: classes 4"), run.err());
    assertAverages(folder.resolve("out/classes.mrcs"), 11, 12);
    assertEquals(2, record("out").get("chosen").size());
    assertEquals(4, record("out").get("left").get(1).get("number").asInt());
  }

  @Test
  void aSelectionCanBeSelectedFromAgain() throws IOException {
    assertEquals(0, select("sorted", "first", "--classes", "2,3").code());
    assertEquals(0, select("first", "second", "--min-resolution", "15A").code());
    assertArrayEquals(new int[] {1, 4}, chosen("second"));
    assertAverages(folder.resolve("second/classes.mrcs"), 11);
    CommandRun gone = select("first", "third", "--classes", "1");
    assertEquals(2, gone.code());
    assertTrue(gone.err().contains("there is no class 1"), gone.err());
    assertTrue(gone.err().contains("has 2 classes, 2-3"), gone.err());
  }

  @Test
  void nothingIsReplacedUnlessAllowed() throws IOException {
    assertEquals(0, select("sorted", "out", "--classes", "1").code());
    CommandRun again = select("sorted", "out", "--classes", "2");
    assertEquals(2, again.code());
    assertTrue(again.err().contains("--overwrite"), again.err());
    assertArrayEquals(new int[] {0, 3, 5}, chosen("out"));
    assertEquals(0, select("sorted", "out", "--classes", "2", "--overwrite").code());
    assertArrayEquals(new int[] {1, 4}, chosen("out"));
    CommandRun onInput = select("sorted", "sorted", "--classes", "2", "--overwrite");
    assertEquals(2, onInput.code());
    assertTrue(onInput.err().contains("is an input"), onInput.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--classes 5|2|there is no class 5|has 4 classes, 1-4",
        "--classes 0|2|'0' is no list of classes|1,3-9",
        "--classes 3-1|2|'3-1' is no list of classes|1,3-9",
        "--classes 1,|2|'1,' is no list of classes|1,3-9",
        "--classes 4|3|no particle is selected|classes 4",
        "--score 1.5|2|between 0 and 1|1.5",
        "--score 0.95|3|no particle is selected|a score of at least 0.95",
        "--min-resolution 3A|3|no particle is selected|3.0 A or better",
        "--min-resolution 0A|2|such as 15A|'0A'",
        "--min-resolution 10px|2|such as 15A|'10px'",
        "--classes 1-4 --invert|3|no particle is selected|not: classes 1-4",
        "--invert|2|say which classes|--classes",
      })
  void wrongChoicesGetOneLine(String rules, int code, String first, String second) {
    assertRefused(select("sorted", "out", rules.split(" ")), code, first, second);
    assertFalse(Files.exists(folder.resolve("out/selection.json")));
  }

  @Test
  void whatAFolderLacksIsSaid() throws IOException {
    Path summary = folder.resolve("sorted/summary.json");
    Files.writeString(
        summary,
        "{\"pixel_size_angstroms\": null, \"classes\": ["
            + IntStream.rangeClosed(1, 4)
                .mapToObj(k -> "{\"number\": " + k + ", \"frc0143_angstroms\": null}")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow()
            + "]}");
    assertRefused(select("sorted", "out", "--score", "0.5"), 3, "no scores", "--min-resolution");
    assertRefused(select("sorted", "out", "--recommended"), 3, "recommended", "--classes");
    assertRefused(
        select("sorted", "out", "--min-resolution", "15A"), 3, "without a pixel size", "--classes");
    Files.writeString(summary, "{");
    assertRefused(select("sorted", "out", "--classes", "1"), 3, "summary.json is no JSON");
    Files.delete(summary);
    assertEquals(0, select("sorted", "out", "--classes", "3").code());
    assertArrayEquals(new int[] {2}, chosen("out"));
    assertAverages(folder.resolve("out/classes.mrcs"), 12);
  }

  @Test
  void foldersWithoutClassesAreRefused() throws IOException {
    assertRefused(select("nowhere", "out", "--classes", "1"), 3, "nowhere does not exist");
    Files.createDirectory(folder.resolve("empty"));
    assertRefused(select("empty", "out", "--classes", "1"), 3, "empty holds no classes");
    assertRefused(select("stack.mrcs", "out", "--classes", "1"), 3, "is no folder");
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Files.writeString(
        plain.resolve("particles.xmd"),
        "# XMIPP_STAR_1 * \n# \ndata_noname\nloop_\n _image\n1@stack.mrcs\n");
    assertRefused(select("plain", "out", "--classes", "1"), 3, "line 6 holds no class");
    List<String> other = new ArrayList<>(xmd());
    other.remove(other.size() - 1);
    Files.write(folder.resolve("sorted/particles.xmd"), other);
    assertRefused(
        select("sorted", "out", "--classes", "1"), 3, "holds 3 particles of class 1", "holds 2");
  }

  @Test
  void stacksNeedNotBeThereForMetadataOnly() throws IOException {
    Files.delete(folder.resolve("stack.mrcs"));
    assertRefused(
        select("sorted", "out", "--classes", "2"), 3, "stack.mrcs was not found", "--project-dir");
    assertEquals(0, select("sorted", "out", "--classes", "2", "--metadata-only").code());
    assertEquals("2@stack.mrcs", particles("out").text(0, 1));
  }
}
