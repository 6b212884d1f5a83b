package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.SymmetrySearch;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationalSymmetryTest {

  private static final int BOX = 48;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 20);

  /** Blobs at the corners of a polygon, off the centre of the box, seen in noise. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 6, 7})
  void orderOfPolygonsIsFound(int order) {
    RotationalSymmetry found = find(order, 1, 100);
    assertEquals(order, found.order());
    assertEquals(1, found.similarity(), 0.02);
  }

  @Test
  void oneHeavierBlobTakesTheSymmetryAway() {
    assertEquals(1, find(6, 3, 100).order());
    // Noise may hide the difference from the particles again.
    assertEquals(6, find(6, 1.15, 3000).order());
  }

  private static RotationalSymmetry find(int order, double firstWeight, double variance) {
    float[] clean = new float[BOX * BOX];
    for (int n = 0; n < order; n++) {
      double[] at = Angles.rotate(360.0 * n / order, 11, 0);
      for (int row = 0; row < BOX; row++) {
        for (int column = 0; column < BOX; column++) {
          double dx = column - BOX / 2 - 1 - at[0];
          double dy = row - BOX / 2 + 2 - at[1];
          double weight = n == 0 ? firstWeight : 1;
          clean[row * BOX + column] += (float) (weight * Math.exp(-(dx * dx + dy * dy) / 6));
        }
      }
    }
    float[][] halves = {noisy(clean, 1), noisy(clean, 2)};
    double[] resolved = new double[21];
    Arrays.fill(resolved, 1);
    Averages averages = new Averages(BOX, 20, halves, clean, clean, resolved, 0.43);
    ParticleSpectrum none = new ParticleSpectrum(new float[2 * DISC.size()], Optional.empty());
    SpectrumSource source = new AnalyticParticles(DISC, new ParticleSpectrum[] {none}, null);
    return SymmetrySearch.find(
        new RefinementState(
            source, new ParticlePoses(1), averages, AnalyticParticles.flat(DISC, variance)));
  }

  private static float[] noisy(float[] clean, long seed) {
    Random random = new Random(seed);
    float[] image = clean.clone();
    for (int p = 0; p < image.length; p++) {
      image[p] += (float) (0.02 * random.nextGaussian());
    }
    return image;
  }
}
