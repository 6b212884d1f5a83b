package org.cryoudl.alignment.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a refinement, from poses that are a known way off the truth. */
class FinalRefinementTest {

  private static final int BOX = 32;
  private static final int COUNT = 60;
  private static final double MASK = 0.45;
  private static final double VARIANCE = 12;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 13);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(7, 1.6);
  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(VIEW, DISC, COUNT, VARIANCE, 2, AnalyticParticles.NO_CTF, 9);
  private static final HeldOutEvidence SURE = new HeldOutEvidence(20, 500, 1, 1, 1, 0);

  @Test
  void posesAndNoiseComeToTheTruth() {
    ParticlePoses start = scattered();
    double before = turnError(start.poses);
    Refined refined = run(start, new boolean[COUNT], options(Integer.MAX_VALUE), SURE);
    assertTrue(before > 1.4, "start " + before);
    assertTrue(turnError(refined.particles().poses) < 0.55 * before, "of " + before);
    assertEquals(VARIANCE, refined.noise().variance(9), 0.06 * VARIANCE);
    assertTrue(refined.particles().appraised);
    assertEquals(SURE, refined.evidence());
    assertTrue(refined.particles().agreement.isEmpty(), "nothing was doubtful");
  }

  /** Detail that held-out particles do not confirm is not used: errors are those without it. */
  @Test
  void unconfirmedDetailMakesPosesLessSure() {
    Refined all = run(scattered(), new boolean[COUNT], options(Integer.MAX_VALUE), SURE);
    Refined coarse = run(scattered(), new boolean[COUNT], options(4), SURE);
    double ratio =
        median(coarse.particles().psiErrorDegrees) / median(all.particles().psiErrorDegrees);
    double expected = Math.sqrt(turnInformation(DISC.radius()) / turnInformation(4));
    assertEquals(expected, ratio, 0.15 * expected, "expected, measured");
  }

  /** Held-out particles that doubt turns: halves of the set are refined apart, and they agree. */
  @Tag("slow")
  @Test
  void doubtIsSettledByHalvesOfTheSet() {
    HeldOutEvidence doubt = new HeldOutEvidence(20, 500, 1, 1, 1, 0.05);
    Refined refined = run(scattered(), new boolean[COUNT], options(Integer.MAX_VALUE), doubt);
    HalfSetAgreement agreement = refined.particles().agreement.orElseThrow();
    assertEquals(COUNT, agreement.particles());
    assertEquals(1, agreement.turns(), 0.02);
    assertEquals(1, agreement.halfTurns(), 0.02);
  }

  /** Every third particle is mirrored, and the start does not know of it. */
  @Test
  void mirroredParticlesAreTurnedOver() {
    boolean[] truth = new boolean[COUNT];
    for (int i = 0; i < COUNT; i++) {
      truth[i] = i % 3 == 0;
    }
    ViewConstraints given = new ViewConstraints(CyclicSymmetry.NONE, true, OptionalDouble.empty());
    ParticlePoses start = scattered();
    Refined refined =
        run(start, truth, RefinementOptionsOf.known(MASK, 3, CtfPhases.UNFLIPPED, given), SURE);
    int right = 0;
    for (int i = 0; i < COUNT; i++) {
      right += refined.particles().flipped[i] == truth[i] ? 1 : 0;
    }
    assertTrue(right >= COUNT - 2, right + " of " + COUNT);
    assertFalse(refined.particles().agreement.isPresent());
  }

  private static RefinementOptions options(int finestShell) {
    return RefinementOptionsOf.unknownView(MASK, 3, CtfPhases.UNFLIPPED).fitted(MASK, finestShell);
  }

  /**
   * Runs it from averages at the true poses.
   *
   * @param mirrored which particles are mirrored in the images
   */
  private static Refined run(
      ParticlePoses start,
      boolean[] mirrored,
      RefinementOptions options,
      HeldOutEvidence evidence) {
    RefinementState exact =
        RefinementState.averaged(
            PARTICLES,
            PARTICLES.atTruth(),
            AnalyticParticles.flat(DISC, VARIANCE),
            DISC.radius(),
            MASK);
    MirroredSource source =
        new MirroredSource(new MirroredSource(PARTICLES, mirrored), start.flipped);
    RefinementState state = new RefinementState(source, start, exact.averages(), exact.noise());
    return new FinalRefinement(options, Progress.silent())
        .run(
            source,
            state,
            PhaseDecision.untested(PhaseClaim.settled(CtfPhases.UNFLIPPED)),
            HalfTurnAmbiguity.find(state),
            evidence);
  }

  private static ParticlePoses scattered() {
    Random random = new Random(4);
    ParticlePoses particles = new ParticlePoses(COUNT);
    for (int i = 0; i < COUNT; i++) {
      Pose truth = PARTICLES.poses()[i];
      particles.poses[i] =
          new Pose(
              truth.psiDegrees() + 2 * random.nextGaussian(),
              truth.originXPixels() + 0.4 * random.nextGaussian(),
              truth.originYPixels() + 0.4 * random.nextGaussian());
    }
    return particles;
  }

  /** Power of the view's derivative by the turn, from its closed form. */
  private static double turnInformation(int radius) {
    FrequencyDisc disc = new FrequencyDisc(BOX, radius);
    float[] after = AnalyticParticles.coefficients(VIEW.turned(0.05), disc);
    float[] before = AnalyticParticles.coefficients(VIEW.turned(-0.05), disc);
    double sum = 0;
    for (int j = 0; j < after.length; j++) {
      sum += Math.pow(after[j] - before[j], 2);
    }
    return sum;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Root mean square error of the turns, the best common turn taken off. */
  private static double turnError(Pose[] poses) {
    double mean = 0;
    double square = 0;
    for (int i = 0; i < COUNT; i++) {
      double turn = Angles.wrap(poses[i].psiDegrees() - PARTICLES.poses()[i].psiDegrees(), 360);
      mean += turn / COUNT;
      square += turn * turn / COUNT;
    }
    return Math.sqrt(square - mean * mean);
  }
}
