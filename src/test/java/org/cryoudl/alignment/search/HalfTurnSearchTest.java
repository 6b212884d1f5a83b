package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Half-turns and shifts of particles whose poses are known. */
class HalfTurnSearchTest {

  private static final int BOX = 40;
  private static final int COUNT = 60;
  private static final double MASK = 0.43;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 18);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(9, 1.8);

  /** Fine enough to show where the CTF is negative. */
  private static final GaussianBlobs SHARP = GaussianBlobs.asymmetric(9, 1.1);

  /**
   * Every second angle is off by half a turn; a picture shows which. Whitening by the power of
   * particles instead of noise costs a little more than the least possible error.
   */
  @Test
  void aPictureDecidesHalfTurnsAndShifts() {
    AnalyticParticles particles = simulate(30, AnalyticParticles.NO_CTF);
    Pose[] found =
        search(particles, true, 0, PhaseClaim.UNSTATED)
            .run(halfWrong(particles), picture(VIEW))
            .poses();
    for (int i = 0; i < COUNT; i++) {
      Pose truth = particles.poses()[i];
      assertEquals(0, Angles.wrap(found[i].psiDegrees() - truth.psiDegrees(), 360), 1e-9);
      assertEquals(truth.originXPixels(), found[i].originXPixels(), 0.35, "particle " + i);
      assertEquals(truth.originYPixels(), found[i].originYPixels(), 0.35, "particle " + i);
    }
    double bound = meanShiftBound(30);
    assertEquals(1.15 * bound, meanShiftError(particles, found), 0.25 * bound);
  }

  /** The angles are known in full: they stay, even the wrong ones. */
  @Test
  void fullAnglesStay() {
    AnalyticParticles particles = simulate(30, AnalyticParticles.NO_CTF);
    double[] given = halfWrong(particles);
    Pose[] found =
        search(particles, false, 0, PhaseClaim.UNSTATED).run(given, picture(VIEW)).poses();
    for (int i = 0; i < COUNT; i++) {
      assertEquals(0, Angles.wrap(found[i].psiDegrees() - given[i], 360), 1e-9);
    }
  }

  @Test
  void heldShiftsStayZero() {
    AnalyticParticles particles = simulate(30, AnalyticParticles.NO_CTF);
    HalfTurnSearch search =
        new HalfTurnSearch(
            particles,
            new HalfTurnSearch.Options(MASK, 0, PhaseClaim.UNSTATED, true, false, 0),
            Progress.silent());
    for (Pose pose : search.run(halfWrong(particles), picture(VIEW)).poses()) {
      assertEquals(0, pose.originXPixels(), 1e-12);
      assertEquals(0, pose.originYPixels(), 1e-12);
    }
  }

  /**
   * Without a picture the particles are compared with one of them, then with their own average. The
   * half-turns agree with the truth but for one that all may have in common.
   */
  @Test
  void averagingRoundsMakeHalfTurnsAgree() {
    AnalyticParticles particles = simulate(100, AnalyticParticles.NO_CTF);
    Pose[] found =
        search(particles, true, 3, PhaseClaim.UNSTATED)
            .run(halfWrong(particles), new Reference.Particle(4))
            .poses();
    long same =
        Arrays.stream(turns(particles, found)).filter(turn -> Math.abs(turn) < 1e-6).count();
    assertTrue(Math.max(same, COUNT - same) >= COUNT - 2, same + " of " + COUNT);
  }

  /** Phases are not flipped, though the metadata state that they are: the particles contradict. */
  @Test
  void phasesAreFoundFromTheParticles() {
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            SHARP, DISC, COUNT, 2, 3, i -> Optional.of(AnalyticParticles.oscillation(DISC, i)), 5);
    double[] given = halfWrong(particles);
    PhaseClaim stated = new PhaseClaim(CtfPhases.FLIPPED, PhaseClaim.By.METADATA);
    Pose[] found = search(particles, true, 1, stated).run(given, picture(SHARP)).poses();
    Pose[] known =
        search(particles, true, 1, PhaseClaim.settled(CtfPhases.UNFLIPPED))
            .run(given, picture(SHARP))
            .poses();
    Pose[] wrong =
        search(particles, true, 1, PhaseClaim.settled(CtfPhases.FLIPPED))
            .run(given, picture(SHARP))
            .poses();
    for (int i = 0; i < COUNT; i++) {
      assertEquals(known[i], found[i]);
      assertEquals(0, turns(particles, found)[i], 1e-6, "particle " + i);
    }
    assertTrue(meanShiftError(particles, found) < meanShiftError(particles, wrong));
  }

  private static HalfTurnSearch search(
      AnalyticParticles particles, boolean bothHalfTurns, int rounds, PhaseClaim phases) {
    return new HalfTurnSearch(
        particles,
        new HalfTurnSearch.Options(MASK, 4, phases, bothHalfTurns, false, rounds),
        Progress.silent());
  }

  private static Reference picture(GaussianBlobs view) {
    return new Reference.Picture(Image.square(BOX, view.image(BOX)));
  }

  private static double[] halfWrong(AnalyticParticles particles) {
    double[] psi = new double[COUNT];
    Arrays.setAll(psi, i -> particles.poses()[i].psiDegrees() + (i % 2) * 180);
    return psi;
  }

  private static double[] turns(AnalyticParticles particles, Pose[] found) {
    double[] turns = new double[COUNT];
    Arrays.setAll(
        turns, i -> Angles.wrap(found[i].psiDegrees() - particles.poses()[i].psiDegrees(), 360));
    return turns;
  }

  private static double meanShiftError(AnalyticParticles particles, Pose[] found) {
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      Pose truth = particles.poses()[i];
      sum +=
          Math.hypot(
              found[i].originXPixels() - truth.originXPixels(),
              found[i].originYPixels() - truth.originYPixels());
    }
    return sum / COUNT;
  }

  /**
   * The least mean length of a shift's error at known angles (Cramer-Rao): the information about
   * either axis is {@code 2 sum_k (2 pi kx / box)^2 |T|^2 / variance}, and the mean of a Rayleigh
   * distribution is {@code sqrt(pi / 2)} deviations.
   */
  private static double meanShiftBound(double variance) {
    FrequencyDisc used = new FrequencyDisc(BOX, CoarseToFine.START_RADIUS);
    float[] view = AnalyticParticles.coefficients(VIEW, used);
    double information = 0;
    for (int j = 0; j < used.size(); j++) {
      double slope = 2 * Math.PI * Math.hypot(used.kx(j), used.ky(j)) / BOX;
      double power = view[2 * j] * view[2 * j] + view[2 * j + 1] * view[2 * j + 1];
      information += slope * slope * power / variance; // half of it for each axis
    }
    return Math.sqrt(Math.PI / 2 / information);
  }

  private static AnalyticParticles simulate(double variance, IntFunction<Optional<float[]>> ctf) {
    return AnalyticParticles.simulate(VIEW, DISC, COUNT, variance, 3, ctf, 5);
  }
}
