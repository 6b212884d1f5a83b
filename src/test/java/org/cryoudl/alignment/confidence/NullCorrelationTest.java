package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.statistics.Robust;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

class NullCorrelationTest {

  private static final int BOX = 48;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 16);

  /**
   * The correlation of noise with one fixed pose has the standard deviation {@code 1 / sqrt(n)} for
   * n independent real numbers, and the best of M poses lies {@code sqrt(2 ln M)} of them above 0;
   * between a hundred and a million poses that is 3.0 to 5.3.
   */
  @Test
  void noiseAgreesAsWellAsTheBestOfManyPosesDoes() {
    GaussianBlobs molecule =
        new GaussianBlobs(
            new double[][] {{1, -9, -2, 2.2}, {2, 9, 2, 2.2}, {0.8, 2, -6, 2}, {0.8, -2, 6, 2}});
    AnalyticParticles set =
        AnalyticParticles.simulate(molecule, DISC, 100, 300, 2, AnalyticParticles.NO_CTF, 4);
    NoiseSpectrum noise = AnalyticParticles.flat(DISC, 300);
    RefinementState state = RefinementState.averaged(set, set.atTruth(), noise, 16, 0.43);
    NullCorrelation floor = NullCorrelation.of(state, 16, 0.2 * BOX);
    double unit = 1 / Math.sqrt(2.0 * DISC.size());
    assertTrue(floor.correlation() > 3.0 * unit, floor + " in units of " + unit);
    assertTrue(floor.correlation() < 5.3 * unit, floor + " in units of " + unit);
    // Particles lie far above.
    ParticlePoses measured = new GaussNewtonStep(0.43).step(state).particles();
    assertTrue(Robust.median(measured.correlation) > 2 * floor.correlation());
    assertEquals(1, Robust.median(measured.scale), 0.1);
  }
}
