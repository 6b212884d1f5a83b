package org.cryoudl.alignment.refinement;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Compares particles with what flipped and unflipped phases would make of them, whatever model or
 * method found their poses. These are looked for once more, over all turns, with the coefficients
 * alone that both models explain alike ({@link CtfPhases#whereBothAgree}); so neither is favoured.
 */
public final class PhaseTest {

  /** Particles that are looked at of a large class; they tell clearly if any do. */
  private static final int MOST_PARTICLES = 2000;

  /** Smaller classes make no average. */
  private static final int LEAST_PARTICLES = 2;

  private final NoiseSpectrum noise;
  private final double maskRadius;
  private final CoarseToFine schedule;

  /**
   * @param noise variance of the noise
   * @param maskRadius of averages, as a share of the box
   * @param schedule of the particles' box and their largest shift
   */
  public PhaseTest(NoiseSpectrum noise, double maskRadius, CoarseToFine schedule) {
    this.noise = noise;
    this.maskRadius = maskRadius;
    this.schedule = schedule;
  }

  /**
   * The evidence of all particles of a set, those of each class compared with each other.
   *
   * @param signed particles with the CTF's sign
   * @param particles their poses, each in its class; not changed
   * @param classIndex the class of each particle, 0 to {@code classes - 1}
   */
  public PhaseEvidence ofClasses(
      SpectrumSource signed, ParticlePoses particles, int[] classIndex, int classes) {
    PhaseEvidence[] each = new PhaseEvidence[classes];
    ParallelLoop.runTasks(
        classes,
        k -> {
          int[] members =
              IntStream.range(0, classIndex.length).filter(i -> classIndex[i] == k).toArray();
          each[k] =
              members.length < LEAST_PARTICLES
                  ? PhaseEvidence.NONE
                  : of(new SubsetSource(signed, members), particles.pick(members));
        });
    return Arrays.stream(each).reduce(PhaseEvidence.NONE, PhaseEvidence::plus);
  }

  /**
   * The evidence of particles that show one view.
   *
   * @param signed particles with the CTF's sign
   * @param particles their poses; not changed
   */
  public PhaseEvidence of(SpectrumSource signed, ParticlePoses particles) {
    SubsetSource part = SubsetSource.spread(signed, MOST_PARTICLES);
    ParticlePoses found = particles.pick(part.indices());
    RefinementState state =
        RefinementState.averaged(
            CtfPhases.whereBothAgree(part), found, noise, CoarseToFine.COARSE_RADIUS, maskRadius);
    double sigma = Math.max(2, shiftSigma(found));
    for (ExpectationRound round : schedule.afresh()) {
      ExpectationRound.Outcome outcome =
          round
              .within(signed.symmetry())
              .run(
                  state.source(),
                  found,
                  ExpectationRound.Start.of(
                      state, i -> new double[] {found.poses[i].psiDegrees()}, sigma, maskRadius));
      state = state.with(outcome.averages());
      sigma = outcome.shiftSigmaPixels();
    }
    return PhaseEvidence.of(part, found, noise, state.averages().radius(), maskRadius);
  }

  private static double shiftSigma(ParticlePoses particles) {
    double squares = 0;
    for (Pose pose : particles.poses) {
      squares += Math.pow(pose.originXPixels(), 2) + Math.pow(pose.originYPixels(), 2);
    }
    return Math.sqrt(squares / particles.size() / 2);
  }
}
