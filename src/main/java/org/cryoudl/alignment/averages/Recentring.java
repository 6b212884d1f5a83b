package org.cryoudl.alignment.averages;

/** Finds how far the particle in an average lies from the centre of its box. */
public final class Recentring {

  /** Density below this share of the strongest counts as background. */
  private static final double BACKGROUND = 0.15;

  /** Density from this share of the strongest on counts no more than this. */
  private static final double FULL = 0.35;

  private Recentring() {}

  /**
   * The whole-pixel move that brings the centre of what is not background to the centre pixel, as
   * {columns, rows}. Strong density counts no more than what is clearly there: the whole particle
   * is to lie within its box and mask, and a heavy end would pull a long one out of it.
   */
  public static int[] move(float[] image, int side) {
    double top = 0;
    for (float v : image) {
      top = Math.max(top, Math.abs(v));
    }
    double sum = 0;
    double sumX = 0;
    double sumY = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double density = Math.abs(image[row * side + column]);
        double counts = Math.min(density, FULL * top) - BACKGROUND * top;
        if (counts > 0) {
          sum += counts;
          sumX += counts * (column - side / 2);
          sumY += counts * (row - side / 2);
        }
      }
    }
    return sum > 0
        ? new int[] {(int) -Math.rint(sumX / sum), (int) -Math.rint(sumY / sum)}
        : new int[] {0, 0};
  }
}
