package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.ThreeMolecules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What decides where a search for classes begins, on the command line. */
class ClassStartCommandTest {

  @TempDir static Path folder;

  private static ThreeMolecules set;
  private static Path known;

  @BeforeAll
  static void simulate() throws IOException {
    set = ThreeMolecules.write(folder.resolve("set.mrcs"), new int[] {24, 16, 8}, 0.5, 4);
    known = set.star(folder.resolve("known.star"), set.classes(), true);
    set.star(folder.resolve("classes.star"), set.classes(), false);
    set.star(folder.resolve("poses.star"), new int[0], true);
    set.star(folder.resolve("none.star"), new int[set.poses().length], true);
    set.star(folder.resolve("bare.star"), new int[0], false);
    OptionalDouble size = OptionalDouble.of(ThreeMolecules.PIXEL_SIZE);
    List<Image> right = pictures(ThreeMolecules.BOX);
    ThreeMolecules.averages(folder.resolve("right.mrcs"), right, size);
    ThreeMolecules.averages(folder.resolve("unsized.mrcs"), pictures(48), OptionalDouble.empty());
    Image constant = Image.square(ThreeMolecules.BOX);
    ThreeMolecules.averages(
        folder.resolve("constant.mrcs"), List.of(right.get(0), constant, right.get(2)), size);
    ThreeMolecules.averages(folder.resolve("empty.mrcs"), List.of(constant, constant), size);
    Path wrong = ThreeMolecules.averages(folder.resolve("nan.mrcs"), right, size);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wrong)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(bytes.capacity() - 4, Float.NaN); // in the last image
    Files.write(wrong, bytes.array());
  }

  private static List<Image> pictures(int box) {
    return IntStream.range(0, 3)
        .mapToObj(k -> ThreeMolecules.clean(k, box, ThreeMolecules.PIXEL_SIZE))
        .toList();
  }

  /** A selection goes on: sorted again from its classes and poses, and aligned from its poses. */
  @Tag("slow")
  @Test
  void aSelectionIsSortedAndAlignedFromItsMetadata() {
    Path sorted = folder.resolve("sorted");
    CommandRun first = run("classify", known, sorted, "--start", "metadata");
    assertEquals(0, first.code(), first.err());
    Path chosen = folder.resolve("chosen");
    CommandRun select =
        CommandRun.of("select", sorted.toString(), "-o", chosen.toString(), "--classes", "1,3");
    assertEquals(0, select.code(), select.err());
    Path star = chosen.resolve("particles.star");
    Path xmd = chosen.resolve("particles.xmd"); // without flagged particles, which it disables

    Path again = folder.resolve("again");
    CommandRun second = run("classify", xmd, again, "--start", "metadata");
    assertEquals(0, second.code(), second.err());
    try (ParticleSet before = open(xmd);
        ParticleSet after = open(again.resolve("particles.star"))) {
      assertEquals(before.size(), after.size());
      assertTrue(after.size() > 29, "particles: " + after.size());
      for (int i = 0; i < after.size(); i++) {
        int number = before.classNumber(i).orElseThrow() == 1 ? 1 : 2;
        assertEquals(number, after.classNumber(i).orElseThrow(), "particle " + i);
        double turn =
            after.pose(i).orElseThrow().psiDegrees() - before.pose(i).orElseThrow().psiDegrees();
        assertTrue(Math.abs(Angles.wrap(turn, 360)) < 20, "frame of particle " + i + ": " + turn);
      }
    }
    CommandRun align =
        run("align", star, folder.resolve("aligned"), "--start", "metadata", "--no-stack");
    assertEquals(0, align.code(), align.err());
  }

  /** One class of the metadata is one class again, and keeps its number. */
  @Test
  void oneSelectedClassStaysOne() {
    Path star =
        set.star(folder.resolve("one.star"), IntStream.generate(() -> 5).limit(48).toArray(), true);
    Path output = folder.resolve("one");
    CommandRun run = run("classify", star, output, "--start", "metadata");
    assertEquals(0, run.code(), run.err());
    try (ParticleSet after = open(output.resolve("particles.star"))) {
      assertEquals(48, after.size());
      assertEquals(5, after.classNumber(0).orElseThrow());
    }
  }

  @Test
  void posesAreWrittenAsTheyWereHeld() {
    Path output = folder.resolve("held");
    CommandRun run = run("classify", known, output, "--start", "metadata", "--no-align");
    assertEquals(0, run.code(), run.err());
    try (ParticleSet after = open(output.resolve("particles.star"))) {
      for (int i = 0; i < after.size(); i++) {
        Pose pose = after.pose(i).orElseThrow();
        assertEquals(0, Angles.wrap(pose.psiDegrees() - set.poses()[i].psiDegrees(), 360), 1e-5);
        assertEquals(set.poses()[i].originXPixels(), pose.originXPixels(), 1e-5);
      }
    }
  }

  /** The first average is the class of the first molecule, whatever its size. */
  @Test
  void particlesArePlacedInAveragesOfAFile() {
    Path output = folder.resolve("placed");
    CommandRun run =
        run(
            "classify",
            folder.resolve("bare.star"),
            output,
            "--start",
            folder.resolve("right.mrcs").toString(),
            "--passes",
            "3");
    assertEquals(0, run.code(), run.err());
    try (ParticleSet after = open(output.resolve("particles.star"))) {
      int[] found =
          IntStream.range(0, after.size())
              .map(i -> after.classNumber(i).orElseThrow() - 1)
              .toArray();
      assertTrue(set.purity(found) > 0.97, Arrays.toString(found));
    }
  }

  /** The averages of empty classes, as RELION leaves them too, are no start for a class. */
  @Test
  void emptyAveragesAreLeftOut() {
    Path output = folder.resolve("without-empty");
    Path averages = folder.resolve("constant.mrcs");
    CommandRun run =
        run("classify", folder.resolve("bare.star"), output, "--start", averages.toString());
    assertEquals(0, run.code(), run.err());
    String warning =
        "1 of the 3 averages in "
            + averages
            + " holds a single value, as of an empty class, and is left out: 2";
    assertEquals(1, run.err().split(Pattern.quote(warning), -1).length - 1, run.err());
    int[] found = classes(output.resolve("particles.star"));
    assertEquals(2, Arrays.stream(found).max().orElseThrow());
    assertEquals(48, found.length);
  }

  /** Classes and poses of cryoSPARC, whose shifts are in pixels of their own. */
  @Test
  void cryosparcsClassesAndPosesAreAStart() {
    int size = set.poses().length;
    Path cs =
        new NpyBytes()
            .with("blob/path", column(size, i -> set.stack().getFileName().toString()))
            .with("blob/idx", column(size, i -> (long) i))
            .with("blob/shape", column(size, i -> new float[] {40, 40}))
            .with("blob/psize_A", column(size, i -> (float) ThreeMolecules.PIXEL_SIZE))
            .with("alignments2D/class", column(size, i -> (long) set.molecule()[i]))
            .with(
                "alignments2D/pose",
                column(size, i -> (float) Math.toRadians(set.poses()[i].psiDegrees())))
            .with(
                "alignments2D/shift",
                column(
                    size,
                    i ->
                        new float[] {
                          (float) set.poses()[i].originXPixels() / 2,
                          (float) set.poses()[i].originYPixels() / 2
                        }))
            .with("alignments2D/psize_A", column(size, i -> 2 * (float) ThreeMolecules.PIXEL_SIZE))
            .write(folder.resolve("known.cs"));
    for (String[] options : new String[][] {{}, {"--no-align"}}) {
      Path output = folder.resolve("cs" + options.length);
      List<String> more = new ArrayList<>(List.of("--start", "metadata"));
      more.addAll(List.of(options));
      CommandRun run = run("classify", cs, output, more.toArray(String[]::new));
      assertEquals(0, run.code(), run.err());
      int[] found = classes(output.resolve("particles.star"));
      assertTrue(set.purity(Arrays.stream(found).map(k -> k - 1).toArray()) == 1);
      try (ParticleSet after = open(output.resolve("particles.star"))) {
        for (int i = 0; i < size; i++) {
          Pose pose = after.pose(i).orElseThrow();
          double turn = Angles.wrap(pose.psiDegrees() - set.poses()[i].psiDegrees(), 360);
          assertEquals(0, turn, options.length == 1 ? 1e-4 : 20, "particle " + i);
          if (options.length == 1) {
            assertEquals(set.poses()[i].originXPixels(), pose.originXPixels(), 1e-5);
          }
        }
      }
    }
  }

  private static Object[] column(int size, IntFunction<Object> value) {
    return IntStream.range(0, size).mapToObj(value).toArray();
  }

  private static int[] classes(Path file) {
    try (ParticleSet set = open(file)) {
      return IntStream.range(0, set.size()).map(i -> set.classNumber(i).orElseThrow()).toArray();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "known.star, 2, '--classes 2 is fewer than the 3 classes to start from in', --start metadata"
        + " --classes 2",
    "classes.star, 3, 'there is no pose to start from (no rlnAnglePsi', --start metadata",
    "poses.star, 3, 'there is no class to start from (no rlnClassNumber, ref or', --start metadata",
    "none.star, 3, 'are below 1; leave out --start metadata', --start metadata",
    "classes.star, 3, 'there is no pose to hold (no rlnAnglePsi', --no-align",
    "bare.star, 3, 'have 48 x 48 pixels, the particles 40 x 40', --start unsized.mrcs",
    "bare.star, 3, 'there is no average to start from: each of the 2 images in', --start"
        + " empty.mrcs",
    "bare.star, 3, 'nan.mrcs', --start nan.mrcs",
    "bare.star, 2, '--classes 2 is fewer than the 3 classes to start from in', --start right.mrcs"
        + " --classes 2",
    "bare.star, 2, 'there is no file', --start missing.mrcs",
    "known.star, 2, '--start volume finds the poses', --start volume --no-align",
    "known.star, 2, '--start volume finds the poses', --start volume --balance",
    "known.star, 2, '--start volume finds the poses', --start volume --passes 3",
    "known.star, 2, '--classes 1 is an alignment of all', --start volume --classes 1",
    "known.star, 2, '--passes must be at least 1, got 0', --passes 0",
    "known.star, 2, '--classes 1 is an alignment of all particles, but --start', --balance"
        + " --classes 1",
  })
  void whatCannotBeIsRefusedInOneLine(String input, int code, String expected, String options) {
    Path output = folder.resolve("refused");
    String[] given =
        Arrays.stream(options.split(" "))
            .map(word -> word.endsWith(".mrcs") ? folder.resolve(word).toString() : word)
            .toArray(String[]::new);
    CommandRun run = run("classify", folder.resolve(input), output, given);
    assertEquals(code, run.code(), run.err());
    List<String> lines = run.err().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(expected), run.err());
    assertFalse(Files.exists(output.resolve("summary.json")));
  }

  /** Time and memory are estimated from the start that the run will have. */
  @Tag("slow")
  @Test
  void aStartIsRehearsed() throws IOException {
    Path output = folder.resolve("rehearsed");
    CommandRun run =
        run("classify", known, output, "--start", "metadata", "--no-align", "--dry-run");
    assertEquals(0, run.code(), run.err());
    assertFalse(Files.exists(output));
  }

  private static CommandRun run(String command, Path input, Path output, String... more) {
    List<String> args =
        new ArrayList<>(List.of(command, input.toString(), "-o", output.toString()));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static ParticleSet open(Path file) {
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT);
  }
}
