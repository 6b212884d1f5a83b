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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifyCommandTest {

  private static final int COUNT = 12;

  @TempDir static Path shared;

  @TempDir Path folder;

  private static Path star;

  @BeforeAll
  static void simulate() {
    star = SimulatedSet.of(COUNT, 24, CtfModel.Mode.FULL, 1).write(shared, "p");
  }

  @Test
  void particlesAreSortedIntoClasses() throws IOException {
    Path output = folder.resolve("out");
    CommandRun run = classify(output, "--classes", "2");
    assertEquals(0, run.code(), run.err());
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(2, summary.get("classes").size());
    int[] counts = new int[2];
    try (ParticleSet particles = open(output.resolve("particles.star"));
        ParticleSet xmd = open(output.resolve("particles.xmd"));
        MrcFile averages = MrcFile.open(output.resolve("classes.mrcs"))) {
      assertEquals(2, averages.size());
      for (int i = 0; i < COUNT; i++) {
        int number = particles.classNumber(i).orElseThrow();
        assertEquals(number, xmd.classNumber(i).orElseThrow());
        counts[number - 1]++;
      }
    }
    for (int k = 0; k < 2; k++) {
      JsonNode entry = summary.get("classes").get(k);
      assertEquals(k + 1, entry.get("number").asInt());
      assertEquals(counts[k], entry.get("particles").asInt());
      // XMIPP finds each class under its name.
      Path classes = output.resolve("classes.xmd");
      String name = String.format(Locale.ROOT, "class%06d_images@%s", k + 1, classes);
      try (ParticleSet members = open(Path.of(name));
          ParticleSet averages = open(Path.of("classes@" + classes))) {
        assertEquals(counts[k], members.size());
        assertEquals(k + 1, members.classNumber(0).orElseThrow());
        assertEquals(2, averages.images().size());
      }
    }
    for (String name : List.of("classes.png", "classes.gif", "classes.csv", "class-passes.csv")) {
      assertTrue(Files.size(output.resolve(name)) > 0, name);
    }
    assertFalse(Files.exists(output.resolve("progress.png")));
    assertTrue(run.err().contains("averages so far: "), run.err());
    assertFalse(Files.exists(output.resolve("aligned.mrcs")));
  }

  /** Every particle's own class comes first, with the posterior and the angle of particles.star. */
  @Test
  void probabilitiesAreThoseOfTheParticles() throws IOException {
    Path output = folder.resolve("out");
    assertEquals(0, classify(output, "--classes", "3").code());
    StarTable table =
        StarFile.read(output.resolve("particles.star")).table("particles").orElseThrow();
    int row = 0;
    for (CsvReader.Line line :
        CsvReader.read(output.resolve("class-probabilities.csv"), "probabilities")) {
      List<String> cells = line.cells();
      if (cells.get(2).equals("1")) {
        assertEquals(row + 1, Integer.parseInt(cells.get(0)));
        assertEquals(table.number(row, table.require("rlnClassNumber")), value(cells, 3));
        double posterior = table.number(row, table.require("cryoudlClassPosterior"));
        assertEquals(posterior, value(cells, 4), 1e-5);
        double psi = table.number(row, table.require("rlnAnglePsi"));
        assertEquals(0, Angles.wrap(psi - value(cells, 5), 360), 2e-3);
        row++;
      }
    }
    assertEquals(COUNT, row);
  }

  private static double value(List<String> cells, int column) {
    return Double.parseDouble(cells.get(column));
  }

  /** The same seed, the same bytes. */
  @Tag("slow")
  @Test
  void theSeedDecidesTheClasses() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertEquals(0, classify(first, "--classes", "3", "--seed", "7").code());
    assertEquals(0, classify(second, "--classes", "3", "--seed", "7").code());
    assertArrayEquals(
        Files.readAllBytes(first.resolve("particles.star")),
        Files.readAllBytes(second.resolve("particles.star")));
  }

  /** One for every hundred particles, but at least two. */
  @Test
  void aNumberOfClassesIsFound() throws IOException {
    Path output = folder.resolve("auto");
    assertEquals(0, classify(output).code());
    JsonNode summary = new ObjectMapper().readTree(output.resolve("summary.json").toFile());
    assertEquals(2, summary.get("classes").size());
  }

  @ParameterizedTest
  @CsvSource({
    "--classes, 0, --classes must be at least 1",
    "--classes, -3, --classes must be at least 1",
    "--classes, 13, --classes 13 is more than the 12 particles",
    "--max-resolution, 0, --max-resolution must be above 0 A",
    "--max-shift, -1, --max-shift must be above 0 pixels",
    "--phases, maybe, '--phases must be auto, flipped or unflipped'",
  })
  void whatIsImpossibleIsRefusedInOneLine(String option, String value, String expected) {
    Path output = folder.resolve("none");
    CommandRun run = classify(output, option, value);
    assertEquals(2, run.code(), run.err());
    List<String> lines = run.err().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(expected), run.err());
    assertFalse(Files.exists(output.resolve("summary.json")));
  }

  /** Twelve images of 32 pixels without metadata and without a pixel size in their header. */
  @Test
  void detailInAngstromNeedsAPixelSize() {
    Path stack = folder.resolve("bare.mrcs");
    Random random = new Random(1);
    try (MrcWriter writer = MrcWriter.stack(stack, 32, 32, OptionalDouble.empty())) {
      for (int i = 0; i < COUNT; i++) {
        float[] pixels = new float[32 * 32];
        for (int pixel = 0; pixel < pixels.length; pixel++) {
          pixels[pixel] = (float) random.nextGaussian();
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    Path output = folder.resolve("bare");
    CommandRun run =
        CommandRun.of(
            "classify",
            stack.toString(),
            "-o",
            output.toString(),
            "--classes",
            "2",
            "--max-resolution",
            "20");
    assertEquals(2, run.code(), run.err());
    assertTrue(
        run.err().contains("--max-resolution 20.0 A needs the pixel size, which " + stack),
        run.err());
    assertFalse(Files.exists(output.resolve("summary.json")));
  }

  /** The box holds 13 rings at most in 32 pixels; a finer wish is answered. */
  @Test
  void detailFinerThanTheSearchIsSaid() {
    CommandRun run = classify(folder.resolve("fine"), "--classes", "2", "--max-resolution", "0.5");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("the search for classes goes no finer, so it uses "), run.err());
  }

  @Test
  void oneClassSaysWhatHasNoPartInIt() {
    CommandRun run = classify(folder.resolve("one"), "--classes", "1", "--seed", "7");
    assertEquals(0, run.code(), run.err());
    assertTrue(
        run.err()
            .contains(
                "--classes 1 is an alignment of all particles: --max-resolution and --seed have no"
                    + " part in it"),
        run.err());
  }

  private static CommandRun classify(Path output, String... more) {
    List<String> args =
        new ArrayList<>(List.of("classify", star.toString(), "-o", output.toString()));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static ParticleSet open(Path file) {
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT);
  }

  /** Particles of cryoSPARC go back there sorted, and so does what is selected of them. */
  @Test
  void cryosparcGetsItsParticlesBack() throws IOException {
    Object[] uid = new Object[COUNT];
    Object[] path = new Object[COUNT];
    Object[] index = new Object[COUNT];
    Object[] size = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      uid[i] = 1000L + 7 * i;
      path[i] = ">p.mrcs";
      index[i] = (float) i;
      size[i] = 2f;
    }
    Path cs =
        new NpyBytes()
            .with("uid", uid)
            .with("blob/path", path)
            .with("blob/idx", index)
            .with("blob/psize_A", size)
            .write(shared.resolve("J9_particles.cs"));
    Path sorted = folder.resolve("sorted");
    CommandRun run =
        CommandRun.of(
            "classify", cs.toString(), "-o", sorted.toString(), "--classes", "2", "--no-ctf");
    assertEquals(0, run.code(), run.err());
    Path chosen = folder.resolve("chosen");
    CommandRun select =
        CommandRun.of("select", sorted.toString(), "-o", chosen.toString(), "--classes", "1");
    assertEquals(0, select.code(), select.err());
    NpyTable all = NpyTable.read(sorted.resolve("particles.cs"));
    NpyTable some = NpyTable.read(chosen.resolve("particles.cs"));
    int members = 0;
    try (ParticleSet star = open(sorted.resolve("particles.star"))) {
      assertEquals(COUNT, star.size());
      for (int row = 0; row < COUNT; row++) {
        assertEquals(1000 + 7 * row, all.wholeNumber(row, "uid"));
        assertEquals(
            star.classNumber(row).getAsInt() - 1, all.number(row, "alignments2D/class", 0));
        double off =
            Math.toDegrees(all.number(row, "alignments2D/pose", 0))
                - star.pose(row).orElseThrow().psiDegrees();
        assertEquals(0, Angles.wrap(off, 360), 1e-4);
        if (star.classNumber(row).getAsInt() == 1) {
          assertEquals(1000 + 7 * row, some.wholeNumber(members, "uid"));
          members++;
        }
      }
    }
    assertEquals(members, some.rowCount());
    assertTrue(Files.exists(chosen.resolve("particles.csg")));
    assertTrue(Files.exists(chosen.resolve("particles.star")));
  }
}
