package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Test;

class PoseScanTest {

  private static final int BOX = 48;
  private static final int IMAGES = 60;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 8);

  /** Noise of the assumed variance has dispersion 1, and no evidence on average. */
  @Test
  void noiseAsAssumedIsNoEvidence() {
    double[] found = sums(1);
    assertEquals(1, found[0], 0.1);
    assertTrue(found[1] < 3, "log evidence " + found[1]);
  }

  /** Noise three times as strong looks like evidence, unless its dispersion is allowed for. */
  @Test
  void strongerNoiseIsNoEvidenceEither() {
    double[] found = sums(3);
    assertEquals(3, found[0], 0.3);
    assertTrue(found[1] < 3, "log evidence " + found[1]);
    assertTrue(found[2] > 20, "log evidence as the model has it " + found[2]);
  }

  /** Mean dispersion, and the log evidence of all images with and without it. */
  private static double[] sums(double variance) {
    float[] average = new float[BOX * BOX];
    Random random = new Random(8);
    for (int blob = 0; blob < 6; blob++) {
      double x = 24 + 6 * random.nextGaussian();
      double y = 24 + 6 * random.nextGaussian();
      for (int p = 0; p < average.length; p++) {
        double dx = p % BOX - x;
        double dy = p / BOX - y;
        average[p] += (float) (0.04 * Math.exp(-(dx * dx + dy * dy) / 8));
      }
    }
    SpectrumSource source = new AnalyticParticles(DISC, new ParticleSpectrum[1], null);
    NoiseSpectrum assumed = AnalyticParticles.flat(DISC, 20);
    Band band = Band.of(source, 8, assumed);
    float[][] templates = PoseScan.templates(new AverageModel(average, BOX, 8), band, 90);
    PoseScan scan = new PoseScan(source, band, 90, 6, 1);
    double[] sums = new double[3];
    for (int i = 0; i < IMAGES; i++) {
      float[] values = new float[2 * DISC.size()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (Math.sqrt(20 * variance / 2) * random.nextGaussian());
      }
      scan.scan(new ParticleSpectrum(values, Optional.empty()), templates, Pose.IDENTITY, 4);
      double dispersion = scan.dispersion();
      sums[0] += dispersion / IMAGES;
      sums[1] += scan.logBayesFactor(1, Math.max(1, dispersion));
      sums[2] += scan.logBayesFactor(1, 1);
    }
    return sums;
  }
}
