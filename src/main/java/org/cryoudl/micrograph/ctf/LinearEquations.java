package org.cryoudl.micrograph.ctf;

/** Small systems of linear equations. */
final class LinearEquations {

  private LinearEquations() {}

  /**
   * Solves by Gauss's elimination with pivots; unknowns that nothing decides are 0.
   *
   * @param rows n rows of n coefficients and the right side; changed
   */
  static double[] solve(double[][] rows) {
    int n = rows.length;
    double largest = 0;
    for (double[] row : rows) {
      for (int c = 0; c < n; c++) {
        largest = Math.max(largest, Math.abs(row[c]));
      }
    }
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int r = k + 1; r < n; r++) {
        pivot = Math.abs(rows[r][k]) > Math.abs(rows[pivot][k]) ? r : pivot;
      }
      double[] swapped = rows[k];
      rows[k] = rows[pivot];
      rows[pivot] = swapped;
      if (Math.abs(rows[k][k]) <= 1e-12 * largest) {
        continue;
      }
      for (int r = 0; r < n; r++) {
        double factor = r == k ? 0 : rows[r][k] / rows[k][k];
        for (int c = k; c <= n && factor != 0; c++) {
          rows[r][c] -= factor * rows[k][c];
        }
      }
    }
    double[] solution = new double[n];
    for (int k = 0; k < n; k++) {
      solution[k] = Math.abs(rows[k][k]) <= 1e-12 * largest ? 0 : rows[k][n] / rows[k][k];
    }
    return solution;
  }
}
