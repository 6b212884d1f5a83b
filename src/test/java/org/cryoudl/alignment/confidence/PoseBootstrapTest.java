package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.ExactAverages;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the errors of the average add to those of the poses. */
@Timeout(60)
class PoseBootstrapTest {

  private static final int BOX = 32;
  private static final double MASK = 0.43;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 12);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(7, 1.7);

  /** So many particles share the errors of the average that each has its own only. */
  @Test
  void anAverageThatIsKnownAddsNothing() {
    RefinementState state = exact(900, 60, 20);
    PoseBootstrap.Factors factors = new PoseBootstrap(state, spread(state), MASK).factors();
    assertEquals(1, factors.psi(), 0.03);
    assertEquals(1, factors.shift(), 0.03);
  }

  /**
   * Few and noisy particles make a poor average. The factor must be what their true errors exceed
   * those against an average without errors by. Of fewer than these 40 it states too much rather
   * than too little, for chance cannot take it below 1.
   */
  @Test
  void aPoorAverageAddsWhatItAddsToTheTrueErrors() {
    int draws = 12;
    List<Double> known = new ArrayList<>();
    List<Double> joint = new ArrayList<>();
    double stated = 0;
    for (int d = 0; d < draws; d++) {
      RefinementState state = exact(40, 200, 30 + d);
      known.addAll(errors(refined(state, false)));
      joint.addAll(errors(refined(state, true)));
      stated += new PoseBootstrap(state, spread(state), MASK).factors().psi() / draws;
    }
    double expected = deviation(joint) / deviation(known);
    assertTrue(expected > 1.1, "the average is too good to tell: " + expected);
    assertEquals(expected, stated, 0.12, "expected, stated");
  }

  /** Aligned to the exact average, or to each other. */
  private static RefinementState refined(RefinementState start, boolean together) {
    GaussNewtonStep round = new GaussNewtonStep(MASK);
    RefinementState state = start.withCopiedPoses();
    for (int r = 0; r < 6; r++) {
      if (together) {
        state = state.averaged(DISC.radius(), MASK);
      }
      state = round.step(state);
    }
    return state;
  }

  /** Absolute errors of the turns, in degrees, but for one common turn. */
  private static List<Double> errors(RefinementState state) {
    AnalyticParticles particles = (AnalyticParticles) state.source();
    double[] errors = new double[particles.size()];
    Arrays.setAll(
        errors,
        i ->
            Angles.wrap(
                state.particles().poses[i].psiDegrees() - particles.poses()[i].psiDegrees(), 360));
    double mean = Arrays.stream(errors).average().orElseThrow();
    return Arrays.stream(errors).map(e -> Math.abs(e - mean)).boxed().toList();
  }

  /** What 68.27 % of the errors lie within: a few lost particles do not matter. */
  private static double deviation(List<Double> errors) {
    return errors.stream().sorted().skip((long) (0.6827 * errors.size())).findFirst().orElseThrow();
  }

  private static double[][] spread(RefinementState state) {
    Band band = Band.of(state.source(), DISC.radius(), state.noise());
    PoseRefinement refinement = new PoseRefinement(band, state.averages().model(band.radius()));
    double[][] spread = new double[state.source().size()][];
    for (int i = 0; i < spread.length; i++) {
      PoseRefinement.Step step =
          refinement.step(
              state.averages().model(band.radius()),
              state.source().get(i),
              state.particles().poses[i]);
      double psi = step.psiErrorDegrees();
      spread[i] = new double[] {psi * psi, step.shiftCovariance()[0], step.shiftCovariance()[2]};
    }
    return spread;
  }

  /** Particles at their true poses, with the average that they were made of. */
  private static RefinementState exact(int count, double variance, long seed) {
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            VIEW, DISC, count, variance, 1.5, AnalyticParticles.NO_CTF, seed);
    ParticlePoses poses = particles.atTruth();
    NoiseSpectrum noise = AnalyticParticles.flat(DISC, variance);
    return new RefinementState(particles, poses, ExactAverages.of(VIEW, BOX, DISC.radius()), noise);
  }
}
