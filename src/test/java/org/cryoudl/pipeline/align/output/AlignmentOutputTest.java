package org.cryoudl.pipeline.align.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Poses and turned images, held against RELION: the golden stacks are what relion_stack_create
 * --apply_transformation made of the STAR that this test writes (see the README beside them).
 */
class AlignmentOutputTest {

  private static final Path GOLDEN = Path.of("src/test/resources/org/cryoudl/pipeline/relion");
  private static final int COUNT = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void relionTurnsImagesAsWeDo(int box) {
    writeOutputs(folder, box, Optional.empty(), false);
    Pose[] poses = poses();
    try (ParticleSet ours = open(folder.resolve("particles.star"));
        ParticleSet relionRead =
            ParticleSet.open(
                GOLDEN.resolve("particles-" + box + ".star"),
                ParticleSetOptions.DEFAULT.withoutImages());
        MrcFile aligned = MrcFile.open(folder.resolve("aligned.mrcs"));
        MrcFile relion = MrcFile.open(GOLDEN.resolve("aligned-" + box + ".mrcs"))) {
      assertEquals(COUNT, aligned.size());
      assertEquals(COUNT, relion.size());
      for (int i = 0; i < COUNT; i++) {
        assertPose(poses[i], ours.pose(i).orElseThrow());
        assertPose(poses[i], relionRead.pose(i).orElseThrow());
        double[] here = misfit(aligned.read(i).pixels(), box);
        double[] there = misfit(relion.read(i).pixels(), box);
        for (int a = 0; a < 3; a++) {
          String what = List.of("turn", "x", "y").get(a) + " of image " + i;
          assertEquals(0, there[a], 0.02, "RELION's " + what);
          assertEquals(0, here[a], 0.02, "our " + what);
          assertEquals(there[a], here[a], 0.02, what);
        }
      }
    }
  }

  @Test
  void registrationSeesWhatItIsToSee() {
    GaussianBlobs moved = template(33).moved(new Pose(0.05, 0, 0)).moved(new Pose(0, 0.03, -0.04));
    double[] misfit = misfit(moved.image(33), 33);
    assertEquals(0.05, misfit[0], 0.002);
    assertEquals(0.03, misfit[1], 0.002);
    assertEquals(-0.04, misfit[2], 0.002);
  }

  @Test
  void alignedStarNamesTheTurnedImagesAndTurnsTheirAstigmatism() {
    writeOutputs(folder, 32, Optional.of(25.0), false);
    Pose[] poses = poses();
    try (ParticleSet particles = open(folder.resolve("particles.star"));
        ParticleSet aligned = open(folder.resolve("aligned.star"));
        ParticleSet xmd = open(folder.resolve("particles.xmd"))) {
      for (int i = 0; i < COUNT; i++) {
        assertEquals(Pose.IDENTITY, aligned.pose(i).orElseThrow());
        assertTrue(aligned.imageName(i).contains("aligned.mrcs"), aligned.imageName(i));
        assertEquals(
            0,
            Angles.wrap(
                aligned.ctf(i).orElseThrow().defocusAngleDegrees() - 25 - poses[i].psiDegrees(),
                180),
            1e-4);
        assertEquals(25, particles.ctf(i).orElseThrow().defocusAngleDegrees(), 1e-6);
        assertPose(poses[i], xmd.pose(i).orElseThrow());
      }
    }
  }

  /** Compared well inside: what comes from beyond the rim is the image's mean. */
  @Test
  void invertedImagesAreTurnedInverted() {
    writeOutputs(folder, 32, Optional.empty(), true);
    try (MrcFile aligned = MrcFile.open(folder.resolve("aligned.mrcs"))) {
      float[] expected = template(32).image(32);
      float[] found = aligned.read(1).pixels();
      for (int i = 0; i < expected.length; i++) {
        if (Math.hypot(i / 32 - 16, i % 32 - 16) < 12) {
          assertEquals(-expected[i], found[i], 0.01);
        }
      }
    }
  }

  private static void assertPose(Pose expected, Pose found) {
    assertEquals(0, Angles.wrap(expected.psiDegrees() - found.psiDegrees(), 360), 1e-5);
    assertEquals(expected.originXPixels(), found.originXPixels(), 1e-5);
    assertEquals(expected.originYPixels(), found.originYPixels(), 1e-5);
  }

  private static ParticleSet open(Path file) {
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT);
  }

  static Pose[] poses() {
    return new Pose[] {
      new Pose(37.25, 1.3, -0.7),
      new Pose(-121.5, -1.85, 0.4),
      new Pose(168.75, 0.25, 2.1),
      new Pose(-15.125, 2.45, -1.6)
    };
  }

  private static GaussianBlobs template(int box) {
    return GaussianBlobs.asymmetric(0.18 * box, 2.8);
  }

  /**
   * Writes a smooth stack in known poses, and all that an alignment that found them would write.
   *
   * @param astigmatismDegrees direction of the larger defocus; no CTF if empty
   */
  static void writeOutputs(
      Path folder, int box, Optional<Double> astigmatismDegrees, boolean inverted) {
    Path stack = folder.resolve("smooth-" + box + ".mrcs");
    Pose[] poses = poses();
    try (MrcWriter writer = MrcWriter.stack(stack, box, box, OptionalDouble.of(1.5))) {
      for (Pose pose : poses) {
        double[] o = Angles.rotate(pose.psiDegrees(), pose.originXPixels(), pose.originYPixels());
        // The inverse of the pose: the particle as it lies in its own box.
        writer.append(template(box).moved(new Pose(-pose.psiDegrees(), -o[0], -o[1])).image(box));
      }
      writer.commit();
    }
    Path input = folder.resolve("input.star");
    try {
      Files.writeString(input, star(stack, box, astigmatismDegrees));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (ParticleSet set = open(input)) {
      Image average = Image.square(box, template(box).image(box));
      AverageReliability reliability =
          new AverageReliability(
              0.43, RotationalSymmetry.NONE, 0.05, HeldOutEvidence.NONE, Optional.empty());
      Alignment alignment =
          KnownAlignment.of(
                  new ViewResult(
                      COUNT,
                      average,
                      average,
                      new double[box / 2],
                      new double[box / 2],
                      1,
                      0,
                      Optional.of(reliability)))
              .poses(poses)
              .phases(CtfPhases.FLIPPED)
              .pixelSizeAngstroms(set.pixelSizeAngstroms())
              .build();
      new AlignmentOutput(folder, set, alignment, inverted, PoseFormat.BOTH, Progress.silent())
          .write(true);
    }
  }

  private static String star(Path stack, int box, Optional<Double> astigmatismDegrees) {
    StringBuilder text =
        new StringBuilder("\n# version 30001\n\ndata_optics\n\nloop_ \n")
            .append("_rlnOpticsGroup #1 \n_rlnOpticsGroupName #2 \n_rlnVoltage #3 \n")
            .append("_rlnSphericalAberration #4 \n_rlnAmplitudeContrast #5 \n")
            .append("_rlnImagePixelSize #6 \n_rlnImageSize #7 \n_rlnImageDimensionality #8 \n")
            .append("1 opticsGroup1 300 2.7 0.07 1.5 " + box + " 2 \n \n")
            .append("\n# version 30001\n\ndata_particles\n\nloop_ \n")
            .append("_rlnImageName #1 \n_rlnOpticsGroup #2 \n");
    if (astigmatismDegrees.isPresent()) {
      text.append("_rlnDefocusU #3 \n_rlnDefocusV #4 \n_rlnDefocusAngle #5 \n");
    }
    for (int i = 0; i < COUNT; i++) {
      text.append(String.format(Locale.ROOT, "00000%d@%s 1 ", i + 1, stack));
      astigmatismDegrees.ifPresent(angle -> text.append("12000 11000 " + angle));
      text.append(" \n");
    }
    return text.append(" \n").toString();
  }

  /**
   * How far a picture of the template is turned (degrees) and shifted (x, y): least squares with
   * the template's derivatives, its scale, a constant level and the blur of interpolation.
   */
  private static double[] misfit(float[] image, int box) {
    GaussianBlobs plain = template(box);
    double step = 0.01;
    double[][] columns = {
      difference(plain, new Pose(step, 0, 0), new Pose(-step, 0, 0), step, box),
      difference(plain, new Pose(0, step, 0), new Pose(0, -step, 0), step, box),
      difference(plain, new Pose(0, 0, step), new Pose(0, 0, -step), step, box),
      difference(plain, Pose.IDENTITY, new Pose(0, 1000, 0), 0.5, box),
      new double[box * box],
      blur(plain, box)
    };
    Arrays.fill(columns[4], 1);
    double[][] normal = new double[6][7];
    for (int a = 0; a < 6; a++) {
      for (int p = 0; p < box * box; p++) {
        for (int b = 0; b < 6; b++) {
          normal[a][b] += columns[a][p] * columns[b][p];
        }
        normal[a][6] += columns[a][p] * image[p];
      }
    }
    double[] solved = solve(normal);
    return new double[] {solved[0] / solved[3], solved[1] / solved[3], solved[2] / solved[3]};
  }

  private static double[] difference(
      GaussianBlobs blobs, Pose after, Pose before, double step, int box) {
    float[] a = blobs.moved(after).image(box);
    float[] b = blobs.moved(before).image(box);
    double[] difference = new double[a.length];
    for (int p = 0; p < a.length; p++) {
      difference[p] = (a[p] - b[p]) / (2 * step);
    }
    return difference;
  }

  private static double[] blur(GaussianBlobs blobs, int box) {
    double[] sum = new double[box * box];
    for (Pose pose :
        new Pose[] {new Pose(0, 1, 0), new Pose(0, -1, 0), new Pose(0, 0, 1), new Pose(0, 0, -1)}) {
      float[] shifted = blobs.moved(pose).image(box);
      for (int p = 0; p < sum.length; p++) {
        sum[p] += shifted[p];
      }
    }
    return sum;
  }

  /** Gauss-Jordan elimination of n rows of n + 1 values. */
  private static double[] solve(double[][] m) {
    int n = m.length;
    for (int i = 0; i < n; i++) {
      for (int r = 0; r < n; r++) {
        double factor = r == i ? 0 : m[r][i] / m[i][i];
        for (int c = n; c >= i; c--) {
          m[r][c] -= factor * m[i][c];
        }
      }
    }
    double[] solved = new double[n];
    for (int i = 0; i < n; i++) {
      solved[i] = m[i][n] / m[i][i];
    }
    return solved;
  }
}
