package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignCommandTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 24;
  private static final int COUNT = 12;
  private static final List<String> RESULTS =
      List.of(
          "aligned.mrcs",
          "aligned.star",
          "average.mrc",
          "average.png",
          "before-after.png",
          "particles.star",
          "particles.xmd",
          "summary.json");

  @TempDir static Path shared;

  @TempDir Path folder;

  private Path star;
  private Path stack;
  private Path output;

  @BeforeAll
  static void writeStack() {
    SimulatedSet.of(COUNT, BOX, CtfModel.Mode.PHASE_FLIPPED, 1).write(shared, "p");
  }

  @BeforeEach
  void copyInputs() throws IOException {
    stack = Files.copy(shared.resolve("p.mrcs"), folder.resolve("p.mrcs"));
    String text = Files.readString(shared.resolve("p.star"));
    star =
        Files.writeString(
            folder.resolve("p.star"),
            text.replace(shared.resolve("p.mrcs").toString(), stack.toString()));
    output = folder.resolve("out");
  }

  @Test
  void everyResultIsWritten() throws IOException {
    CommandRun run = align(star);
    assertEquals(0, run.code(), run.err());
    assertEquals(RESULTS, names(output));
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(COUNT, summary.get("particles").asInt());
    assertEquals(BOX, summary.get("box_pixels").asInt());
    assertEquals("polar-test", summary.get("model").asText());
    assertTrue(summary.get("command_line").asText().startsWith("cryoudl align -i "));
    try (ParticleSet particles = open("particles.star");
        ParticleSet aligned = open("aligned.star");
        ParticleSet xmd = open("particles.xmd");
        MrcFile turned = MrcFile.open(output.resolve("aligned.mrcs"))) {
      assertEquals(COUNT, particles.size());
      assertEquals(COUNT, turned.size());
      assertEquals(4, turned.pixelSizeAngstroms().orElseThrow(), 1e-5);
      for (int i = 0; i < COUNT; i++) {
        assertTrue(particles.imageName(i).endsWith("@" + stack), particles.imageName(i));
        assertEquals(0, aligned.pose(i).orElseThrow().psiDegrees());
        assertEquals(
            particles.pose(i).orElseThrow().originXPixels(),
            xmd.pose(i).orElseThrow().originXPixels(),
            1e-4);
      }
    }

    List<byte[]> before = contents(RESULTS.subList(0, 7));
    assertRefused(2, "--overwrite", align(star));
    CommandRun again = align(star, "--overwrite", "-q");
    assertEquals(0, again.code(), again.err());
    List<byte[]> after = contents(RESULTS.subList(0, 7));
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i), RESULTS.get(i) + " differs");
    }

    CommandRun withoutStack = align(star, "--overwrite", "--no-stack", "-q");
    assertEquals(0, withoutStack.code(), withoutStack.err());
    List<String> left = new ArrayList<>(RESULTS);
    left.removeAll(List.of("aligned.mrcs", "aligned.star"));
    assertEquals(left, names(output), "the older run's turned images are gone");
  }

  @Test
  void reportTellsOfEveryParticle() throws IOException {
    CommandRun run = align(star, "--report", "--no-stack");
    assertEquals(0, run.code(), run.err());
    JsonNode report = new ObjectMapper().readTree(output.resolve("report.json").toFile());
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(summary.get("verdict"), report.at("/verdict/sentences/0"));
    assertEquals(2, report.at("/verdict/sentences").size());
    assertTrue(report.toString().contains(star.toString()), "the input is named");
    List<String> rows = Files.readAllLines(output.resolve("report-particles.csv"));
    assertEquals(COUNT + 1, rows.size());
    try (ParticleSet particles = open("particles.star")) {
      for (int i = 0; i < COUNT; i++) {
        String[] cells = rows.get(i + 1).split(",");
        assertEquals(particles.imageName(i), cells[0]);
        assertEquals(
            particles.pose(i).orElseThrow().psiDegrees(), Double.parseDouble(cells[1]), 0.0051);
      }
    }
    String page = Files.readString(output.resolve("report.html"));
    assertTrue(page.contains("id=\"views-0\""), "particles are shown");
    assertRefused(2, "report.html", align(star, "--no-stack", "--reference", page(output)));
    CommandRun without = align(star, "--overwrite", "--no-stack", "-q");
    assertEquals(0, without.code(), without.err());
    assertFalse(Files.exists(output.resolve("report.html")), "the older run's report is gone");
  }

  private static String page(Path folder) {
    return folder.resolve("report.html").toString();
  }

  @Test
  void linesMayEndAsOnWindows() throws IOException {
    Files.writeString(star, Files.readString(star).replace("\n", "\r\n"));
    CommandRun run = align(star, "--no-stack");
    assertEquals(0, run.code(), run.err());
    List<String> expected = new ArrayList<>(RESULTS);
    expected.removeAll(List.of("aligned.mrcs", "aligned.star"));
    assertEquals(expected, names(output));
    assertFalse(Files.readString(output.resolve("particles.star")).contains("\r"));
  }

  @Test
  void aBareStackIsEnough() throws IOException {
    CommandRun run = align(stack, "--reference", "first", "--no-stack", "--max-shift", "3");
    assertEquals(0, run.code(), run.err());
    try (ParticleSet particles = open("particles.star")) {
      assertEquals(0, particles.pose(0).orElseThrow().psiDegrees(), 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, index",
    "13, holds 12 images",
    "x, x@",
  })
  void wrongImageNumbersAreNamed(String number, String expected) throws IOException {
    Files.writeString(star, Files.readString(star).replace("000005@", number + "@"));
    CommandRun run = align(star);
    assertRefused(3, "p.star", run);
    assertTrue(run.err().contains("line "), run.err());
    assertTrue(run.err().contains(expected) || number.equals("0"), run.err());
  }

  @Test
  void damagedTablesAreRefused() throws IOException {
    String text = Files.readString(star);
    assertRefused(3, "e.star", align(Files.writeString(folder.resolve("e.star"), "")));
    String noRows = text.substring(0, text.indexOf("000001@"));
    assertRefused(3, "e.star", align(Files.writeString(folder.resolve("e.star"), noRows)));
    String noNames = text.replace("_rlnImageName", "_rlnSomethingElse");
    CommandRun run = align(Files.writeString(folder.resolve("e.star"), noNames));
    assertRefused(3, "rlnImageName", run);
    String shortRow = text.stripTrailing();
    shortRow = shortRow.substring(0, shortRow.lastIndexOf(' ')) + "\n";
    assertRefused(3, "line", align(Files.writeString(folder.resolve("e.star"), shortRow)));
    assertRefused(3, "none.star", align(folder.resolve("none.star")));
    assertRefused(3, ".txt", align(Files.writeString(folder.resolve("e.txt"), text)));
    String gone = text.replace("p.mrcs", "gone.mrcs");
    assertRefused(3, "gone.mrcs", align(Files.writeString(folder.resolve("e.star"), gone)));
    assertRefused(3, "is not a file", align(folder));
  }

  @Test
  void damagedStacksAreRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(stack);
    Files.write(stack, Arrays.copyOf(bytes, bytes.length - 100));
    CommandRun cut = align(star);
    assertRefused(3, "p.mrcs", cut);
    assertTrue(cut.err().contains(Integer.toString(bytes.length - 100)), cut.err());
    Files.write(stack, Arrays.copyOf(bytes, 500));
    assertRefused(3, "p.mrcs", align(star));

    byte[] nan = bytes.clone();
    int at = 1024 + 4 * BOX * BOX * 4 + 4 * 30;
    nan[at] = 0;
    nan[at + 1] = 0;
    nan[at + 2] = (byte) 0xc0;
    nan[at + 3] = 0x7f;
    Files.write(stack, nan);
    CommandRun run = align(star);
    assertRefused(3, "000005@", run);
    assertTrue(run.err().contains("not a number"), run.err());
    assertTrue(run.err().contains("column 6, row 1"), run.err());
    assertRefused(3, "000005@", align(star, "--threads", "1"));
  }

  @Test
  void setsThatCannotBeAlignedAreRefused() throws IOException {
    Path small = write("small.mrcs", 16, 16, 2, true);
    String text = Files.readString(star);
    Files.writeString(star, text.replace("000005@" + stack, "000001@" + small));
    CommandRun mixed = align(star);
    assertRefused(3, "_rlnImageSize is 24", mixed);
    assertTrue(mixed.err().contains("16 x 16"), mixed.err());
    assertRefused(
        3, "3 of 3 images hold one value only", align(write("flat.mrcs", 16, 16, 3, false)));
    assertRefused(3, "1 usable images of 1", align(write("one.mrcs", 16, 16, 1, true)));
    assertRefused(3, "16 x 20", align(write("oblong.mrcs", 16, 20, 3, true)));
    assertRefused(3, "4 x 4", align(write("tiny.mrcs", 4, 4, 3, true)));
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() throws IOException {
    assertRefused(2, "--max-shift must be above 0", align(star, "--max-shift", "-1"));
    assertRefused(2, "--max-shift must be above 0", align(star, "--max-shift", "NaN"));
    assertRefused(2, "at most half the box", align(star, "--max-shift", "1e9"));
    assertRefused(2, "--max-shift", align(star, "--max-shift", "far"));
    assertRefused(2, "holds the whole box", align(star, "--mask-radius", "500"));
    assertRefused(2, "--mask-radius must be above 0", align(star, "--mask-radius", "0"));
    assertRefused(2, "--phases must be", align(star, "--phases", "maybe"));
    assertRefused(2, "counts images from 1", align(star, "--reference", "0"));
    assertRefused(2, "out of range", align(star, "--reference", "13"));
    assertRefused(2, "there is no file", align(star, "--reference", "no.mrc"));
    assertRefused(2, "--threads", align(star, "--threads", "0"));
    assertRefused(2, "tpu", align(star, "--device", "tpu"));
    assertRefused(4, "cuda:7", align(star, "--device", "cuda:7"));
    assertRefused(2, "'PARTICLES'", CommandRun.of("align", "-o", output.toString()));
    assertRefused(2, "--output", CommandRun.of("align", "-i", star.toString()));
    Path picture = write("picture.mrc", 16, 16, 1, true);
    CommandRun wrongBox = align(star, "--reference", picture.toString());
    assertRefused(3, "16 x 16", wrongBox);
    assertTrue(wrongBox.err().contains("24 x 24"), wrongBox.err());
    Path flat = write("flat.mrc", BOX, BOX, 1, false);
    assertRefused(3, "single value", align(star, "--reference", flat.toString()));
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    assertRefused(3, "text.png", align(star, "--reference", text.toString()));
    assertRefused(2, "is a folder", align(star, "--reference", folder.toString()));
  }

  @Test
  void modelsOfAnotherKindAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("m.safetensors"), "no model at all, but a text");
    assertRefused(3, "m.safetensors", withModel(text));
    Path other = folder.resolve("other.safetensors");
    float[] values = {1, 2};
    new SafetensorsFile(
            Map.of("format", "pt"),
            Map.of("layer.weight", new SafetensorsFile.Tensor(new long[] {2}, values)))
        .write(other);
    assertRefused(3, "other.safetensors", withModel(other));
    byte[] bytes = Files.readAllBytes(NETWORK.file());
    Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, 3000));
    assertRefused(3, "cut.safetensors", withModel(cut));
    assertRefused(2, "no.safetensors", withModel(folder.resolve("no.safetensors")));
  }

  @Test
  void foldersThatCannotBeMadeAreTold() {
    output = stack.resolve("below");
    assertRefused(4, "cannot make the folder", align(star));
    output = stack;
    assertRefused(4, "cannot make the folder", align(star));
  }

  @Test
  void readOnlyFoldersAreTold() throws IOException {
    output = folder.resolve("read-only");
    Files.createDirectories(output);
    assertTrue(output.toFile().setWritable(false));
    Assumptions.assumeFalse(
        Files.isWritable(output), "skipped: this user may write to read-only folders");
    assertRefused(4, "cannot write", align(star));
  }

  @Test
  void inputsAreNeverWrittenOver() throws IOException {
    Files.createDirectories(output);
    Path inside = Files.copy(star, output.resolve("particles.star"));
    byte[] before = Files.readAllBytes(inside);
    assertRefused(2, "is an input", align(inside));
    assertRefused(2, "is an input", align(inside, "--overwrite"));
    assertArrayEquals(before, Files.readAllBytes(inside));

    Path stackInside = Files.copy(stack, output.resolve("aligned.mrcs"));
    assertRefused(2, "is an input", align(stackInside, "--overwrite"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), output);
    assertRefused(2, "is an input", align(link.resolve("particles.star"), "--overwrite"));
    assertArrayEquals(before, Files.readAllBytes(inside));

    Path picture = write("out/average.mrc", BOX, BOX, 1, true);
    byte[] pictureBefore = Files.readAllBytes(picture);
    assertRefused(2, "is an input", align(star, "--overwrite", "--reference", picture.toString()));
    assertArrayEquals(pictureBefore, Files.readAllBytes(picture));
  }

  /**
   * A quick look: every other particle, 24 px joined to 16, results in rows and pixels of the set.
   */
  @Test
  void aPartOfTheSetMayBeAlignedBinned() throws IOException {
    CommandRun run = align(star, "--particles", "6", "--bin", "1.5", "--report");
    assertEquals(0, run.code(), run.err());
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(6, summary.get("particles").asInt());
    assertEquals(COUNT, summary.get("particles_in_set").asInt());
    assertEquals(1.5, summary.get("bin").asDouble());
    assertEquals(BOX, summary.get("box_pixels").asInt());
    assertTrue(
        run.out().contains("6 of 12 particles, evenly spread; binned 1.50 times, 24 px to 16 px"),
        run.out());
    try (ParticleSet particles = open("particles.star");
        MrcFile average = MrcFile.open(output.resolve("average.mrc"));
        MrcFile aligned = MrcFile.open(output.resolve("aligned.mrcs"))) {
      assertEquals(6, particles.size());
      for (int i = 0; i < 6; i++) {
        assertTrue(
            particles.imageName(i).startsWith(String.format(Locale.ROOT, "%06d@", 2 * i + 1)),
            particles.imageName(i));
      }
      assertEquals(BOX, average.width());
      assertEquals(BOX, aligned.width());
      assertEquals(4, average.pixelSizeAngstroms().orElseThrow(), 1e-6);
    }
    assertRefused(2, "--bin must be at least 1", align(star, "--bin", "0.5"));
    assertRefused(2, "at least 16 are needed", align(star, "--bin", "4", "--overwrite"));
    assertRefused(2, "--particles must be at least 2", align(star, "--particles", "1"));
    assertRefused(
        2,
        "--reference INDEX counts all particles",
        align(star, "--particles", "6", "--reference", "3"));
  }

  @Test
  void classesHaveACommandOfTheirOwn() {
    assertRefused(2, "cryoudl classify --classes 2", align(star, "--classes", "2"));
    assertRefused(2, "--classes must be at least 1, got 0", align(star, "--classes", "0"));
  }

  private ParticleSet open(String name) {
    return ParticleSet.open(output.resolve(name), ParticleSetOptions.DEFAULT);
  }

  private List<byte[]> contents(List<String> names) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (String name : names) {
      contents.add(Files.readAllBytes(output.resolve(name)));
    }
    return contents;
  }

  /** A stack of noise or of constant images. */
  private Path write(String name, int width, int height, int count, boolean noise) {
    Path file = folder.resolve(name);
    Random random = new Random(3);
    try (MrcWriter writer = MrcWriter.stack(file, width, height, OptionalDouble.of(4))) {
      for (int i = 0; i < count; i++) {
        float[] pixels = new float[width * height];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = noise ? (float) random.nextGaussian() : 5;
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private CommandRun align(Path input, String... more) {
    return align(input, NETWORK.file(), more);
  }

  private CommandRun withModel(Path file) {
    return align(star, file);
  }

  private CommandRun align(Path input, Path modelFile, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "align",
                "-i",
                input.toString(),
                "-o",
                output.toString(),
                "-m",
                modelFile.toString()));
    // The tests' machine may or may not have a GPU; results must not depend on it.
    if (!Arrays.asList(more).contains("--device")) {
      args.addAll(List.of("--device", "cpu"));
    }
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** One sentence, the exit code, and nothing but whole files in the output folder. */
  private void assertRefused(int code, String expected, CommandRun run) {
    assertEquals(code, run.code(), run.err());
    List<String> lines = run.err().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(expected), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
    if (Files.isDirectory(output)) {
      List<String> hidden = names(output).stream().filter(name -> name.startsWith(".")).toList();
      assertEquals(List.of(), hidden);
      assertFalse(Files.exists(output.resolve("summary.json")) && code != 2);
    }
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
