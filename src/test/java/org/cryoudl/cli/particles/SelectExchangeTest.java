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
import org.cryoudl.geometry.Angles;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes go in from RELION, and what is selected goes on into an alignment. */
class SelectExchangeTest {

  private static final int[] CLASSES = {1, 2, 3, 1, 2, 1};

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("stack.mrcs"), CLASSES.length, 100);
  }

  private CommandRun select(String from, String to, String... more) {
    return SelectRun.select(folder, from, to, more);
  }

  /** As XMIPP's programs write them: averages and particles of each class in one file. */
  @Test
  void xmippsClassesAreSelectedFrom() throws IOException {
    stack(folder.resolve("averages.mrcs"), 2, 10);
    StringBuilder text =
        new StringBuilder("# XMIPP_STAR_1 *\n#\ndata_classes\nloop_\n _ref\n _image\n");
    text.append(" 1 000002@averages.mrcs\n 2 000001@averages.mrcs\n");
    text.append("data_class000001_images\nloop_\n _image\n 000003@stack.mrcs\n");
    text.append("data_class000002_images\nloop_\n _image\n 000001@stack.mrcs\n");
    text.append(" 000006@stack.mrcs\n");
    Files.writeString(folder.resolve("c.xmd"), text);
    CommandRun run = select("c.xmd", "out", "--classes", "2");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("2 of 3 particles (66.7 %) in 1 of 2 classes"), run.out());
    assertAverages(folder.resolve("out/classes.mrcs"), 10);
    for (String address : List.of("out/particles.xmd", "out/classes.xmd")) {
      try (ParticleSet set =
          ParticleSet.open(folder.resolve(address), ParticleSetOptions.DEFAULT)) {
        assertEquals(2, set.size());
        assertEquals(2, set.classNumber(1).orElseThrow());
        assertArrayEquals(image(105), set.images().read(1).pixels());
      }
    }
    CommandRun block =
        CommandRun.of(
            "select", "class000002_images@" + folder.resolve("c.xmd"), "-o", "x", "--classes", "2");
    assertRefused(block, 3, "classes are chosen from a whole file");
    stack(folder.resolve("averages.mrcs"), 1, 10);
    assertRefused(select("c.xmd", "short", "--classes", "2"), 3, "holds 1 averages");
  }

  /** The layouts of RELION 3.0, 3.1 and 5, as their programs write them. */
  @ParameterizedTest
  @ValueSource(strings = {"3.0", "3.1", "5"})
  void relionsClassesAreSelectedFrom(String version) throws IOException {
    relion(version, 3, 1);
    relion(version, 25, 0);
    CommandRun run = select("job", "out", "--min-resolution", "12A");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("3 of 6 particles (50.0 %) in 1 of 3 classes"), run.out());
    assertAverages(folder.resolve("out/classes.mrcs"), 30);
    assertFalse(Files.exists(folder.resolve("out/particles.xmd")));
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("out/particles.star"), ParticleSetOptions.DEFAULT)) {
      assertEquals(3, set.size());
      assertArrayEquals(image(103), set.images().read(1).pixels());
      assertEquals(30.5, set.pose(1).orElseThrow().psiDegrees(), 1e-9);
    }
    // By its file an earlier iteration is reached, in which classes 1 and 2 change places.
    CommandRun earlier = select("job/run_it003_data.star", "early", "--classes", "2");
    assertEquals(0, earlier.code(), earlier.err());
    assertTrue(earlier.out().contains("3 of 6 particles"), earlier.out());
    CommandRun scored = select("job", "scored", "--score", "0.6");
    if (version.equals("5")) {
      assertEquals(0, scored.code(), scored.err());
      assertTrue(scored.out().contains("2 of 6 particles"), scored.out());
    } else {
      assertRefused(scored, 3, "run_it025_model.star holds no scores");
    }
  }

  private void relion(String version, int iteration, int swap) throws IOException {
    Path job = Files.createDirectories(folder.resolve("job"));
    String prefix = String.format(Locale.ROOT, "run_it%03d", iteration);
    stack(job.resolve(prefix + "_classes.mrcs"), 3, 30);
    List<String> data = new ArrayList<>();
    boolean old = version.equals("3.0");
    String comment = version.equals("5") ? "# version 50001" : "# version 30001";
    if (!old) {
      data.addAll(
          List.of(
              "",
              comment,
              "",
              "data_optics",
              "",
              "loop_ ",
              "_rlnOpticsGroup #1 ",
              "_rlnVoltage #2 ",
              "_rlnSphericalAberration #3 ",
              "_rlnAmplitudeContrast #4 ",
              "_rlnImagePixelSize #5 ",
              "_rlnImageSize #6 ",
              "_rlnImageDimensionality #7 ",
              "1 300 2.7 0.1 2.5 8 2 ",
              " ",
              "",
              comment));
    }
    data.addAll(List.of("", old ? "data_" : "data_particles", "", "loop_ "));
    List<String> columns =
        old
            ? List.of(
                "rlnImageName",
                "rlnMagnification",
                "rlnDetectorPixelSize",
                "rlnVoltage",
                "rlnSphericalAberration",
                "rlnAmplitudeContrast",
                "rlnClassNumber",
                "rlnAnglePsi",
                "rlnOriginX",
                "rlnOriginY")
            : List.of(
                "rlnImageName",
                "rlnOpticsGroup",
                "rlnClassNumber",
                "rlnAnglePsi",
                "rlnOriginXAngst",
                "rlnOriginYAngst");
    for (int c = 0; c < columns.size(); c++) {
      data.add("_" + columns.get(c) + " #" + (c + 1) + " ");
    }
    for (int i = 0; i < CLASSES.length; i++) {
      int number = CLASSES[i] <= 2 && swap == 1 ? 3 - CLASSES[i] : CLASSES[i];
      data.add(
          String.format(
              Locale.ROOT,
              " %06d@stack.mrcs %s %d %d.5 1 2 ",
              i + 1,
              old ? "10000 2.5 300 2.7 0.1" : "1",
              number,
              10 * i));
    }
    data.add(" ");
    Files.write(job.resolve(prefix + "_data.star"), data);
    String score = version.equals("5") ? "_rlnClassScore #7 \n" : "";
    StringBuilder model =
        new StringBuilder(old ? "\n" : "\n" + comment + "\n")
            .append("\ndata_model_general\n\n_rlnReferenceDimensionality 2\n")
            .append(old ? "\n\n" : "\n\n" + comment + "\n\n")
            .append("data_model_classes\n\nloop_ \n_rlnReferenceImage #1 \n")
            .append("_rlnClassDistribution #2 \n_rlnAccuracyRotations #3 \n")
            .append(old ? "_rlnAccuracyTranslations #4 \n" : "_rlnAccuracyTranslationsAngst #4 \n")
            .append("_rlnEstimatedResolution #5 \n_rlnOverallFourierCompleteness #6 \n")
            .append(score);
    String[] figures = {"0.5 2.1 1.0 11.4 1", "0.3 999.0 999.0 inf 1", "0.2 3.0 1.0 22.8 1"};
    String[] scores = {" 0.55", " 0.7", " 0.1"};
    for (int k = 0; k < 3; k++) {
      model
          .append(String.format(Locale.ROOT, "%06d@Class2D/job012/%s_classes.mrcs ", k + 1, prefix))
          .append(figures[k])
          .append(score.isEmpty() ? "" : scores[k])
          .append(" \n");
    }
    Files.writeString(job.resolve(prefix + "_model.star"), model.append(" \n").toString());
  }

  @Test
  void relionsIterationMustBeComplete() throws IOException {
    relion("3.1", 25, 0);
    Files.delete(folder.resolve("job/run_it025_classes.mrcs"));
    CommandRun without = select("job", "out", "--classes", "1");
    assertEquals(0, without.code(), without.err());
    JsonNode record = new ObjectMapper().readTree(folder.resolve("out/selection.json").toFile());
    assertEquals(3, record.get("particles").asInt());
    assertFalse(Files.exists(folder.resolve("out/classes.mrcs")));
    Files.delete(folder.resolve("job/run_it025_model.star"));
    assertRefused(
        select("job", "two", "--classes", "1"), 3, "run_it025_model.star is missing", "RELION");
  }

  /** Poses of the chosen particles are a start: no particle leaves its window. */
  @Test
  void aSelectionIsAlignedFromItsPoses() throws IOException {
    SimulatedSet simulated = SimulatedSet.of(40, 32, CtfModel.Mode.PHASE_FLIPPED, 1);
    Path star = simulated.write(folder, "simulated");
    Path sorted = Files.createDirectory(folder.resolve("simulated"));
    try (ParticleSet set = SimulatedSet.open(star)) {
      ParticleStarWriter.write(
          set,
          sorted.resolve("particles.star"),
          ParticleUpdate.NONE
              .withPoses(simulated::truth)
              .with(ParticleColumn.classNumbers(row -> 1 + row % 2)));
    }
    assertEquals(0, select("simulated", "even", "--classes", "2").code());
    CommandRun run =
        CommandRun.of(
            "align",
            "-i",
            folder.resolve("even/particles.star").toString(),
            "-o",
            folder.resolve("again").toString(),
            "--start",
            "metadata",
            "--angle-window",
            "6",
            "--no-stack",
            "--format",
            "star");
    assertEquals(0, run.code(), run.err());
    try (ParticleSet again = SimulatedSet.open(folder.resolve("again/particles.star"))) {
      assertEquals(20, again.size());
      for (int i = 0; i < 20; i++) {
        assertTrue(again.imageName(i).startsWith(String.format(Locale.ROOT, "%06d@", 2 * i + 2)));
        double turn =
            again.pose(i).orElseThrow().psiDegrees() - simulated.truth(2 * i + 1).psiDegrees();
        assertEquals(0, Angles.wrap(turn, 360), 12); // the window, and a turn of the average
      }
    }
  }
}
