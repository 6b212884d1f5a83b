package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the likelihood of every grid point by its definition, with blobs in closed form. */
class LocalPosteriorTest {

  private static final int BOX = 30;
  private static final double NOISE = 600;
  private static final double STEP_DEGREES = 2;
  private static final double STEP_PIXELS = 0.4;
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 12);
  private static final FrequencyDisc COMPARED = new FrequencyDisc(BOX, 9);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(6, 1.7);

  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(
          BLOBS,
          FULL,
          3,
          NOISE / 20,
          1,
          i -> Optional.of(AnalyticParticles.oscillation(FULL, i)),
          3);

  private final AverageModel model = new AverageModel(BLOBS.image(BOX), BOX, COMPARED.radius());
  private final LocalPosterior local =
      new LocalPosterior(
          Band.of(FULL, COMPARED.radius(), AnalyticParticles.flat(FULL, NOISE)), STEP_PIXELS);

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.6})
  void momentsAreThoseOfThePlainLikelihood(double scale) {
    for (int i = 0; i < PARTICLES.size(); i++) {
      // Not in the middle of the posterior.
      Pose truth = PARTICLES.poses()[i];
      Pose centre =
          new Pose(
              truth.psiDegrees() + 1.3, truth.originXPixels() - 0.3, truth.originYPixels() + 0.5);
      LocalPosterior.Moments found =
          local.about(PARTICLES.get(i), model, scale, centre, STEP_DEGREES);
      Plain plain = new Plain(i, centre, scale);
      assertEquals(plain.logEvidence, found.logEvidence(), 0.02);
      assertEquals(plain.mean[0], found.mean().psiDegrees(), 0.02);
      assertEquals(plain.mean[1], found.mean().originXPixels(), 0.003);
      assertEquals(plain.mean[2], found.mean().originYPixels(), 0.003);
      assertEquals(plain.covariance[0][0], found.psiVariance(), 0.02 * plain.covariance[0][0]);
      assertEquals(plain.covariance[1][1], found.xx(), 0.02 * plain.covariance[1][1]);
      assertEquals(plain.covariance[2][2], found.yy(), 0.02 * plain.covariance[2][2]);
      double typical = Math.sqrt(plain.covariance[1][1] * plain.covariance[2][2]);
      assertEquals(plain.covariance[1][2], found.xy(), 0.02 * typical);
      assertEquals(plain.entropy, found.entropy(), 0.02);
      assertEquals(plain.best.psiDegrees(), found.best().psiDegrees(), 1e-6);
      assertEquals(plain.best.originXPixels(), found.best().originXPixels(), 1e-6);
      assertEquals(plain.best.originYPixels(), found.best().originYPixels(), 1e-6);
    }
  }

  @Test
  void evidenceOfSeveralScalesIsThatOfEach() {
    double[] scales = {0, 0.3, 1, 1.4};
    Pose centre = PARTICLES.poses()[1];
    double[] all = local.logEvidence(PARTICLES.get(1), model, scales, centre, STEP_DEGREES);
    for (int b = 0; b < scales.length; b++) {
      double one =
          local.about(PARTICLES.get(1), model, scales[b], centre, STEP_DEGREES).logEvidence();
      assertEquals(one, all[b], 1e-3);
    }
    // Without an average every grid point is as likely as noise.
    assertEquals(Math.log(9 * 9 * 9), all[0], 1e-9);
  }

  /** Evidence, moments and entropy of nine turns and nine shifts along each axis. */
  private static final class Plain {
    final double[] mean = new double[3];
    final double[][] covariance = new double[3][3];
    double logEvidence;
    double entropy;
    Pose best;

    Plain(int particle, Pose centre, double scale) {
      double[][] poses = new double[9 * 9 * 9][];
      double[] scores = new double[poses.length];
      double top = Double.NEGATIVE_INFINITY;
      for (int n = 0; n < poses.length; n++) {
        Pose pose =
            new Pose(
                centre.psiDegrees() + (n / 81 - 4) * STEP_DEGREES,
                centre.originXPixels() - (n % 9 - 4) * STEP_PIXELS,
                centre.originYPixels() - (n / 9 % 9 - 4) * STEP_PIXELS);
        poses[n] = new double[] {pose.psiDegrees(), pose.originXPixels(), pose.originYPixels()};
        scores[n] = score(particle, pose, scale);
        if (scores[n] > top) {
          top = scores[n];
          best = pose.normalised();
        }
      }
      double total = 0;
      for (double score : scores) {
        total += Math.exp(score - top);
      }
      logEvidence = top + Math.log(total);
      for (int n = 0; n < poses.length; n++) {
        double p = Math.exp(scores[n] - logEvidence);
        entropy -= p > 0 ? p * Math.log(p) : 0;
        for (int a = 0; a < 3; a++) {
          mean[a] += p * poses[n][a];
        }
      }
      for (int n = 0; n < poses.length; n++) {
        double p = Math.exp(scores[n] - logEvidence);
        for (int a = 0; a < 3; a++) {
          for (int b = 0; b < 3; b++) {
            covariance[a][b] += p * (poses[n][a] - mean[a]) * (poses[n][b] - mean[b]);
          }
        }
      }
    }

    /** Log of the likelihood ratio to noise. */
    private static double score(int particle, Pose pose, double scale) {
      float[] template =
          AnalyticParticles.coefficients(BLOBS.moved(AnalyticParticles.inverse(pose)), COMPARED);
      float[] x = PARTICLES.get(particle).values();
      float[] ctf = PARTICLES.get(particle).ctf().orElseThrow();
      int[] positions = COMPARED.positionsIn(FULL);
      double sum = 0;
      for (int j = 0; j < COMPARED.size(); j++) {
        int p = positions[j];
        for (int part = 0; part < 2; part++) {
          double t = scale * ctf[p] * template[2 * j + part];
          sum += Math.pow(x[2 * p + part], 2) - Math.pow(x[2 * p + part] - t, 2);
        }
      }
      return sum / NOISE;
    }
  }
}
