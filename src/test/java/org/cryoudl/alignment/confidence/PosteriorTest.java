package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.search.PoseScan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.Calibration;
import org.cryoudl.testing.ExactAverages;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is stated of particles whose true poses are known, against an average without errors: each
 * probability must be that of being right.
 */
class PosteriorTest {

  private static final int BOX = 32;
  private static final int COUNT = 800;
  private static final double MAX_SHIFT = 4;

  /** About what the curvature of the likelihood gives for these particles. */
  private static final double TYPICAL_SHIFT_ERROR = 0.4;

  private static final double NOISE = 1600;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 12);

  /** Nearly the same after a half-turn, so that half-turns are in doubt, and an angle at times. */
  private static final GaussianBlobs VIEW =
      new GaussianBlobs(
          new double[][] {{3, 7, 0, 1.6}, {3.4, -7, 0.5, 1.6}, {1.6, 1, 6, 1.8}, {1, 0, -6, 1.8}});

  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(
          VIEW,
          DISC,
          COUNT,
          NOISE,
          2,
          i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
          11);

  /** Rounds after which poses no longer move. */
  private static final int STEPS = 6;

  private static ParticlePoses stated;

  /** Poses from the best of a coarse scan, then as an alignment measures them. */
  @BeforeAll
  static void measure() {
    NoiseSpectrum noise = AnalyticParticles.flat(DISC, NOISE);
    Averages averages = ExactAverages.of(VIEW, BOX, DISC.radius());
    stated = new ParticlePoses(COUNT);
    RefinementState state = new RefinementState(PARTICLES, stated, averages, noise);
    HalfTurnAmbiguity halfTurn = HalfTurnAmbiguity.find(state);
    Band band = Band.of(PARTICLES, DISC.radius(), noise);
    Band scanned = PoseScan.band(PARTICLES, DISC.radius(), noise);
    Posterior.Settings settings =
        new Posterior.Settings(
            PARTICLES,
            band,
            scanned,
            TYPICAL_SHIFT_ERROR,
            MAX_SHIFT,
            1,
            new PoseBootstrap.Factors(1, 1),
            halfTurn,
            true,
            true,
            false,
            Posterior.Doubt.NONE);
    Posterior.Compared compared =
        Posterior.Compared.of(halfTurn.models(averages.full(), BOX, DISC, 1), settings);
    PoseScan scan = new PoseScan(PARTICLES, scanned, MAX_SHIFT);
    Posterior posterior = new Posterior(settings);
    PoseRefinement refinement = new PoseRefinement(band, compared.model());
    for (int i = 0; i < COUNT; i++) {
      scan.scan(PARTICLES.get(i), compared.turns());
      stated.poses[i] = scan.found(1, Double.NaN, 10).pose();
      PoseRefinement.Step step = null;
      for (int r = 0; r < STEPS; r++) {
        step = refinement.step(compared.model(), PARTICLES.get(i), stated.poses[i]);
        stated.poses[i] = step.pose();
      }
      posterior.measure(stated, i, PARTICLES.get(i), compared, step.psiErrorDegrees(), false);
    }
  }

  @Test
  void confidenceIsHowOftenTheTurnIsRight() {
    Calibration calibration = new Calibration(5);
    for (int i = 0; i < COUNT; i++) {
      calibration.add(stated.confidence[i], Math.abs(turnError(i, 360)) < 10);
    }
    calibration.assertFilled(2, 4, 40);
    calibration.assertHolds(0.01);
  }

  @Test
  void halfTurnProbabilityIsHowOftenTheHalfTurnIsRight() {
    Calibration calibration = new Calibration(10);
    for (int i = 0; i < COUNT; i++) {
      if (Math.abs(turnError(i, 180)) < 10) {
        calibration.add(stated.halfTurnProbability[i], Math.abs(turnError(i, 360)) < 90);
      }
    }
    calibration.assertFilled(5, 9, 30);
    calibration.assertHolds(0.01);
  }

  /** The interval is stated to hold 68 % of the angles modulo 180 degrees. */
  @Test
  void standardErrorsHoldAsManyAnglesAsTheyState() {
    long inside =
        IntStream.range(0, COUNT)
            .filter(i -> Math.abs(turnError(i, 180)) < stated.psiErrorDegrees[i])
            .count();
    assertEquals(0.683, inside / (double) COUNT, 0.06);
  }

  /** Along its own two axes each shift has the error that is stated there. */
  @Test
  void shiftsScatterAsTheirStandardErrorsState() {
    double[] squares = new double[2];
    int used = 0;
    for (int i = 0; i < COUNT; i++) {
      if (Math.abs(turnError(i, 360)) < 10) {
        Pose truth = PARTICLES.poses()[i];
        double[] inAverage =
            Angles.rotate(
                stated.poses[i].psiDegrees(),
                stated.poses[i].originXPixels() - truth.originXPixels(),
                stated.poses[i].originYPixels() - truth.originYPixels());
        double[] onAxes = Angles.rotate(-stated.shiftAxisDegrees[i], inAverage[0], inAverage[1]);
        squares[0] += Math.pow(onAxes[0] / stated.shiftErrorPixels[i], 2);
        squares[1] += Math.pow(onAxes[1] / stated.minorShiftErrorPixels[i], 2);
        used++;
      }
    }
    assertTrue(used > COUNT / 2, used + " particles");
    assertEquals(1, squares[0] / used, 0.25, "along the worse axis");
    assertEquals(1, squares[1] / used, 0.25, "across it");
  }

  @Test
  void anIntervalIsThatOfTheMixture() {
    // A normal distribution holds 68.27 % within one deviation; any angle, within 0.6827 x 90.
    assertEquals(3, Posterior.interval(3, 0, CyclicSymmetry.NONE), 1e-3);
    assertEquals(0.6827 * 90, Posterior.interval(3, 1, CyclicSymmetry.NONE), 1e-2);
    // Half and half: 0.5 + 0.5 x / 90 = 0.6827 once the normal part is used up.
    assertEquals((0.6827 - 0.5) / 0.5 * 90, Posterior.interval(1, 0.5, CyclicSymmetry.NONE), 1e-2);
  }

  @Test
  void temperedHalfTurnsAreNoSurerOnAverageThanThoseHeldOut() {
    ParticlePoses particles = new ParticlePoses(4);
    double[] before = {0.99, 0.9, 0.7, 0.2};
    for (int i = 0; i < 4; i++) {
      particles.halfTurnProbability[i] = before[i];
      particles.confidence[i] = 0.5 * before[i];
      particles.effectivePoses[i] = 10;
    }
    Posterior.temperHalfTurns(particles, 0.75);
    double mean =
        Arrays.stream(particles.halfTurnProbability)
            .map(p -> Math.max(p, 1 - p))
            .average()
            .orElse(0);
    assertEquals(0.75, mean, 1e-6);
    double first =
        Math.log(particles.halfTurnProbability[0] / (1 - particles.halfTurnProbability[0]));
    for (int i = 0; i < 4; i++) {
      double after = particles.halfTurnProbability[i];
      // All log odds by one factor; confidence goes with them.
      assertEquals(
          first / Math.log(99),
          Math.log(after / (1 - after)) / Math.log(before[i] / (1 - before[i])),
          1e-6);
      assertEquals(0.5 * after, particles.confidence[i], 1e-9);
      assertTrue(particles.effectivePoses[i] > 10);
    }
    double[] untouched = particles.halfTurnProbability.clone();
    Posterior.temperHalfTurns(particles, 0.9);
    assertEquals(untouched[0], particles.halfTurnProbability[0]);
  }

  @Test
  void nothingKnownIsEveryPoseAlike() {
    ParticlePoses particles = new ParticlePoses(1);
    Posterior.flat(particles, 100, 20, CyclicSymmetry.NONE);
    assertEquals(20 / 360.0, particles.confidence[0], 1e-12);
    assertEquals(0.5, particles.halfTurnProbability[0]);
    // 180 turns of 2 degrees; 51 shifts of 0.8 pixels along each axis.
    assertEquals(180 * 51 * 51, particles.effectivePoses[0], 1e-6);
    assertEquals(20 / Math.sqrt(3), particles.shiftErrorPixels[0], 1e-12);
    Posterior.flat(particles, 100, 20, new CyclicSymmetry(4));
    assertEquals(20 / 90.0, particles.confidence[0], 1e-12);
    assertEquals(1, particles.halfTurnProbability[0]);
  }

  private static double turnError(int i, double period) {
    return Angles.wrap(stated.poses[i].psiDegrees() - PARTICLES.poses()[i].psiDegrees(), period);
  }
}
