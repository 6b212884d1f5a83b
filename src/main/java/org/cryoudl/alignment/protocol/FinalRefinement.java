package org.cryoudl.alignment.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.confidence.LeaveOutScoring;
import org.cryoudl.alignment.crossvalidation.HalfSetCheck;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.GaussNewtonRefinement;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * The end of a refinement whose witnesses have been heard: they join the others, halves of the set
 * are refined apart where the witnesses leave a doubt, and every particle is appraised ({@link
 * HalfSetCheck}, {@link LeaveOutScoring}).
 */
final class FinalRefinement {

  private static final int NEWTON_ROUNDS = 2;
  private static final int COARSER_ROUNDS = 8;

  /** Share of half-turns or turns from which on halves of the set are refined apart. */
  private static final double DOUBTFUL = 1e-3;

  private final MirroredSource source;
  private final RefinementOptions options;
  private final Progress progress;

  /**
   * @param source all particles, with the CTF as the phase model has it, as they are mirrored
   */
  FinalRefinement(MirroredSource source, RefinementOptions options, Progress progress) {
    this.source = source;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param particles nearly final poses of all; everything known about each is written here
   * @param made what the others made without the witnesses
   * @param before its half-turn
   */
  Refined run(
      ParticlePoses particles, Refined made, HalfTurnAmbiguity before, HeldOutEvidence testimony) {
    Averages averages = made.averages();
    NoiseSpectrum noise = made.noise();
    GaussNewtonStep round = new GaussNewtonStep(source, options.maskRadius());
    Reconstruction average = new Reconstruction(source, options.maskRadius());
    int radius = options.radius(source.disc(), averages);
    for (int r = 0; r < NEWTON_ROUNDS; r++) {
      averages = average.at(particles, noise, radius);
      if (r == 0 && options.given().mirror()) {
        chooseHands(source, particles, averages, noise);
      }
      radius = options.radius(source.disc(), averages);
      noise = round.step(particles, averages, noise).noise();
    }
    if (options.finestShell() < GaussNewtonRefinement.radius(source.disc(), made.averages())) {
      GaussNewtonRefinement.Outcome outcome = withoutFalseDetail(particles, averages, noise);
      averages = outcome.averages();
      noise = outcome.noise();
    }
    boolean plain = !options.given().mirror() && source.symmetry().isNone();
    if (plain && isDoubtful(testimony, before)) {
      particles.agreement = Optional.of(new HalfSetCheck(source, options, progress).run(particles));
    }
    Refined refined =
        new LeaveOutScoring(source, options, testimony, progress)
            .appraise(particles, averages, noise, made.phases());
    if (options.given().mirror()) {
      particles.includeHands(testimony.indicatesNoise());
    }
    return refined;
  }

  /** Lets poses forget detail that the witnesses do not confirm. */
  private GaussNewtonRefinement.Outcome withoutFalseDetail(
      ParticlePoses particles, Averages averages, NoiseSpectrum noise) {
    try (Progress.Stage stage = progress.start("leaving out false detail", COARSER_ROUNDS)) {
      return new GaussNewtonRefinement(
              source,
              options.maskRadius(),
              options.finestShell(),
              AlignmentPlan.Estimate.ALL,
              (i, pose) -> pose,
              progress)
          .run(particles, averages, noise, COARSER_ROUNDS, stage);
    }
  }

  /** Compares all particles in both hands with the average of the half they are not part of. */
  private void chooseHands(
      MirroredSource source, ParticlePoses particles, Averages averages, NoiseSpectrum noise) {
    int box = source.disc().box();
    double range = options.maxShiftPixels();
    CyclicSymmetry symmetry = source.symmetry();
    int radius = Math.max(16, Math.min(40, averages.resolvedShell()));
    Arrays.fill(particles.poses, Pose.IDENTITY);
    for (ExpectationRound round :
        List.of(
            new ExpectationRound(16, 4, 180, range, 0.02 * box),
            new ExpectationRound(radius, 2, 4, Math.min(range, 0.03 * box), 0.008 * box))) {
      double[][] centres =
          Arrays.stream(particles.poses)
              .map(pose -> symmetry.bothHalfTurns(pose.psiDegrees()))
              .toArray(double[][]::new);
      round
          .within(symmetry)
          .runBothHands(
              source,
              particles,
              new ExpectationRound.Start(
                  averages.halves(),
                  averages.side(),
                  noise,
                  centres,
                  box / 8.0,
                  options.maskRadius(),
                  PoseSearch.Scale.LIKELIHOOD),
              i -> symmetry.bothHalfTurns(particles.otherPsiDegrees[i]));
    }
  }

  /** Whether an average that has structure may have made some of it from noise. */
  private static boolean isDoubtful(HeldOutEvidence testimony, HalfTurnAmbiguity halfTurn) {
    return testimony.count() > 0
        && !testimony.indicatesNoise()
        && (testimony.halfTurnTrust() < 1
            || testimony.elsewhere() > DOUBTFUL
            || halfTurn.undecidedShare() > DOUBTFUL);
  }
}
