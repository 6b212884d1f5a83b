package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Test;

/** Figures of particles whose poses, noise and strength are known. */
class LeaveOutScoringTest {

  private static final int BOX = 32;
  private static final int COUNT = 240;
  private static final double MASK = 0.45;
  private static final double VARIANCE = 40;
  private static final double MAX_SHIFT = 5;

  /** Looked at up to here only, so that closed forms know which coefficients take part. */
  private static final int SHELL = 8;

  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 12);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(7, 1.6);
  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(VIEW, DISC, COUNT, VARIANCE, 1.5, AnalyticParticles.NO_CTF, 31);
  private static final RefinementOptions OPTIONS =
      RefinementOptionsOf.unknownView(MASK, MAX_SHIFT, CtfPhases.UNFLIPPED).fitted(MASK, SHELL);

  /**
   * A whitened particle t + n with n of unit variance has the mean correlation {@code |t| /
   * sqrt(|t|^2 + N)} with t, for N complex coefficients.
   */
  @Test
  void noiseScaleAndCorrelationAreThoseOfTheSimulation() {
    Refined refined = score(PARTICLES, OPTIONS, HeldOutEvidence.NONE);
    for (int s = 2; s <= SHELL; s++) {
      assertEquals(VARIANCE, refined.noise().variance(s), 0.08 * VARIANCE, "shell " + s);
    }
    FrequencyDisc used = new FrequencyDisc(BOX, SHELL);
    double power = 0;
    for (float part : AnalyticParticles.coefficients(VIEW, used)) {
      power += part * part / VARIANCE;
    }
    double expected = Math.sqrt(power / (power + used.size()));
    assertEquals(expected, mean(refined.particles().correlation), 0.03);
    assertEquals(1, mean(refined.particles().scale), 0.05);
  }

  /** 68.3 % of the true errors lie within the standard errors, and three deviations of chance. */
  @Test
  void standardErrorsHoldTheTrueErrors() {
    ParticlePoses found = score(PARTICLES, OPTIONS, HeldOutEvidence.NONE).particles();
    double common = 0;
    for (int i = 0; i < COUNT; i++) {
      common += turn(found.poses[i], PARTICLES.poses()[i]) / COUNT;
    }
    int within = 0;
    double right = 0;
    for (int i = 0; i < COUNT; i++) {
      double error = Math.abs(turn(found.poses[i], PARTICLES.poses()[i]) - common);
      within += error < found.psiErrorDegrees[i] ? 1 : 0;
      right += error < 10 ? 1 : 0;
    }
    assertEquals(0.683, within / (double) COUNT, 0.09);
    assertEquals(right / COUNT, mean(found.confidence), 0.03);
  }

  /** Every tenth image holds noise alone. */
  @Test
  void imagesOfNoiseAreOutliers() {
    ParticleSpectrum[] mixed = PARTICLES.spectra().clone();
    Random random = new Random(8);
    for (int i = 0; i < COUNT; i += 10) {
      float[] values = new float[2 * DISC.size()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (Math.sqrt(VARIANCE / 2) * random.nextGaussian());
      }
      mixed[i] = new ParticleSpectrum(values, Optional.empty());
    }
    AnalyticParticles set = new AnalyticParticles(DISC, mixed, PARTICLES.poses());
    boolean[] outlier = score(set, OPTIONS, HeldOutEvidence.NONE).particles().outlier;
    int wrong = 0;
    for (int i = 0; i < COUNT; i++) {
      if (i % 10 == 0) {
        assertTrue(outlier[i], "image " + i + " holds noise");
      } else {
        wrong += outlier[i] ? 1 : 0;
      }
    }
    assertTrue(wrong <= 2, wrong + " particles were rejected");
  }

  /** Where held-out particles found noise, a turn within 10 degrees is one of 18. */
  @Test
  void posesOfNoiseAreAsUncertainAsChance() {
    HeldOutEvidence noise = new HeldOutEvidence(20, -3, 0, 0, 0.5, 0.9);
    assertTrue(noise.indicatesNoise());
    ParticlePoses found = score(PARTICLES, OPTIONS, noise).particles();
    double[] chance = new double[COUNT];
    Arrays.fill(chance, 20.0 / 360);
    assertArrayEquals(chance, found.confidence, 1e-12);
    Arrays.fill(chance, MAX_SHIFT / Math.sqrt(3));
    assertArrayEquals(chance, found.shiftErrorPixels, 1e-12);
    for (boolean outlier : found.outlier) {
      assertFalse(outlier);
    }
  }

  /** Bounds that forbid any move. */
  @Test
  void posesStayWithinTheirRange() {
    ParticlePoses start = PARTICLES.atTruth();
    RefinementState state =
        RefinementState.averaged(
            PARTICLES, start, AnalyticParticles.flat(DISC, VARIANCE), DISC.radius(), MASK);
    Refined refined =
        new LeaveOutScoring(
                PARTICLES,
                OPTIONS,
                HeldOutEvidence.NONE,
                new LeaveOutScoring.Range((i, pose) -> PARTICLES.poses()[i], false),
                Progress.silent())
            .score(state, PhaseDecision.untested(PhaseClaim.settled(CtfPhases.UNFLIPPED)));
    assertArrayEquals(PARTICLES.poses(), refined.particles().poses);
  }

  @Test
  void leastCorrelationFlagsThoseBelowIt() {
    double least = 0.5;
    ViewConstraints given =
        new ViewConstraints(CyclicSymmetry.NONE, false, OptionalDouble.of(least));
    RefinementOptions options =
        RefinementOptionsOf.known(MASK, MAX_SHIFT, CtfPhases.UNFLIPPED, given).fitted(MASK, SHELL);
    ParticlePoses found = score(PARTICLES, options, HeldOutEvidence.NONE).particles();
    for (int i = 0; i < COUNT; i++) {
      assertTrue(found.outlier[i] || found.correlation[i] >= least, "particle " + i);
    }
    ViewConstraints all = new ViewConstraints(CyclicSymmetry.NONE, false, OptionalDouble.of(0.999));
    RefinementOptions none =
        RefinementOptionsOf.known(MASK, MAX_SHIFT, CtfPhases.UNFLIPPED, all).fitted(MASK, SHELL);
    UsageException refused =
        assertThrows(UsageException.class, () -> score(PARTICLES, none, HeldOutEvidence.NONE));
    assertTrue(refused.getMessage().contains("0.999"), refused.getMessage());
  }

  private static Refined score(
      AnalyticParticles set, RefinementOptions options, HeldOutEvidence evidence) {
    RefinementState state =
        RefinementState.averaged(
            set, set.atTruth(), AnalyticParticles.flat(DISC, VARIANCE), DISC.radius(), MASK);
    return new LeaveOutScoring(set, options, evidence, LeaveOutScoring.Range.ALL, Progress.silent())
        .score(state, PhaseDecision.untested(PhaseClaim.settled(CtfPhases.UNFLIPPED)));
  }

  private static double turn(Pose pose, Pose truth) {
    return Angles.wrap(pose.psiDegrees() - truth.psiDegrees(), 360);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
