package org.cryoudl.pipeline.align.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.cryoudl.alignment.plan.SearchPass;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.LeadingClasses;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.KnownAlignment;
import org.cryoudl.testing.plain.PlainDft;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of classes, against the particles and plain sums over them. */
class ClassFilesTest {

  private static final int BOX = 18;
  private static final double PIXEL_SIZE = 3.5;
  private static final int COUNT = 12;
  private static final int[] CLASS = {0, 0, 1, 0, 3, 0, 1, 0, 3, 0, 0, 1};

  @TempDir Path folder;

  private final float[][] images = new float[COUNT][BOX * BOX];
  private final Pose[] poses = new Pose[COUNT];
  private Alignment alignment;

  private static ViewResult view(int particles, double trust) {
    return KnownAlignment.view(BOX, 6, particles, trust);
  }

  @BeforeEach
  void write() {
    Random random = new Random(4);
    Path stack = folder.resolve("=stack.mrcs"); // a spreadsheet would run this name
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int i = 0; i < COUNT; i++) {
        for (int p = 0; p < images[i].length; p++) {
          images[i][p] =
              (float) ((1 + CLASS[i]) * random.nextGaussian() + 5 * Math.sin(p * 0.4 * CLASS[i]));
        }
        writer.append(images[i]);
        poses[i] = new Pose(random.nextInt(360) - 180 + 0.25, 0.5, -0.25);
      }
      writer.commit();
    }
    int[][] leading = new int[COUNT][];
    float[][] probability = new float[COUNT][];
    float[][] psi = new float[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      int other = CLASS[i] == 0 ? 1 : 0;
      leading[i] = i % 2 == 0 ? new int[] {CLASS[i]} : new int[] {CLASS[i], other};
      probability[i] = i % 2 == 0 ? new float[] {1} : new float[] {0.75f, 0.25f};
      psi[i] =
          i % 2 == 0
              ? new float[] {(float) poses[i].psiDegrees()}
              : new float[] {(float) poses[i].psiDegrees(), i == 1 ? Float.NaN : 45.5f};
    }
    double[] posterior = new double[COUNT];
    Arrays.setAll(posterior, i -> i % 2 == 0 ? 1 : 0.75);
    alignment =
        KnownAlignment.of(view(7, 0.6), view(3, 0.9), ViewResult.empty(BOX), view(2, 0.1))
            .classIndex(CLASS)
            .poses(poses)
            .classPosterior(posterior)
            .psiErrorDegrees(2)
            .shiftErrorPixels(0.5)
            .leading(new LeadingClasses(leading, probability, psi))
            .pixelSizeAngstroms(OptionalDouble.of(PIXEL_SIZE))
            .build();
    try (ParticleSet set = ParticleSet.open(stack, ParticleSetOptions.DEFAULT)) {
      new AlignmentOutput(folder, set, alignment, false, PoseFormat.STAR, Progress.silent())
          .write(false);
    }
  }

  private List<List<String>> lines(String name) {
    List<List<String>> lines = new ArrayList<>();
    for (CsvReader.Line line : CsvReader.read(folder.resolve(name), name)) {
      lines.add(line.cells());
    }
    return lines;
  }

  /** One line a class that a particle may belong to; the first is that of particles.star. */
  @Test
  void probabilitiesAgreeWithTheMetadata() {
    List<List<String>> lines = lines("class-probabilities.csv");
    assertEquals(
        List.of("row", "image", "rank", "class", "probability", "psi_degrees"), lines.get(0));
    assertEquals(1 + COUNT + COUNT / 2, lines.size());
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("particles.star"), ParticleSetOptions.DEFAULT)) {
      int owns = 0;
      for (List<String> line : lines.subList(1, lines.size())) {
        int row = Integer.parseInt(line.get(0)) - 1;
        if (line.get(2).equals("1")) {
          owns++;
          assertEquals(set.classNumber(row).orElseThrow(), Integer.parseInt(line.get(3)));
          assertEquals(
              set.pose(row).orElseThrow().psiDegrees(), Double.parseDouble(line.get(5)), 1e-3);
          assertEquals(row % 2 == 0 ? 1 : 0.75, Double.parseDouble(line.get(4)), 1e-6);
        } else {
          assertEquals(CLASS[row] == 0 ? "2" : "1", line.get(3));
          assertEquals(row == 1 ? "" : "45.500", line.get(5));
        }
        assertTrue(line.get(1).startsWith("00"), line.get(1));
      }
      assertEquals(COUNT, owns);
    }
  }

  /** The best score first; figures as they were given. */
  @Test
  void theTableIsSortedByScore() {
    List<List<String>> lines = lines("classes.csv");
    List<String> header = lines.get(0);
    assertEquals(4, lines.size(), "classes without particles are left out");
    assertEquals("2", lines.get(1).get(0));
    assertEquals("1", lines.get(2).get(0));
    assertEquals("4", lines.get(3).get(0));
    List<String> best = lines.get(1);
    assertEquals("3", best.get(header.indexOf("particles")));
    assertEquals("0.250000", best.get(header.indexOf("share")));
    assertEquals(
        ClassQuality.of(alignment, 1).value(),
        Double.parseDouble(best.get(header.indexOf("cryoudlClassScore"))),
        1e-6);
    // Of the posteriors 1, 1 and 0.75 at equal strengths.
    assertEquals("2.7500", best.get(header.indexOf("effective_particles")));
    assertEquals("2.0000", best.get(header.indexOf("psi_error_degrees")));
    assertEquals("1.7500", best.get(header.indexOf("shift_error_angstroms")));
    double resolution = Double.parseDouble(best.get(header.indexOf("resolution_angstroms")));
    assertEquals(BOX * PIXEL_SIZE / 6, resolution, 0.1 * resolution);
  }

  /** Against transforms by their definition, summed over the full plane. */
  @Test
  void powerSpectraAreThoseOfTheMembers() {
    double[][] sum = new double[4][BOX / 2 + 1];
    int[] coefficients = new int[BOX / 2 + 1];
    for (int i = 0; i < COUNT; i++) {
      double[] half = PlainDft.forward(images[i], BOX);
      Arrays.fill(coefficients, 0);
      for (int row = 0; row < BOX; row++) {
        for (int kx = 0; kx <= BOX / 2; kx++) {
          int ky = row <= BOX / 2 ? row : row - BOX;
          int shell = (int) Math.round(Math.hypot(kx, ky));
          int times = kx == 0 || kx == BOX / 2 ? 1 : 2;
          int at = 2 * (row * (BOX / 2 + 1) + kx);
          if (shell <= BOX / 2) {
            sum[CLASS[i]][shell] += times * (half[at] * half[at] + half[at + 1] * half[at + 1]);
            coefficients[shell] += times;
          }
        }
      }
    }
    int[] sizes = {7, 3, 0, 2};
    List<List<String>> lines = lines("class-spectra.csv");
    assertEquals(1 + 3 * (BOX / 2), lines.size());
    for (List<String> line : lines.subList(1, lines.size())) {
      int k = Integer.parseInt(line.get(0)) - 1;
      int shell = Integer.parseInt(line.get(1));
      assertEquals(BOX * PIXEL_SIZE / shell, Double.parseDouble(line.get(2)), 1e-3);
      double expected = sum[k][shell] / sizes[k] / coefficients[shell] / (BOX * BOX);
      assertEquals(expected, Double.parseDouble(line.get(3)), 1e-4 * expected);
    }
  }

  /** Both stacks of averages, in the order of the numbers. */
  @Test
  void relionReadsTheAverages() throws Exception {
    for (String name : List.of("classes.mrcs", "classes_unfiltered.mrcs")) {
      try (MrcFile averages = MrcFile.open(folder.resolve(name))) {
        assertEquals(4, averages.size());
      }
    }
    Path program = Path.of("/usr/bin/relion_image_handler");
    Assumptions.assumeTrue(Files.isExecutable(program), "RELION is not installed");
    for (String name : List.of("classes.mrcs", "classes_unfiltered.mrcs")) {
      Path log = folder.resolve("log");
      Process process =
          new ProcessBuilder(program.toString(), "--i", name, "--stats")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      String text = Files.readString(log);
      assertEquals(0, process.exitValue(), text);
      assertTrue(text.contains("000004@" + name) && !text.contains("000005@"), text);
    }
  }

  private static SearchPass pass(int classes, int rings, double evidence, boolean trial) {
    double[] sizes = new double[classes];
    Arrays.setAll(sizes, k -> 10.0 * (k + 1));
    Image average = Image.square(BOX);
    average.pixels()[classes] = 1;
    return new SearchPass(
        classes,
        rings,
        evidence,
        sizes,
        trial,
        () -> java.util.Collections.nCopies(classes, average));
  }

  /** A trial counts only if the search goes on from it. */
  @Test
  void theCourseHoldsTheKeptPassesAndThePictureGoesAtTheEnd() {
    ClassCourse course =
        new ClassCourse(folder, 5, BOX, OptionalDouble.of(PIXEL_SIZE), Progress.silent());
    Path picture = folder.resolve("progress.png");
    assertEquals("averages so far: " + picture, course.passed(pass(1, 8, 100, false)));
    assertTrue(Files.exists(picture));
    assertEquals("", course.passed(pass(5, 11, 200, false)), "not again at once");
    course.passed(pass(5, 11, 150, true));
    course.trialEnded(false);
    course.passed(pass(5, 11, 250, true));
    course.trialEnded(true);
    course.passed(pass(5, 14, 300, false));
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("=stack.mrcs"), ParticleSetOptions.DEFAULT)) {
      course.write(folder, set, alignment);
    }
    assertFalse(Files.exists(picture));
    List<List<String>> lines = lines("class-passes.csv");
    List<String> evidence = new ArrayList<>();
    lines.subList(1, lines.size()).forEach(line -> evidence.add(line.get(3)));
    assertEquals(List.of("100.00", "200.00", "250.00", "300.00"), evidence);
    assertEquals(
        List.of("2", "5", "11", "200.00", "10.00", "20.00", "30.00", "40.00", "50.00"),
        lines.get(2));
    assertTrue(Files.exists(folder.resolve("classes.gif")));
    assertEquals(3, course.charts().get(0).series().size(), "one line for each finest ring");
  }
}
