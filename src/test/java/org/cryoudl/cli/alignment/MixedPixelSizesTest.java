package org.cryoudl.cli.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two molecules in images of two pixel sizes and boxes: every other particle has 44 pixels of 3.5
 * A, the others 40 of 4 A. What is common to them is 38 pixels of 4 A.
 */
class MixedPixelSizesTest {

  private static final int COUNT = 120;
  private static final int[] BOXES = {40, 44};
  private static final double[] SIZES = {4, 3.5};

  private final Pose[] truthAngstroms = new Pose[COUNT];

  @TempDir Path folder;

  /** Molecule 0 or 1 in pixels of a size. */
  private static BlobProjection molecule(int number, double pixelSize) {
    double[][] angstroms =
        number == 0
            ? new double[][] {{-32, -12}, {24, -24}, {4, 32}, {36, 12}}
            : new double[][] {{-36, 4}, {-12, 0}, {12, 0}, {36, -20}};
    double[] x = new double[4];
    double[] y = new double[4];
    double[] sigma = new double[4];
    double[] weight = new double[4];
    for (int i = 0; i < 4; i++) {
      x[i] = angstroms[i][0] / pixelSize;
      y[i] = angstroms[i][1] / pixelSize;
      sigma[i] = (7 + i) / pixelSize;
      weight[i] = 2 * Math.PI * sigma[i] * sigma[i] * (2 - 0.3 * i);
    }
    return new BlobProjection(x, y, sigma, weight);
  }

  /**
   * Writes a set.
   *
   * @param molecules how many different ones, 1 or 2
   */
  private Path write(int molecules) throws IOException {
    Random random = new Random(5);
    for (int g = 0; g < 2; g++) {
      try (MrcWriter writer =
          MrcWriter.stack(
              folder.resolve(g + ".mrcs"), BOXES[g], BOXES[g], OptionalDouble.empty())) {
        for (int i = g; i < COUNT; i += 2) {
          Pose pose =
              new Pose(
                  360 * random.nextDouble(),
                  random.nextDouble(-8, 8) / SIZES[g],
                  random.nextDouble(-8, 8) / SIZES[g]);
          truthAngstroms[i] = inAngstroms(pose, SIZES[g]);
          float[] pixels =
              molecule(i / 2 % molecules, SIZES[g]).render(BOXES[g], pose).pixels().clone();
          for (int p = 0; p < pixels.length; p++) {
            pixels[p] += (float) (0.5 * random.nextGaussian());
          }
          writer.append(pixels);
        }
        writer.commit();
      }
    }
    StringBuilder text =
        new StringBuilder(
            "data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n_rlnImageSize\n"
                + "1 4 40\n2 3.5 44\n\ndata_particles\n\nloop_\n_rlnImageName\n_rlnOpticsGroup\n");
    for (int i = 0; i < COUNT; i++) {
      text.append(
          String.format(
              Locale.ROOT, "%d@%s %d\n", i / 2 + 1, folder.resolve(i % 2 + ".mrcs"), i % 2 + 1));
    }
    return Files.writeString(folder.resolve("p.star"), text);
  }

  private static Pose inAngstroms(Pose pose, double pixelSize) {
    return new Pose(
        pose.psiDegrees(), pose.originXPixels() * pixelSize, pose.originYPixels() * pixelSize);
  }

  @Test
  @Tag("slow")
  void classesAndPosesAreThoseOfTheParticles() throws IOException {
    Path star = write(2);
    Path output = folder.resolve("out");
    CommandRun run =
        CommandRun.of("classify", star.toString(), "-o", output.toString(), "--classes", "2");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("brought to one: 4 A, 38 x 38 pixels"), run.err());
    try (MrcFile averages = MrcFile.open(output.resolve("classes.mrcs"))) {
      assertEquals(38, averages.width());
      assertEquals(4, averages.pixelSizeAngstroms().orElseThrow(), 1e-6);
    }
    StarTable table =
        StarFile.read(output.resolve("particles.star")).table("particles").orElseThrow();
    try (ParticleSet xmd =
        ParticleSet.open(
            output.resolve("particles.xmd"), ParticleSetOptions.DEFAULT.withoutImages())) {
      int first = (int) number(table, 0, "rlnClassNumber");
      for (int molecule = 0; molecule < 2; molecule++) {
        int own = molecule;
        int[] members = IntStream.range(0, COUNT).filter(i -> i / 2 % 2 == own).toArray();
        for (int i : members) {
          assertEquals(molecule == 0, number(table, i, "rlnClassNumber") == first, "image " + i);
        }
        assertPosesOfOneMolecule(members, table, xmd);
      }
    }
  }

  /** One molecule, aligned as one view. */
  @Test
  @Tag("slow")
  void posesOfOneViewAreThoseOfTheParticles() throws IOException {
    Path star = write(1);
    Path output = folder.resolve("aligned");
    CommandRun run = CommandRun.of("align", star.toString(), "-o", output.toString(), "--no-stack");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("brought to one: 4 A, 38 x 38 pixels"), run.err());
    StarTable table =
        StarFile.read(output.resolve("particles.star")).table("particles").orElseThrow();
    try (ParticleSet xmd =
        ParticleSet.open(
            output.resolve("particles.xmd"), ParticleSetOptions.DEFAULT.withoutImages())) {
      assertPosesOfOneMolecule(IntStream.range(0, COUNT).toArray(), table, xmd);
    }
    try (MrcFile average = MrcFile.open(output.resolve("average.mrc"))) {
      assertEquals(38, average.width());
      assertEquals(4, average.pixelSizeAngstroms().orElseThrow(), 1e-6);
    }
  }

  /** Poses of images of both pixel sizes agree with the truth and with each other. */
  private void assertPosesOfOneMolecule(int[] members, StarTable table, ParticleSet xmd) {
    Pose[] found = new Pose[members.length];
    Pose[] truth = new Pose[members.length];
    for (int m = 0; m < members.length; m++) {
      int i = members[m];
      found[m] =
          new Pose(
              number(table, i, "rlnAnglePsi"),
              number(table, i, "rlnOriginXAngst"),
              number(table, i, "rlnOriginYAngst"));
      truth[m] = truthAngstroms[i];
      Pose inPixels = xmd.pose(i).orElseThrow();
      assertEquals(found[m].originXPixels(), inPixels.originXPixels() * SIZES[i % 2], 1e-4);
    }
    AlignmentScore score = AlignmentScore.of(found, truth, 0);
    assertTrue(score.mod180().meanDegrees() < 1.5, "psi error " + score.mod180());
    // Along the worse axis the program states so much; a distance in the plane is larger.
    double stated =
        IntStream.of(members)
            .mapToDouble(i -> number(table, i, "cryoudlShiftErrorPixels") * SIZES[i % 2])
            .average()
            .orElseThrow();
    double shift = score.meanShiftPixels().orElseThrow();
    assertTrue(shift < 1.5 * stated, "shift error " + shift + " A, stated " + stated);
    assertSameFrame(score(found, truth, 0), score(found, truth, 1));
  }

  /** Of the particles of one pixel size: molecules come in pairs, one of each size. */
  private static AlignmentScore score(Pose[] found, Pose[] truth, int group) {
    int[] own = IntStream.range(0, found.length).filter(m -> m % 2 == group).toArray();
    return AlignmentScore.of(
        IntStream.of(own).mapToObj(m -> found[m]).toArray(Pose[]::new),
        IntStream.of(own).mapToObj(m -> truth[m]).toArray(Pose[]::new),
        0);
  }

  /** Half a pixel of wrong centre would be 1.8 A; 30 particles give a frame to 0.2 A. */
  private static void assertSameFrame(AlignmentScore first, AlignmentScore second) {
    assertEquals(0, Angles.wrap(first.frame().psiDegrees() - second.frame().psiDegrees(), 180), 1);
    assertEquals(first.frame().originXPixels(), second.frame().originXPixels(), 0.8);
    assertEquals(first.frame().originYPixels(), second.frame().originYPixels(), 0.8);
  }

  @Test
  void aStackOfTurnedImagesIsRefused() throws IOException {
    CommandRun run =
        CommandRun.of(
            "classify",
            write(2).toString(),
            "-o",
            folder.resolve("out").toString(),
            "--classes",
            "2",
            "--stack");
    assertEquals(3, run.code());
    assertTrue(run.err().contains("leave the stack out (align --no-stack;"), run.err());
  }

  private static double number(StarTable table, int row, String column) {
    return table.number(row, table.require(column));
  }
}
