package org.cryoudl.alignment.diagnostics;

import java.util.Locale;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/**
 * Decides whether particles go on beyond the mask that they were aligned in. What lies outside it
 * had no part in their poses, so that two halves of the set agree there only on what the particles
 * show: a filament that goes on, the rest of a large particle, a rim of detergent. A mask that
 * holds that too makes poses more precise; where there is nothing, it would let noise in.
 */
public final class MaskSelection {

  /**
   * Correlation of the halves beyond the mask from which on it is widened: their mean is then two
   * parts of signal to one of noise.
   */
  private static final double AGREEING = 0.5;

  /** Standard deviations of a correlation by chance that it must exceed. */
  private static final double CHANCE = 3;

  /** Width of the soft edge, which is left out. */
  private static final double EDGE = 0.04;

  /** How far outside the widest mask is looked. */
  private static final double MARGIN = 0.02;

  /** Pixels beyond the mask that are too few for a test. */
  private static final int LEAST_PIXELS = 50;

  /** No more detail is compared: what is coarse shows first. */
  private static final int LARGEST_RADIUS = 28;

  private MaskSelection() {}

  /**
   * The radius of the mask that fits the particles, as a share of the box.
   *
   * @param state poses that were found through the narrow mask
   * @param narrow the mask's radius
   * @param widest what it may grow to
   */
  public static double choose(
      RefinementState state, double narrow, double widest, Progress progress) {
    if (!(widest > narrow)) {
      return narrow;
    }
    int radius = state.resolvedRadius(LARGEST_RADIUS);
    Averages open = state.averaged(radius, 1).averages();
    Ring ring = Ring.of(open.halves(), open.side(), narrow + EDGE, widest + MARGIN);
    progress.detail(
        String.format(Locale.ROOT, "beyond the mask halves correlate at %.2f", ring.correlation()));
    double independent =
        ring.pixels()
            * Math.PI
            * radius
            * radius
            / (open.side() * (double) open.side())
            / state.source().symmetry().order();
    double chance = CHANCE / Math.sqrt(Math.max(1, independent));
    return ring.correlation() > Math.max(AGREEING, chance) ? widest : narrow;
  }

  /**
   * What two pictures have in common between two radii.
   *
   * @param correlation 0 if there are too few pixels
   */
  record Ring(double correlation, int pixels) {

    /**
     * Measures it.
     *
     * @param from inner radius as a share of the side
     * @param to outer radius
     */
    static Ring of(float[][] pictures, int side, double from, double to) {
      int centre = Image.centre(side);
      double[] sum = new double[5];
      int count = 0;
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          double distance = Math.hypot(column - centre, row - centre);
          if (distance >= from * side && distance < to * side) {
            double a = pictures[0][row * side + column];
            double b = pictures[1][row * side + column];
            count++;
            sum[0] += a;
            sum[1] += b;
            sum[2] += a * a;
            sum[3] += b * b;
            sum[4] += a * b;
          }
        }
      }
      double powers = (sum[2] - sum[0] * sum[0] / count) * (sum[3] - sum[1] * sum[1] / count);
      return new Ring(
          count >= LEAST_PIXELS && powers > 0
              ? (sum[4] - sum[0] * sum[1] / count) / Math.sqrt(powers)
              : 0,
          count);
    }
  }
}
