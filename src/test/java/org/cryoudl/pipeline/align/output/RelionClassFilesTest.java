package org.cryoudl.pipeline.align.output;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of two specimens in known poses, as RELION is to find them. */
class RelionClassFilesTest {

  private static final int BOX = 32;
  private static final double PIXEL_SIZE = 4;

  /** The second class has no particles, nor has the last one, which is not written. */
  private static final int[] SIZES = {24, 0, 16, 0};

  private static final int COUNT = 40;
  private static final double NOISE = 0.3;

  @TempDir Path folder;

  private Path relion;
  private final int[] classIndex = new int[COUNT];
  private final Pose[] poses = new Pose[COUNT];

  private static GaussianBlobs specimen(int k) {
    return k == 0
        ? GaussianBlobs.asymmetric(0.2 * BOX, 2.2)
        : new GaussianBlobs(new double[][] {{1, -6, 0, 2.5}, {1.5, 5, 0, 2.5}, {1, 5, 6, 2}});
  }

  @BeforeEach
  void writeClasses() throws IOException {
    Random random = new Random(5);
    Path stack = folder.resolve("stack.mrcs");
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int i = 0; i < COUNT; i++) {
        classIndex[i] = i % 5 < 3 ? 0 : 2;
        poses[i] =
            new Pose(
                Angles.wrap(360 * random.nextDouble(), 360),
                4 * random.nextDouble() - 2,
                4 * random.nextDouble() - 2);
        double[] o =
            Angles.rotate(
                poses[i].psiDegrees(), poses[i].originXPixels(), poses[i].originYPixels());
        float[] pixels =
            specimen(classIndex[i])
                .moved(new Pose(-poses[i].psiDegrees(), -o[0], -o[1]))
                .image(BOX)
                .clone();
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] += (float) (NOISE * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    Path input = folder.resolve("input.star");
    Files.writeString(input, star(stack));
    try (ParticleSet set = ParticleSet.open(input, ParticleSetOptions.DEFAULT)) {
      new AlignmentOutput(folder, set, alignment(), false, PoseFormat.STAR, Progress.silent())
          .write(false);
    }
    relion = folder.resolve("relion");
  }

  private static double[] rings(int k) {
    double[] rings = new double[BOX / 2];
    Arrays.fill(rings, 0, 8 + k, 0.9);
    return rings;
  }

  /** By the rule of all reports, in six decimals: near 128 A / (8 + k). */
  private static String resolution(int k) {
    double shell = new RingCorrelation(rings(k)).crossing(0.143).orElseThrow();
    assertEquals(8 + k, shell, 0.5);
    return String.format(Locale.ROOT, "%.6f", BOX * PIXEL_SIZE / shell);
  }

  private Alignment alignment() {
    ViewResult[] views = new ViewResult[SIZES.length];
    for (int k = 0; k < views.length; k++) {
      Image average = Image.square(BOX, specimen(k).image(BOX));
      double[] rings = rings(k);
      views[k] =
          SIZES[k] == 0
              ? ViewResult.empty(BOX)
              : new ViewResult(
                  SIZES[k], average, average, rings, new double[BOX / 2], 1, 0, Optional.empty());
    }
    return KnownAlignment.of(views)
        .classIndex(classIndex)
        .poses(poses)
        .psiErrorDegrees(2.5)
        .shiftErrorPixels(0.25)
        .confidence(0.75)
        .pixelSizeAngstroms(OptionalDouble.of(PIXEL_SIZE))
        .build();
  }

  private static String star(Path stack) {
    StringBuilder text =
        new StringBuilder("\n# version 30001\n\ndata_optics\n\nloop_ \n")
            .append("_rlnOpticsGroup #1 \n_rlnOpticsGroupName #2 \n_rlnVoltage #3 \n")
            .append("_rlnSphericalAberration #4 \n_rlnAmplitudeContrast #5 \n")
            .append("_rlnImagePixelSize #6 \n_rlnImageSize #7 \n_rlnImageDimensionality #8 \n")
            .append("1 opticsGroup1 300 2.7 0.07 " + PIXEL_SIZE + " " + BOX + " 2 \n \n")
            .append("\n# version 30001\n\ndata_particles\n\nloop_ \n")
            .append("_rlnImageName #1 \n_rlnOpticsGroup #2 \n_rlnMicrographName #3 \n");
    for (int i = 0; i < COUNT; i++) {
      text.append(String.format(Locale.ROOT, "%06d@%s 1 m.mrc \n", i + 1, stack));
    }
    return text.append(" \n").toString();
  }

  @Test
  void theModelDescribesEveryClassUpToTheLastWithParticles() {
    Path stack = relion.resolve("run_it000_classes.mrcs");
    StarFile model = StarFile.read(relion.resolve("run_it000_model.star"));
    StarTable general = model.table("model_general").orElseThrow();
    assertEquals(3, general.number(0, general.require("rlnNrClasses")));
    assertEquals(resolution(2), general.text(0, general.require("rlnCurrentResolution")));
    assertEquals(BOX, general.number(0, general.require("rlnOriginalImageSize")));
    assertEquals(0.75, general.number(0, general.require("rlnAveragePmax")), 1e-6);
    StarTable classes = model.table("model_classes").orElseThrow();
    assertEquals(
        List.of(
            "rlnReferenceImage",
            "rlnClassDistribution",
            "rlnAccuracyRotations",
            "rlnAccuracyTranslationsAngst",
            "rlnEstimatedResolution",
            "rlnOverallFourierCompleteness",
            "rlnClassPriorOffsetX",
            "rlnClassPriorOffsetY",
            "cryoudlClassScore"),
        classes.columns());
    assertEquals(3, classes.rowCount());
    String[][] expected = {
      {"0.600000", "2.500000", "1.000000", resolution(0), "1.000000"},
      {"0.000000", "999.000000", "999.000000", "999.000000", "0.000000"},
      {"0.400000", "2.500000", "1.000000", resolution(2), "1.000000"}
    };
    for (int k = 0; k < 3; k++) {
      List<String> row = classes.rawValues(k);
      assertEquals("00000" + (k + 1) + "@" + stack, row.get(0));
      assertArrayEquals(expected[k], row.subList(1, 6).toArray());
      assertEquals(
          ClassQuality.of(alignment(), k).value(), Double.parseDouble(row.get(8)), 1e-6, "score");
    }
    try (MrcFile averages = MrcFile.open(stack)) {
      assertEquals(3, averages.size());
      assertArrayEquals(specimen(2).image(BOX), averages.read(2).pixels());
    }
  }

  @Test
  void theOptimiserNamesTheOtherFiles() {
    StarTable optimiser =
        StarFile.read(relion.resolve("run_it000_optimiser.star"))
            .table("optimiser_general")
            .orElseThrow();
    for (String column : List.of("rlnModelStarFile", "rlnExperimentalDataStarFile")) {
      assertTrue(Files.exists(Path.of(optimiser.text(0, optimiser.require(column)))), column);
    }
    assertEquals(
        relion.resolve("run_it000_model.star").toString(),
        optimiser.text(0, optimiser.require("rlnModelStarFile")));
  }

  @Test
  void theDataHoldClassesAndPoses() {
    try (ParticleSet set =
        ParticleSet.open(relion.resolve("run_it000_data.star"), ParticleSetOptions.DEFAULT)) {
      assertEquals(COUNT, set.size());
      for (int i = 0; i < COUNT; i++) {
        assertEquals(classIndex[i] + 1, set.classNumber(i).orElseThrow());
        Pose pose = set.pose(i).orElseThrow();
        assertEquals(0, Angles.wrap(pose.psiDegrees() - poses[i].psiDegrees(), 360), 1e-5);
        assertEquals(poses[i].originXPixels(), pose.originXPixels(), 1e-5);
      }
    }
  }

  /** RELION holds our poses still, and puts every particle into the class that we put it in. */
  @Test
  void relionStartsFromThem() throws Exception {
    Assumptions.assumeTrue(installed("relion_refine"), "relion_refine is not installed");
    List<String> command =
        new ArrayList<>(
            List.of(
                "relion_refine",
                "--i",
                relion.resolve("run_it000_data.star").toString(),
                "--ref",
                relion.resolve("run_it000_model.star").toString(),
                "--o",
                folder.resolve("out").toString()));
    command.addAll(
        List.of("--K", "3", "--iter", "1", "--skip_align", "--firstiter_cc", "--pad", "1"));
    command.addAll(List.of("--particle_diameter", "110", "--zero_mask", "--dont_check_norm"));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertEquals(0, process.waitFor(), () -> text(log));
    try (ParticleSet set =
        ParticleSet.open(
            folder.resolve("out_it001_data.star"), ParticleSetOptions.DEFAULT.withoutImages())) {
      int[] found = new int[COUNT];
      int[] expected = new int[COUNT];
      for (int row = 0; row < COUNT; row++) {
        int i = Integer.parseInt(set.imageName(row).substring(0, 6)) - 1;
        found[i] = set.classNumber(row).orElseThrow();
        expected[i] = classIndex[i] + 1;
      }
      assertArrayEquals(expected, found);
    }
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void oneClassLeavesNoFilesForRelion() {
    Path one = folder.resolve("one");
    assertTrue(one.toFile().mkdir());
    AlignmentOutputTest.writeOutputs(one, BOX, Optional.empty(), false);
    assertFalse(Files.exists(one.resolve("relion")));
    assertFalse(Files.exists(one.resolve("classes.mrcs")));
  }
}
