package org.cryoudl.alignment.search;

import java.util.Optional;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.ExactAverages;
import org.cryoudl.testing.GaussianBlobs;

/**
 * Simulated particles of one view with CTFs and white noise, their true poses, and an average
 * without error: the same work in every benchmark of the search.
 */
final class KnownView {

  /** Particles. */
  static final int COUNT = 128;

  /** Side length in pixels. */
  static final int BOX = 128;

  /** Finest detail of the average, in cycles per box. */
  static final int RADIUS = 40;

  /** Radius of the mask as a share of the box. */
  static final double MASK_RADIUS = 0.43;

  private static final double LARGEST_SHIFT_PIXELS = 4;

  /** {@code E|n|^2} of a coefficient's noise. */
  private static final double NOISE_VARIANCE = 60;

  private final AnalyticParticles particles;
  private final RefinementState state;

  /**
   * Simulates the particles; their poses lie off the truth.
   *
   * @param turnDegrees how far the angles lie off
   * @param movePixels how far the origins lie off, along both axes
   */
  KnownView(double turnDegrees, double movePixels) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(30, 2);
    FrequencyDisc disc = new FrequencyDisc(BOX, 60);
    particles =
        AnalyticParticles.simulate(
            blobs,
            disc,
            COUNT,
            NOISE_VARIANCE,
            LARGEST_SHIFT_PIXELS,
            i -> Optional.of(AnalyticParticles.oscillation(disc, i)),
            1);
    ParticlePoses start = particles.atTruth();
    for (int i = 0; i < COUNT; i++) {
      Pose truth = start.poses[i];
      start.poses[i] =
          new Pose(
              Angles.wrap(truth.psiDegrees() + turnDegrees, 360),
              truth.originXPixels() + movePixels,
              truth.originYPixels() + movePixels);
    }
    state =
        new RefinementState(
            particles,
            start,
            ExactAverages.of(blobs, BOX, RADIUS),
            AnalyticParticles.flat(disc, NOISE_VARIANCE));
  }

  /** A state to start from, with poses of its own: rounds write them in place. */
  RefinementState start() {
    return state.withCopiedPoses();
  }

  /**
   * Checks what was found.
   *
   * @throws IllegalStateException if the mean psi error reaches a limit: the benchmark would
   *     measure something else than it says
   */
  void check(ParticlePoses found, double limitDegrees) {
    double error = 0;
    for (int i = 0; i < COUNT; i++) {
      double truth = particles.poses()[i].psiDegrees();
      error += Math.abs(Angles.wrap(found.poses[i].psiDegrees() - truth, 360)) / COUNT;
    }
    if (!(error < limitDegrees)) {
      throw new IllegalStateException(
          "the mean psi error is " + error + " degrees, the limit " + limitDegrees);
    }
  }
}
