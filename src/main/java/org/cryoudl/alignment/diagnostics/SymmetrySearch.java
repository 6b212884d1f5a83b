package org.cryoudl.alignment.diagnostics;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.statistics.NormalDistribution;

/** Looks for the rotational symmetry of a view; see {@link RotationalSymmetry}. */
public final class SymmetrySearch {

  /** Largest order looked for. */
  public static final int LARGEST = 12;

  /** Finer detail decides nothing that coarser detail does not. */
  private static final int LARGEST_RADIUS = 32;

  /** Turns both, so that no comparison has the advantage of grid points, which are not smoothed. */
  private static final double BASE_DEGREES = 17.3;

  private static final double RANGE = 0.1;
  private static final double STEP = 0.008;

  /** Share of undecided particles from which on two orientations count as one. */
  private static final double UNDECIDED = 0.05;

  /** Similarity beyond which turning the picture, not the view, makes the difference. */
  private static final double ALIKE = 0.99;

  private SymmetrySearch() {}

  /** Looks for it. */
  public static RotationalSymmetry find(RefinementState state) {
    Averages averages = state.averages();
    int radius = state.resolvedRadius(LARGEST_RADIUS);
    Band band = Band.of(state.source(), radius, state.noise());
    FrequencyDisc disc = band.disc();
    float[] weighted = new float[2 * disc.size()];
    new AverageModel(averages.halves()[0], averages.side(), radius)
        .sample(disc, BASE_DEGREES, weighted);
    float[] weights = band.meanWeights(state.source());
    for (int j = 0; j < weights.length; j++) {
      weighted[2 * j] *= weights[j];
      weighted[2 * j + 1] *= weights[j];
    }
    AverageModel other = new AverageModel(averages.halves()[1], averages.side(), radius);
    ShiftWindow window = new ShiftWindow(disc, RANGE * band.box(), STEP * band.box());
    ShiftWindow.Work work = window.new Work(1);
    double whole = match(weighted, other, disc, window, work, 0);
    RotationalSymmetry found = RotationalSymmetry.NONE;
    for (int n = 2; n <= LARGEST && whole > 0; n++) {
      double turned = match(weighted, other, disc, window, work, 360.0 / n);
      double separation = Math.max(0, whole - turned);
      double undecided = NormalDistribution.cumulative(-Math.sqrt(separation / 2));
      if (undecided > UNDECIDED || turned > ALIKE * whole) {
        found = new RotationalSymmetry(n, turned / whole, undecided);
      }
    }
    return found;
  }

  /** Twice the real part of the product at the best shift. */
  private static double match(
      float[] weighted,
      AverageModel other,
      FrequencyDisc disc,
      ShiftWindow window,
      ShiftWindow.Work work,
      double turnDegrees) {
    float[] template = new float[2 * disc.size()];
    other.sample(disc, BASE_DEGREES + turnDegrees, template);
    float[] scores = new float[window.side() * window.side()];
    work.load(0, weighted, template);
    work.correlate(1, new float[][] {scores});
    int best = 0;
    for (int at = 1; at < scores.length; at++) {
      best = scores[at] > scores[best] ? at : best;
    }
    int side = window.side();
    boolean inside =
        best % side > 0 && best % side < side - 1 && best / side > 0 && best / side < side - 1;
    return inside ? scores[best] + rise(scores, best, 1) + rise(scores, best, side) : scores[best];
  }

  /** How far the top of a parabola through three neighbours lies above the middle one. */
  private static double rise(float[] scores, int at, int step) {
    double slope = 0.5 * (scores[at + step] - scores[at - step]);
    double curvature = scores[at + step] - 2.0 * scores[at] + scores[at - step];
    return curvature < 0 ? -0.5 * slope * slope / curvature : 0;
  }
}
