package org.cryoudl.alignment.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Refinement about start poses that are a known way off the truth. */
class LocalRefinementTest {

  private static final int BOX = 32;
  private static final int COUNT = 80;
  private static final double MASK = 0.45;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 14);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(7, 1.6);
  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(VIEW, DISC, COUNT, 20, 2, AnalyticParticles.NO_CTF, 9);

  /** Starts scatter by 4 degrees and 0.8 px; what is left is a small part of that. */
  @Test
  void posesComeFromTheStartToTheTruth() {
    Pose[] start = scattered(4, 0.8);
    Refined refined = run(start, AlignmentPlan.Estimate.ALL, 15, 3);
    Pose[] found = refined.particles().poses;
    assertTrue(turnError(start) > 3, "start " + turnError(start));
    assertTrue(turnError(found) < 1.2, "found " + turnError(found));
    assertTrue(refined.particles().appraised);
    assertEquals(20, refined.noise().variance(8), 1.5);
  }

  /** Starts beyond the window: poses go to its rim and no farther. */
  @Test
  void noPoseLeavesItsWindow() {
    Pose[] start = scattered(6, 1.2);
    Pose[] found = run(start, AlignmentPlan.Estimate.ALL, 2, 0.3).particles().poses;
    int atRim = 0;
    for (int i = 0; i < COUNT; i++) {
      double turn = Math.abs(Angles.wrap(found[i].psiDegrees() - start[i].psiDegrees(), 360));
      double shift = shift(found[i], start[i]);
      assertTrue(turn <= 2 + 1e-9, "particle " + i + " turned by " + turn);
      assertTrue(shift <= 0.3 + 1e-9, "particle " + i + " moved by " + shift);
      atRim += turn > 2 - 1e-9 ? 1 : 0;
    }
    assertTrue(atRim > COUNT / 3, "only " + atRim + " at the rim, so the window was not needed");
  }

  @Test
  void heldAnglesAreThoseOfTheStart() {
    Pose[] start = scattered(0, 0.8);
    Pose[] found = run(start, AlignmentPlan.Estimate.SHIFTS, 15, 3).particles().poses;
    double before = 0;
    double after = 0;
    double[] common = common(found);
    for (int i = 0; i < COUNT; i++) {
      assertEquals(0, Angles.wrap(found[i].psiDegrees() - start[i].psiDegrees(), 360), 1e-9);
      before += shift(start[i], PARTICLES.poses()[i]) / COUNT;
      Pose truth = PARTICLES.poses()[i].thenMove(0, common[0], common[1]);
      after += shift(found[i], truth) / COUNT;
    }
    assertTrue(after < 0.4 * before, before + " px, then " + after + " px");
  }

  @Test
  void heldShiftsAreThoseOfTheStart() {
    Pose[] start = scattered(4, 0);
    Pose[] found = run(start, AlignmentPlan.Estimate.ANGLES, 15, 3).particles().poses;
    for (int i = 0; i < COUNT; i++) {
      assertEquals(start[i].originXPixels(), found[i].originXPixels(), 1e-9);
      assertEquals(start[i].originYPixels(), found[i].originYPixels(), 1e-9);
    }
    assertTrue(turnError(found) < 1.2, "found " + turnError(found));
  }

  private static Refined run(
      Pose[] start, AlignmentPlan.Estimate estimate, double degrees, double pixels) {
    return new LocalRefinement(
            PARTICLES,
            new LocalRefinement.Options(
                MASK,
                MASK,
                PhaseClaim.settled(CtfPhases.UNFLIPPED),
                estimate,
                start,
                new AlignmentPlan.PoseWindow(degrees, pixels),
                5),
            Progress.silent())
        .run();
  }

  /** The true poses with normal errors. */
  private static Pose[] scattered(double degrees, double pixels) {
    Random random = new Random(21);
    Pose[] start = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      Pose truth = PARTICLES.poses()[i];
      start[i] =
          new Pose(
              truth.psiDegrees() + degrees * random.nextGaussian(),
              truth.originXPixels() + pixels * random.nextGaussian(),
              truth.originYPixels() + pixels * random.nextGaussian());
    }
    return start;
  }

  private static double shift(Pose a, Pose b) {
    return Math.hypot(a.originXPixels() - b.originXPixels(), a.originYPixels() - b.originYPixels());
  }

  /** Where all poses place the particle's true centre on average, in the average's frame. */
  private static double[] common(Pose[] found) {
    double[] mean = new double[2];
    for (int i = 0; i < COUNT; i++) {
      Pose truth = PARTICLES.poses()[i];
      double[] turned =
          Angles.rotate(
              found[i].psiDegrees(),
              found[i].originXPixels() - truth.originXPixels(),
              found[i].originYPixels() - truth.originYPixels());
      mean[0] += turned[0] / COUNT;
      mean[1] += turned[1] / COUNT;
    }
    return mean;
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
