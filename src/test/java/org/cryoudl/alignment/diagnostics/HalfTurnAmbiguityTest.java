package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.statistics.NormalDistribution;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Test;

class HalfTurnAmbiguityTest {

  private static final int BOX = 32;

  @Test
  void distributionIsTheNormalOne() {
    assertEquals(0.5, NormalDistribution.cumulative(0), 1e-7);
    assertEquals(0.0249978951, NormalDistribution.cumulative(-1.96), 1e-7);
    assertEquals(0.8413447461, NormalDistribution.cumulative(1), 1e-7);
  }

  /** Two equal blobs look the same after a half-turn about their middle, wherever that lies. */
  @Test
  void twoFoldViewIsUndecided() {
    assertEquals(0.5, undecided(new double[][] {{-6, 1, 1}, {6, -1, 1}}, 50), 0.02);
    assertTrue(undecided(new double[][] {{-4, 3, 1}, {8, 1, 1}}, 50) > 0.2);
  }

  @Test
  void lopsidedViewIsDecidedUnlessNoiseIsStrong() {
    double[][] lopsided = {{-6, 0, 1}, {6, 0, 0.5}, {0, 7, 0.8}};
    assertTrue(undecided(lopsided, 50) < 1e-3);
    assertTrue(undecided(lopsided, 5e6) > 0.3);
  }

  /** Blobs of x, y, weight, seen without CTF in white noise of the given variance. */
  private static double undecided(double[][] blobs, double variance) {
    float[] image = new float[BOX * BOX];
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        for (double[] blob : blobs) {
          double dx = column - BOX / 2 - blob[0];
          double dy = row - BOX / 2 - blob[1];
          image[row * BOX + column] += (float) (blob[2] * Math.exp(-(dx * dx + dy * dy) / 8));
        }
      }
    }
    FrequencyDisc disc = new FrequencyDisc(BOX, 12);
    double[] resolved = new double[13];
    Arrays.fill(resolved, 1);
    Averages averages =
        new Averages(BOX, 12, new float[][] {image, image}, image, image, resolved, 0.43);
    NoiseSpectrum noise = AnalyticParticles.flat(disc, variance);
    SpectrumSource source =
        new SpectrumSource() {
          @Override
          public int size() {
            return 1;
          }

          @Override
          public FrequencyDisc disc() {
            return disc;
          }

          @Override
          public ParticleSpectrum get(int index) {
            return new ParticleSpectrum(new float[2 * disc.size()], Optional.empty());
          }
        };
    return HalfTurnAmbiguity.find(
            new RefinementState(source, new ParticlePoses(1), averages, noise))
        .undecidedShare();
  }
}
