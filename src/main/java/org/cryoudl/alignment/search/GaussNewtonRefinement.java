package org.cryoudl.alignment.search;

import java.util.Locale;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.progress.Progress;

/**
 * Rounds of Gauss-Newton until the poses stand still, with the frequencies on which the halves of
 * the set agree.
 *
 * @param source particles with the CTF as the phase model has it
 * @param maskRadius radius of the mask as a share of the box
 * @param finestShell no finer detail is looked at
 * @param estimate what is looked for
 * @param bounds where particles may go
 * @param progress is told about each round
 */
public record GaussNewtonRefinement(
    SpectrumSource source,
    double maskRadius,
    int finestShell,
    AlignmentPlan.Estimate estimate,
    GaussNewtonStep.Bounds bounds,
    Progress progress) {

  /** Mean turn of a round below which the poses stand still. */
  private static final double CONVERGED_DEGREES = 0.01;

  /** Mean move of a round, in pixels, below which they do so where only shifts are looked for. */
  private static final double CONVERGED_PIXELS = 0.005;

  /** Shells beyond the resolved ones that are still looked at. */
  private static final int MARGIN_SHELLS = 6;

  private static final int LEAST_RADIUS = 16;

  /** What the rounds leave beside the poses. */
  public record Outcome(Averages averages, NoiseSpectrum noise) {}

  /**
   * Runs at most {@code rounds} rounds; updates all of {@code particles} but the confidence.
   *
   * @param averages what is known before, for its resolution
   * @param stage advances by {@code rounds}
   */
  public Outcome run(
      ParticlePoses particles,
      Averages averages,
      NoiseSpectrum noise,
      int rounds,
      Progress.Stage stage) {
    GaussNewtonStep round = new GaussNewtonStep(source, maskRadius, estimate);
    Averages current = averages;
    NoiseSpectrum variance = noise;
    int radius =
        Math.min(finestShell, Math.max(current.radius(), current.resolvedShell() + MARGIN_SHELLS));
    current = new Reconstruction(source, maskRadius).at(particles, variance, radius);
    for (int r = 0; r < rounds; r++) {
      int next = Math.min(finestShell, radius(source.disc(), current));
      GaussNewtonStep.Outcome outcome =
          round.stepAndAverage(particles, current, variance, next, bounds);
      variance = outcome.noise();
      current = outcome.averages().orElseThrow();
      progress.detail(
          String.format(
              Locale.ROOT,
              "newton round: resolved to shell %d of %d, mean move %.4f degrees, %.4f px",
              current.resolvedShell(),
              current.radius(),
              outcome.meanTurnDegrees(),
              outcome.meanMovePixels()));
      stage.advance(1);
      boolean still =
          estimate == AlignmentPlan.Estimate.SHIFTS
              ? outcome.meanMovePixels() < CONVERGED_PIXELS
              : outcome.meanTurnDegrees() < CONVERGED_DEGREES;
      if (still) {
        stage.advance(rounds - 1 - r);
        break;
      }
    }
    return new Outcome(current, variance);
  }

  /** The frequencies that a round looks at after an average. */
  public static int radius(FrequencyDisc full, Averages averages) {
    return Math.min(
        full.radius(), Math.max(LEAST_RADIUS, averages.resolvedShell() + MARGIN_SHELLS));
  }
}
