package org.cryoudl.alignment;

/** Finds how far the particle in an average lies from the centre of its box. */
public final class Recentring {

  /** Squared density below this share of the highest counts as background. */
  private static final double BACKGROUND = 0.1;

  private Recentring() {}

  /**
   * The whole-pixel move that brings the centre of mass of the bright density to the centre pixel,
   * as {columns, rows}.
   */
  public static int[] move(float[] image, int side) {
    double top = 0;
    for (float v : image) {
      top = Math.max(top, v * v);
    }
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        float density = image[row * side + column];
        double v = density * density - BACKGROUND * top;
        if (v > 0) {
          sum += v;
          sumX += v * (column - side / 2);
          sumY += v * (row - side / 2);
        }
      }
    }
    return sum > 0
        ? new int[] {(int) -Math.rint(sumX / sum), (int) -Math.rint(sumY / sum)}
        : new int[] {0, 0};
  }
}
