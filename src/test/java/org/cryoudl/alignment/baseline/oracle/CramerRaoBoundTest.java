package org.cryoudl.alignment.baseline.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;

class CramerRaoBoundTest {

  private static final int BOX = 40;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 18);

  /** White noise of variance v in every pixel has E|n(k)|^2 = v box^2. */
  private static Band band(double pixelVariance) {
    return Band.of(DISC, DISC.radius(), AnalyticParticles.flat(DISC, pixelVariance * BOX * BOX));
  }

  /** A blob's weight is its integral: its height is weight / (2 pi sigma^2). */
  private static float[] blobs(double[] x, double[] y, double sigma, double height) {
    double[] sigmas = new double[x.length];
    double[] weights = new double[x.length];
    Arrays.fill(sigmas, sigma);
    Arrays.fill(weights, height * 2 * Math.PI * sigma * sigma);
    return new BlobProjection(x, y, sigmas, weights).render(BOX, Pose.IDENTITY).pixels();
  }

  /**
   * In white noise of variance v the information about a shift is the sum of squared slopes over v,
   * which for a Gaussian of height h is {@code pi h^2 / 2} whatever its width. Two of them at (+-r,
   * 0) tell a turn by {@code r} times their shifts along y: {@code pi h^2 r^2}. (Their own shape
   * holds no information, for they are round.)
   */
  @Test
  void twoBlobsHaveTheBoundOfTheClosedForm() {
    double r = 8;
    double height = 1.5;
    double variance = 2;
    float[] picture = blobs(new double[] {-r, r}, new double[] {0, 0}, 2, height);
    CramerRaoBound bound =
        CramerRaoBound.of(band(variance), new AverageModel(picture, BOX, 18), 17, null);
    double shift = Math.sqrt(variance / (Math.PI * height * height));
    assertEquals(shift, bound.shiftXPixels(), 0.02 * shift);
    assertEquals(shift, bound.shiftYPixels(), 0.02 * shift);
    assertEquals(Math.toDegrees(shift / r), bound.psiDegrees(), 0.02 * Math.toDegrees(shift / r));
    assertEquals(Math.sqrt(2 / Math.PI) * bound.psiDegrees(), bound.meanPsiErrorDegrees(), 1e-9);
    assertEquals(Math.sqrt(Math.PI / 2) * shift, bound.meanShiftErrorPixels(), 0.02 * shift);
  }

  /** A blob off the centre: turning and shifting along y do the same, so neither can be known. */
  @Test
  void whatCannotBeToldApartIsUnbounded() {
    float[] picture = blobs(new double[] {8}, new double[] {0}, 2, 1);
    CramerRaoBound bound = CramerRaoBound.of(band(1), new AverageModel(picture, BOX, 18), 0, null);
    double shift = Math.sqrt(2 / Math.PI);
    assertEquals(shift, bound.shiftXPixels(), 0.02 * shift);
    assertTrue(bound.psiDegrees() > 100 * Math.toDegrees(shift / 8), "" + bound.psiDegrees());
    assertTrue(bound.shiftYPixels() > 100 * shift, "" + bound.shiftYPixels());
  }

  /** Maximum likelihood reaches the bound where errors are small: 600 draws of noise. */
  @Test
  void maximumLikelihoodScattersAsTheBoundSays() {
    double[] x = {-9, 2, 7, 10, -4};
    double[] y = {-2, -7, 1.5, 8, 10};
    float[] picture = blobs(x, y, 2, 1);
    double variance = 0.5;
    AverageModel model = new AverageModel(picture, BOX, 18);
    Band band = band(variance);
    Pose truth = new Pose(33, 1.2, -0.7);
    float[] ctf = new float[DISC.size()];
    for (int j = 0; j < ctf.length; j++) {
      ctf[j] = (float) Math.cos(0.004 * DISC.shell(j) * DISC.shell(j));
    }
    CramerRaoBound bound = CramerRaoBound.of(band, model, 33, ctf);
    float[] clean = new float[2 * DISC.size()];
    model.sample(DISC, 33, clean);
    float[] cos = new float[DISC.size()];
    float[] sin = new float[DISC.size()];
    DISC.shiftPhases(-truth.originXPixels(), -truth.originYPixels(), cos, sin);
    double[] squares = new double[3];
    int draws = 600;
    for (int d = 0; d < draws; d++) {
      float[] noise = PlainTransform.noise(BOX * BOX, 100 + d);
      float[] values = DISC.pack(Fft2D.of(BOX).forward(noise));
      float sd = (float) Math.sqrt(variance);
      for (int j = 0; j < DISC.size(); j++) {
        float re = ctf[j] * clean[2 * j];
        float im = ctf[j] * clean[2 * j + 1];
        values[2 * j] = sd * values[2 * j] + re * cos[j] - im * sin[j];
        values[2 * j + 1] = sd * values[2 * j + 1] + re * sin[j] + im * cos[j];
      }
      ParticleSpectrum particle = new ParticleSpectrum(values, Optional.of(ctf));
      PoseRefinement refinement = new PoseRefinement(band, model);
      Pose pose = truth;
      for (int step = 0; step < 10; step++) {
        pose = refinement.step(particle, pose).pose();
      }
      squares[0] += Math.pow(Angles.wrap(pose.psiDegrees() - 33, 360), 2) / draws;
      squares[1] += Math.pow(pose.originXPixels() - truth.originXPixels(), 2) / draws;
      squares[2] += Math.pow(pose.originYPixels() - truth.originYPixels(), 2) / draws;
    }
    // The spread of 600 draws is known to 1 / sqrt(1200), 3 percent.
    assertEquals(1, Math.sqrt(squares[0]) / bound.psiDegrees(), 0.1);
    assertEquals(1, Math.sqrt(squares[1]) / bound.shiftXPixels(), 0.1);
    assertEquals(1, Math.sqrt(squares[2]) / bound.shiftYPixels(), 0.1);
  }
}
