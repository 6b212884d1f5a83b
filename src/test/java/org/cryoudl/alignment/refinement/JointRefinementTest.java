package org.cryoudl.alignment.refinement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Test;

/** Analytic particles whose angles are known modulo 180 degrees to a few degrees. */
class JointRefinementTest {

  private static final int BOX = 32;
  private static final int COUNT = 70;
  private static final double VARIANCE = 15;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 15);
  private static final GaussianBlobs BLOBS =
      new GaussianBlobs(
          new double[][] {{1, 6, 1, 1.4}, {0.7, -2, 5, 1.5}, {0.9, -4, -5, 1.3}, {0.5, 2, -3, 2}});

  @Test
  void halfTurnsShiftsAndAnglesAreFoundTogether() {
    AnalyticParticles particles = particles();
    Refined refined = refine(particles);
    Pose[] found = refined.particles().poses;
    double common = common(found, particles.poses());
    double error = 0;
    double shift = 0;
    double[][] lands = new double[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      double psi = found[i].psiDegrees() - particles.poses()[i].psiDegrees() - common;
      error += Math.abs(Angles.wrap(psi, 360)) / COUNT;
      double[] centre = particles.poses()[i].applyInverse(0, 0);
      lands[i] = found[i].apply(centre[0], centre[1]);
    }
    double x = Arrays.stream(lands).mapToDouble(c -> c[0]).average().orElseThrow();
    double y = Arrays.stream(lands).mapToDouble(c -> c[1]).average().orElseThrow();
    for (double[] c : lands) {
      shift += Math.hypot(c[0] - x, c[1] - y) / COUNT;
    }
    assertTrue(error < 1, "mean error " + error);
    assertTrue(shift < 0.25, "mean shift error " + shift);
    assertEquals(1, Arrays.stream(refined.particles().scale).average().orElseThrow(), 0.1);
    // The noise is known: what is left of the particles must be it.
    for (int s = 3; s <= 12; s++) {
      assertEquals(VARIANCE, refined.noise().variance(s), 0.12 * VARIANCE, "noise of shell " + s);
    }
    assertEquals(BOX, refined.averages().side());
    assertTrue(refined.averages().ringCorrelation()[4] > 0.95);
  }

  @Test
  void sameResultWithAnyNumberOfThreads() {
    AnalyticParticles particles = particles();
    Pose[] one = Parallelism.of(1).call(() -> refine(particles)).particles().poses;
    assertArrayEquals(one, Parallelism.of(2).call(() -> refine(particles)).particles().poses);
  }

  private static AnalyticParticles particles() {
    return AnalyticParticles.simulate(
        BLOBS,
        DISC,
        COUNT,
        VARIANCE,
        2,
        i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
        21);
  }

  private static Refined refine(AnalyticParticles particles) {
    Random random = new Random(2);
    double[] psi = new double[COUNT];
    double[] quality = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      psi[i] = Angles.wrap(particles.poses()[i].psiDegrees() + 40 + 3 * random.nextGaussian(), 180);
      quality[i] = random.nextDouble();
    }
    RefinementOptions options = RefinementOptionsOf.unknownView(0.43, 5, CtfPhases.UNFLIPPED);
    return new JointRefinement(particles, options, Progress.silent())
        .run(psi, quality, new Reference.Auto());
  }

  private static double common(Pose[] found, Pose[] truth) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < found.length; i++) {
      double d = Math.toRadians(found[i].psiDegrees() - truth[i].psiDegrees());
      re += Math.cos(d);
      im += Math.sin(d);
    }
    return Math.toDegrees(Math.atan2(im, re));
  }
}
