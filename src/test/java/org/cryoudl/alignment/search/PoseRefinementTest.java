package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoseRefinementTest {

  private static final int BOX = 33;
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 15);
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 13);
  private static final double VARIANCE = 2;
  private static final int[] POSITIONS = DISC.positionsIn(FULL);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(8, 1.6);
  private static final AverageModel AVERAGE = new AverageModel(BLOBS.image(BOX), BOX, 13);

  /**
   * The step and the errors that follow from numerical derivatives of the analytic model by psi, o
   * and scale.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stepIsThatOfNumericalDerivatives(boolean withCtf) {
    AnalyticParticles particles = particles(10, VARIANCE, withCtf, 3);
    for (int i = 0; i < particles.size(); i++) {
      Pose truth = particles.poses()[i];
      Pose from =
          new Pose(
              truth.psiDegrees() + 1.5, truth.originXPixels() - 0.4, truth.originYPixels() + 0.3);
      PoseRefinement.Step step = refinement(noise(VARIANCE)).step(particles.get(i), from);
      double[][] jacobian = {
        difference(particles.get(i), from, 0.01, 0, 0),
        difference(particles.get(i), from, 0, 0.001, 0),
        difference(particles.get(i), from, 0, 0, 0.001),
        model(particles.get(i), from)
      };
      double[] x = new double[2 * DISC.size()];
      for (int j = 0; j < x.length; j++) {
        x[j] = particles.get(i).values()[2 * POSITIONS[j / 2] + j % 2];
      }
      double[] t = jacobian[3];
      double scale = dot(x, t) / dot(t, t);
      double[][] normal = new double[4][4];
      double[] gradient = new double[4];
      double[] residual = new double[x.length];
      for (int j = 0; j < x.length; j++) {
        residual[j] = x[j] - scale * t[j];
      }
      for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
          normal[a][b] =
              2 * (a < 3 ? scale : 1) * (b < 3 ? scale : 1) * dot(jacobian[a], jacobian[b]);
        }
        gradient[a] = 2 * (a < 3 ? scale : 1) * dot(jacobian[a], residual);
      }
      double[][] covariance = inverse(normal);
      double[] move = new double[4];
      for (int a = 0; a < 4; a++) {
        move[a] = dotPlain(covariance[a], gradient);
      }
      assertEquals(
          move[0],
          Angles.wrap(step.pose().psiDegrees() - from.psiDegrees(), 360),
          0.02 * Math.abs(move[0]) + 0.02);
      assertEquals(move[1], step.pose().originXPixels() - from.originXPixels(), 0.01);
      assertEquals(move[2], step.pose().originYPixels() - from.originYPixels(), 0.01);
      assertEquals(scale, step.scale(), 0.01 * scale);
      assertEquals(
          Math.sqrt(covariance[0][0]), step.psiErrorDegrees(), 0.02 * step.psiErrorDegrees());
      double shiftError = Math.sqrt(Math.max(covariance[1][1], covariance[2][2]));
      assertEquals(shiftError, step.shiftErrorPixels(), 0.02 * shiftError);
      assertEquals(1 / Math.sqrt(2 * dot(t, t)), step.scaleError(), 0.02 * step.scaleError());
      assertEquals(dot(x, t) / Math.sqrt(dot(x, x) * dot(t, t)), step.correlation(), 0.01);
    }
  }

  @Test
  void noiselessParticlesComeToTheirTruePose() {
    AnalyticParticles particles = particles(12, 0, true, 5);
    PoseRefinement refinement = refinement(noise(1));
    for (int i = 0; i < particles.size(); i++) {
      Pose truth = particles.poses()[i];
      Pose pose =
          new Pose(
              truth.psiDegrees() - 6, truth.originXPixels() + 1.1, truth.originYPixels() - 0.9);
      PoseRefinement.Step step = null;
      for (int s = 0; s < 10; s++) {
        step = refinement.step(particles.get(i), pose);
        double turn = Angles.wrap(step.pose().psiDegrees() - pose.psiDegrees(), 360);
        assertTrue(Math.abs(turn) <= 3 + 1e-9, "step of " + turn);
        pose = step.pose();
      }
      assertEquals(0, Angles.wrap(pose.psiDegrees() - truth.psiDegrees(), 360), 0.1);
      assertEquals(truth.originXPixels(), pose.originXPixels(), 0.01);
      assertEquals(truth.originYPixels(), pose.originYPixels(), 0.01);
      assertEquals(1, step.scale(), 0.01);
      assertEquals(1, step.correlation(), 0.001);
    }
  }

  @Test
  void standardErrorsAreCalibrated() {
    int count = 400;
    double variance = 60;
    AnalyticParticles particles = particles(count, variance, true, 11);
    PoseRefinement refinement = refinement(noise(variance));
    int psiInside = 0;
    int xInside = 0;
    double squaredScale = 0;
    double squaredPsi = 0;
    double power = 0;
    for (int i = 0; i < count; i++) {
      Pose truth = particles.poses()[i];
      Pose pose = truth;
      PoseRefinement.Step step = null;
      for (int s = 0; s < 4; s++) {
        if (s == 3) {
          Arrays.fill(refinement.residualPower(), 0);
        }
        step = refinement.step(particles.get(i), pose);
        pose = step.pose();
      }
      power += refinement.residualPower()[9];
      double psi =
          Angles.wrap(pose.psiDegrees() - truth.psiDegrees(), 360) / step.psiErrorDegrees();
      double x = (pose.originXPixels() - truth.originXPixels()) / step.shiftErrorPixels();
      double y = (pose.originYPixels() - truth.originYPixels()) / step.shiftErrorPixels();
      psiInside += Math.abs(psi) < 1 ? 1 : 0;
      // The error is that of the worse axis: the other one lies within it more often.
      xInside += Math.abs(x) < 1 && Math.abs(y) < 1 ? 1 : 0;
      squaredPsi += psi * psi / count;
      squaredScale += Math.pow((step.scale() - 1) / step.scaleError(), 2) / count;
    }
    // 68.3 %, and three standard deviations of a count of 400; likewise of the mean square.
    assertEquals(0.683, psiInside / (double) count, 0.07);
    assertEquals(1, squaredPsi, 0.25);
    assertEquals(1, squaredScale, 0.25);
    assertTrue(xInside / (double) count > 0.683 * 0.683 - 0.075, "share " + xInside / 400.0);
    assertTrue(xInside / (double) count < 0.683 + 0.075, "share " + xInside / 400.0);
    int positions = 0;
    for (int j = 0; j < DISC.size(); j++) {
      positions += DISC.shell(j) == 9 ? 1 : 0;
    }
    assertEquals(variance, power / count / positions, 0.05 * variance);
  }

  @Test
  void particleThatDoesNotShowTheAverageStaysAndHasNoErrors() {
    AnalyticParticles particles = particles(1, 0, false, 2);
    Pose pose = particles.poses()[0];
    float[] negative = particles.get(0).values().clone();
    for (int j = 0; j < negative.length; j++) {
      negative[j] = -negative[j];
    }
    PoseRefinement.Step dark =
        refinement(noise(1)).step(new ParticleSpectrum(negative, Optional.empty()), pose);
    assertEquals(pose, dark.pose());
    assertEquals(-1, dark.correlation(), 0.001);
    assertEquals(0, dark.scale());
    assertEquals(Double.POSITIVE_INFINITY, dark.psiErrorDegrees());
    AverageModel nothing = new AverageModel(new float[BOX * BOX], BOX, 13);
    PoseRefinement.Step none =
        new PoseRefinement(Band.of(FULL, 13, noise(1)), nothing).step(particles.get(0), pose);
    assertEquals(pose, none.pose());
    assertEquals(0, none.correlation());
    assertEquals(Double.POSITIVE_INFINITY, none.shiftErrorPixels());
  }

  /** A round blob says nothing about the turn: the shift must be found all the same. */
  @Test
  void flatDirectionsDoNotBreakTheStep() {
    GaussianBlobs round = new GaussianBlobs(new double[][] {{1, 0, 0, 3}});
    AverageModel model = new AverageModel(round.image(BOX), BOX, 13);
    float[] values = AnalyticParticles.coefficients(round.moved(new Pose(0, 0.7, -0.3)), FULL);
    PoseRefinement refinement = new PoseRefinement(Band.of(FULL, 13, noise(1)), model);
    Pose pose = Pose.IDENTITY;
    for (int s = 0; s < 6; s++) {
      pose = refinement.step(new ParticleSpectrum(values, Optional.empty()), pose).pose();
    }
    assertEquals(-0.7, pose.originXPixels(), 0.02);
    assertEquals(0.3, pose.originYPixels(), 0.02);
  }

  /** The whitened model of a particle at a pose, from the analytic transform. */
  private static double[] model(ParticleSpectrum particle, Pose pose) {
    float[] values =
        AnalyticParticles.coefficients(BLOBS.moved(AnalyticParticles.inverse(pose)), DISC);
    double[] model = new double[values.length];
    for (int j = 0; j < model.length; j++) {
      float c = particle.ctf().isPresent() ? particle.ctf().get()[POSITIONS[j / 2]] : 1;
      model[j] = c * values[j];
    }
    return model;
  }

  private static double[] difference(
      ParticleSpectrum particle, Pose pose, double psi, double x, double y) {
    double step = psi + x + y;
    double[] after = model(particle, moved(pose, psi, x, y));
    double[] before = model(particle, moved(pose, -psi, -x, -y));
    double[] difference = new double[after.length];
    for (int j = 0; j < difference.length; j++) {
      difference[j] = (after[j] - before[j]) / (2 * step);
    }
    return difference;
  }

  private static Pose moved(Pose pose, double psi, double x, double y) {
    return new Pose(pose.psiDegrees() + psi, pose.originXPixels() + x, pose.originYPixels() + y);
  }

  /** The sum of products, each coefficient weighted by one over its noise. */
  private static double dot(double[] a, double[] b) {
    NoiseSpectrum noise = noise(VARIANCE);
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j] / noise.variance(DISC.shell(j / 2));
    }
    return sum;
  }

  private static double dotPlain(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** Gauss-Jordan elimination. */
  private static double[][] inverse(double[][] m) {
    int n = m.length;
    double[][] a = new double[n][2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(m[i], 0, a[i], 0, n);
      a[i][n + i] = 1;
    }
    for (int i = 0; i < n; i++) {
      double pivot = a[i][i];
      for (int c = 0; c < 2 * n; c++) {
        a[i][c] /= pivot;
      }
      for (int r = 0; r < n; r++) {
        double factor = a[r][i];
        for (int c = 0; r != i && c < 2 * n; c++) {
          a[r][c] -= factor * a[i][c];
        }
      }
    }
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      inverse[i] = Arrays.copyOfRange(a[i], n, 2 * n);
    }
    return inverse;
  }

  private static PoseRefinement refinement(NoiseSpectrum noise) {
    return new PoseRefinement(Band.of(FULL, 13, noise), AVERAGE);
  }

  private static NoiseSpectrum noise(double variance) {
    return AnalyticParticles.flat(FULL, variance);
  }

  private static AnalyticParticles particles(
      int count, double variance, boolean withCtf, long seed) {
    return AnalyticParticles.simulate(
        BLOBS,
        FULL,
        count,
        variance,
        2,
        i -> withCtf ? Optional.of(AnalyticParticles.oscillation(FULL, i)) : Optional.empty(),
        seed);
  }
}
