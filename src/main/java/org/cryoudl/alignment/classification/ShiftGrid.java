package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;

/**
 * The shifts that a round tries: a square grid inside a circle, the centre among them. A shift is
 * an origin in RELION's sense: adding it to a position in the particle brings that to the centre.
 */
final class ShiftGrid {

  /** Shifts to the right, in pixels. */
  final double[] xPixels;

  /** Shifts down, in pixels. */
  final double[] yPixels;

  private ShiftGrid(double[] xPixels, double[] yPixels) {
    this.xPixels = xPixels;
    this.yPixels = yPixels;
  }

  /**
   * A grid.
   *
   * @param rangePixels radius of the circle, at least 0
   * @param stepPixels distance of neighbours, above 0
   */
  static ShiftGrid within(double rangePixels, double stepPixels) {
    int count = (int) Math.floor(rangePixels / stepPixels + 1e-9);
    List<double[]> inside = new ArrayList<>();
    for (int y = -count; y <= count; y++) {
      for (int x = -count; x <= count; x++) {
        if (Math.hypot(x, y) * stepPixels <= rangePixels + 1e-9) {
          inside.add(new double[] {x * stepPixels, y * stepPixels});
        }
      }
    }
    return new ShiftGrid(
        inside.stream().mapToDouble(shift -> shift[0]).toArray(),
        inside.stream().mapToDouble(shift -> shift[1]).toArray());
  }

  int size() {
    return xPixels.length;
  }

  /**
   * Log of a normal prior about the centre, up to a constant: {@code -|o|^2 / (2 sigma^2)}.
   *
   * @param sigmaPixels standard deviation along each axis
   */
  double[] logPrior(double sigmaPixels) {
    double[] log = new double[size()];
    double sum = 0;
    for (int o = 0; o < log.length; o++) {
      double square = xPixels[o] * xPixels[o] + yPixels[o] * yPixels[o];
      log[o] = -square / (2 * sigmaPixels * sigmaPixels);
      sum += Math.exp(log[o]);
    }
    for (int o = 0; o < log.length; o++) {
      log[o] -= Math.log(sum);
    }
    return log;
  }
}
