package org.cryoudl.alignment.baseline.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of simulated particles whose template, poses and noise are known. */
class KnownTemplateTest {

  private static final int BOX = 32;
  private static final int COUNT = 150;
  private static final double NOISE = 8;
  private static final BlobProjection VIEW = SimulatedSet.molecule(BOX);

  @TempDir Path folder;

  /**
   * Bounds are those of derivatives between neighbouring poses in pixels of white noise, though
   * neither strength nor noise of the images is given.
   */
  @Test
  void boundsAreThoseOfPixelDerivatives() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    double[] plain = plainBound();
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "white"))) {
      CramerRaoBound[] bounds = known(set, simulated).bounds();
      assertEquals(plain[0], mean(bounds, CramerRaoBound::psiDegrees), 0.06 * plain[0]);
      double shift = Math.hypot(plain[1], plain[2]);
      assertEquals(
          shift,
          mean(bounds, bound -> Math.hypot(bound.shiftXPixels(), bound.shiftYPixels())),
          0.06 * shift);
    }
  }

  /** Maximum likelihood about the truth scatters as the bounds say. */
  @Test
  void refinedPosesScatterAsTheBounds() {
    SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, NOISE);
    try (ParticleSet set = SimulatedSet.open(simulated.write(folder, "white"))) {
      assertScatter(simulated, known(set, simulated));
    }
  }

  /** Whether the phases are flipped is found, and the CTF enters the bounds. */
  @Test
  void particlesWithACtfReachTheirBoundsToo() {
    for (CtfModel.Mode mode :
        new CtfModel.Mode[] {CtfModel.Mode.FULL, CtfModel.Mode.PHASE_FLIPPED}) {
      SimulatedSet simulated = SimulatedSet.of(COUNT, BOX, mode, NOISE);
      try (ParticleSet set = SimulatedSet.open(simulated.write(folder, mode.name()))) {
        assertScatter(simulated, known(set, simulated));
      }
    }
  }

  private static void assertScatter(SimulatedSet simulated, KnownTemplate known) {
    Pose[] found = known.refinedPoses();
    CramerRaoBound[] bounds = known.bounds();
    double squared = 0;
    int moved = 0;
    for (int i = 0; i < COUNT; i++) {
      double error = Angles.wrap(found[i].psiDegrees() - simulated.truth(i).psiDegrees(), 360);
      squared += Math.pow(error / bounds[i].psiDegrees(), 2) / COUNT;
      moved += error != 0 ? 1 : 0;
    }
    // The mean of 150 squares of normal numbers is known to sqrt(2 / 150), 12 percent.
    assertEquals(1, Math.sqrt(squared), 0.2);
    assertTrue(moved > COUNT / 2, "the truth itself is not the best fit to noisy images");
  }

  private static KnownTemplate known(ParticleSet set, SimulatedSet simulated) {
    ParticleIntake intake = ParticleIntake.of(set, AlignmentOptions.DEFAULT, Progress.silent());
    Pose[] truth = new Pose[COUNT];
    Arrays.setAll(truth, simulated::truth);
    Image template = VIEW.render(BOX, Pose.IDENTITY);
    return KnownTemplate.of(intake, template, truth, AlignmentOptions.DEFAULT);
  }

  /** Least standard errors of psi in degrees and of both shifts, for white noise. */
  private static double[] plainBound() {
    float[] clean = pixels(0, 0, 0);
    double variance = NOISE * NoiseModel.variance(clean);
    double turn = 0.2;
    double step = 0.02;
    double[][] derivatives = {
      difference(pixels(turn, 0, 0), pixels(-turn, 0, 0), 2 * turn),
      difference(pixels(0, step, 0), pixels(0, -step, 0), 2 * step),
      difference(pixels(0, 0, step), pixels(0, 0, -step), 2 * step),
      difference(clean, new float[clean.length], 1) // by the strength, which is unknown too
    };
    double[][] information = new double[4][4];
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        for (int p = 0; p < clean.length; p++) {
          information[a][b] += derivatives[a][p] * derivatives[b][p] / variance;
        }
      }
    }
    double[] deviations = new double[3];
    for (int a = 0; a < 3; a++) {
      deviations[a] = Math.sqrt(inverseDiagonal(information, a));
    }
    return deviations;
  }

  /** One diagonal element of an inverse, by Cramer's rule. */
  private static double inverseDiagonal(double[][] matrix, int which) {
    double[][] minor = new double[3][3];
    for (int a = 0, row = 0; a < 4; a++) {
      for (int b = 0, column = 0; b < 4 && a != which; b++) {
        if (b != which) {
          minor[row][column++] = matrix[a][b];
        }
      }
      row += a != which ? 1 : 0;
    }
    return determinant(minor) / determinant(matrix);
  }

  /** By Laplace's expansion. */
  private static double determinant(double[][] matrix) {
    int n = matrix.length;
    if (n == 1) {
      return matrix[0][0];
    }
    double sum = 0;
    for (int column = 0; column < n; column++) {
      double[][] minor = new double[n - 1][n - 1];
      for (int r = 1; r < n; r++) {
        for (int c = 0, to = 0; c < n; c++) {
          if (c != column) {
            minor[r - 1][to++] = matrix[r][c];
          }
        }
      }
      sum += (column % 2 == 0 ? 1 : -1) * matrix[0][column] * determinant(minor);
    }
    return sum;
  }

  private static double[] difference(float[] a, float[] b, double step) {
    double[] difference = new double[a.length];
    for (int p = 0; p < a.length; p++) {
      difference[p] = (a[p] - b[p]) / step;
    }
    return difference;
  }

  private static float[] pixels(double psiDegrees, double x, double y) {
    return VIEW.render(BOX, new Pose(psiDegrees, x, y)).pixels();
  }

  private static double mean(CramerRaoBound[] bounds, ToDoubleFunction<CramerRaoBound> figure) {
    return Arrays.stream(bounds).mapToDouble(figure).average().orElseThrow();
  }
}
