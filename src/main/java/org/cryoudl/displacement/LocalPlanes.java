package org.cryoudl.displacement;

/**
 * Smooths values on a grid: each point takes the value of a plane that is fitted to the good values
 * around it, near ones counting more. A plane goes on where there are no good values, so the rim of
 * the grid and gaps in it are not bent.
 */
final class LocalPlanes {

  private static final int LEAST_POINTS = 6;
  private static final double REACH = 2.5;

  private final int columns;
  private final int rows;
  private final boolean[] good;
  private final double sigma;

  /**
   * @param good which values may be used
   * @param sigma width of the Gaussian that weights them, in steps of the grid; wider where few are
   *     good
   */
  LocalPlanes(int columns, int rows, boolean[] good, double sigma) {
    this.columns = columns;
    this.rows = rows;
    this.good = good.clone();
    this.sigma = sigma;
  }

  /** Smoothed values; 0 everywhere if hardly any is good. */
  double[] fit(double[] values) {
    double[] smooth = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      smooth[k] = at(values, k / columns, k % columns);
    }
    return smooth;
  }

  private double at(double[] values, int row, int column) {
    for (double width = sigma; width <= 2.0 * Math.max(columns, rows); width *= 2) {
      int reach = Math.max(2, (int) Math.ceil(REACH * width));
      double[] sums = new double[9];
      int points = 0;
      for (int r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
        for (int c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) {
          if (good[r * columns + c]) {
            add(sums, c - column, r - row, values[r * columns + c], width);
            points++;
          }
        }
      }
      double[] level = new double[1];
      if (points >= LEAST_POINTS && solves(sums, level)) {
        return level[0];
      }
    }
    return 0;
  }

  private static void add(double[] sums, double x, double y, double value, double width) {
    double weight = Math.exp(-(x * x + y * y) / (2 * width * width));
    sums[0] += weight;
    sums[1] += weight * x;
    sums[2] += weight * y;
    sums[3] += weight * x * x;
    sums[4] += weight * x * y;
    sums[5] += weight * y * y;
    sums[6] += weight * value;
    sums[7] += weight * value * x;
    sums[8] += weight * value * y;
  }

  /** The plane's value at the point, by Cramer's rule; none if the points lie on a line. */
  private static boolean solves(double[] s, double[] level) {
    double minor = s[3] * s[5] - s[4] * s[4];
    double determinant =
        s[0] * minor - s[1] * (s[1] * s[5] - s[4] * s[2]) + s[2] * (s[1] * s[4] - s[3] * s[2]);
    double scale = s[0] * s[3] * s[5];
    if (!(determinant > 1e-3 * scale)) {
      return false;
    }
    level[0] =
        (s[6] * minor - s[1] * (s[7] * s[5] - s[4] * s[8]) + s[2] * (s[7] * s[4] - s[3] * s[8]))
            / determinant;
    return true;
  }
}
