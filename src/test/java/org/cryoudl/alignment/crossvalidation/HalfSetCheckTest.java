package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Test;

class HalfSetCheckTest {

  private static final int BOX = 48;
  private static final int COUNT = 200;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 16);
  private static final double VARIANCE = 500;

  /** A lopsided particle: the halves agree on everything. */
  @Test
  void halvesAgreeOnWhatIsThere() {
    HalfSetAgreement found = check(1.8);
    assertTrue(found.turns() > 0.99, found.toString());
    assertTrue(found.halfTurns() > 0.98, found.toString());
    assertTrue(found.psiFactor() < 1.2, found.toString());
    assertTrue(found.alongPixels() < 0.5, found.toString());
  }

  /** A particle that is the same after a half-turn: each half makes its own choice from noise. */
  @Test
  void halvesDisagreeOnWhatIsNot() {
    HalfSetAgreement found = check(1);
    assertTrue(found.turns() > 0.98, found.toString());
    assertTrue(found.halfTurns() < 0.65, found.toString());
    assertTrue(found.halfTurnCertainty() < 0.7, found.toString());
  }

  private static HalfSetAgreement check(double weight) {
    GaussianBlobs molecule =
        new GaussianBlobs(
            new double[][] {
              {1, -9, -2, 2.2}, {weight, 9, 2, 2.2}, {0.8, 2, -6, 2}, {0.8, -2, 6, 2}
            });
    AnalyticParticles set =
        AnalyticParticles.simulate(
            molecule, DISC, COUNT, VARIANCE, 2, AnalyticParticles.NO_CTF, 17);
    ParticlePoses particles = new ParticlePoses(COUNT);
    for (int i = 0; i < COUNT; i++) {
      particles.poses[i] = new Pose(set.poses()[i].psiDegrees() + i % 3 - 1, 0, 0);
    }
    Arrays.fill(particles.correlation, 1);
    RefinementOptions options = RefinementOptionsOf.unknownView(0.43, 0.2 * BOX, CtfPhases.FLIPPED);
    HalfSetAgreement found = new HalfSetCheck(set, options, Progress.silent()).run(particles);
    assertEquals(COUNT, found.particles());
    return found;
  }
}
