package org.cryoudl.alignment.search;

import java.util.Locale;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Rounds of Gauss-Newton until the poses stand still, with the frequencies on which the halves of
 * the set agree.
 *
 * @param maskRadius radius of the mask as a share of the box
 * @param finestShell no finer detail is looked at
 * @param estimate what is looked for
 * @param bounds where particles may go
 * @param progress receives a line about each round
 */
public record GaussNewtonRefinement(
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

  /** What a round leaves. */
  private record Round(RefinementState.Kept state, double meanTurnDegrees, double meanMovePixels) {}

  /**
   * Runs at most {@code rounds} rounds; updates all that is known of the particles but the
   * confidence.
   *
   * @param start its averages are used for their resolution
   * @param stage advances by {@code rounds}
   */
  public RefinementState run(RefinementState start, int rounds, Progress.Stage stage) {
    return run(start, rounds, Checkpoints.none(), stage);
  }

  /** As {@link #run(RefinementState, int, Progress.Stage)}, keeping what rounds find. */
  public RefinementState run(
      RefinementState start, int rounds, Checkpoints checkpoints, Progress.Stage stage) {
    GaussNewtonStep round = new GaussNewtonStep(maskRadius, estimate);
    FrequencyDisc full = start.source().disc();
    Averages before = start.averages();
    int radius =
        Math.min(finestShell, Math.max(before.radius(), before.resolvedShell() + MARGIN_SHELLS));
    RefinementState state =
        checkpoints
            .step(
                "averages",
                RefinementState.Kept.class,
                () -> start.averaged(radius, maskRadius).kept())
            .restoredIn(start);
    for (int r = 0; r < rounds; r++) {
      int next = Math.min(finestShell, radius(full, state.averages()));
      RefinementState last = state;
      Round outcome =
          checkpoints.step(
              "round " + r,
              Round.class,
              () -> {
                GaussNewtonStep.Outcome found = round.stepAndAverage(last, next, bounds);
                return new Round(
                    found.state().kept(), found.meanTurnDegrees(), found.meanMovePixels());
              });
      state = outcome.state().restoredIn(last);
      progress.detail(
          String.format(
              Locale.ROOT,
              "newton round: resolved to shell %d of %d, mean move %.4f degrees, %.4f px",
              state.averages().resolvedShell(),
              state.averages().radius(),
              outcome.meanTurnDegrees(),
              outcome.meanMovePixels()));
      stage.advance(1);
      boolean still =
          switch (estimate) {
            case SHIFTS -> outcome.meanMovePixels() < CONVERGED_PIXELS;
            case ALL, ANGLES -> outcome.meanTurnDegrees() < CONVERGED_DEGREES;
            case NOTHING -> Math.min(finestShell, radius(full, state.averages())) == next;
          };
      if (still) {
        stage.advance(rounds - 1 - r);
        break;
      }
    }
    return state;
  }

  /** The frequencies that a round looks at after an average. */
  public static int radius(FrequencyDisc full, Averages averages) {
    return Math.min(
        full.radius(),
        Math.max(CoarseToFine.COARSE_RADIUS, averages.resolvedShell() + MARGIN_SHELLS));
  }
}
