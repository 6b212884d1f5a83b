package org.cryoudl.statistics;

/** Small systems of linear equations, such as the normal equations of least squares. */
public final class LinearEquations {

  private LinearEquations() {}

  /**
   * Solves by Gauss's elimination without exchanges, as a positive definite matrix allows; unknowns
   * whose pivot is 0 are 0.
   *
   * @param rows n rows of n coefficients and the right side; changed: the pivots are left on the
   *     diagonal
   */
  public static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int k = 0; k < n; k++) {
      for (int r = k + 1; r < n; r++) {
        double factor = rows[k][k] == 0 ? 0 : rows[r][k] / rows[k][k];
        for (int c = k; c <= n; c++) {
          rows[r][c] -= factor * rows[k][c];
        }
      }
    }
    double[] solution = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      double sum = rows[k][n];
      for (int c = k + 1; c < n; c++) {
        sum -= rows[k][c] * solution[c];
      }
      solution[k] = rows[k][k] == 0 ? 0 : sum / rows[k][k];
    }
    return solution;
  }
}
