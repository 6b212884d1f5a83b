package org.cryoudl.testing.plain;

/** The discrete Fourier transform by its definition, in double precision, and test pictures. */
public final class PlainDft {

  private PlainDft() {}

  /** Half spectrum of a square image, one line after the other: O(box^3). */
  public static double[] forward(float[] image, int box) {
    int columns = box / 2 + 1;
    double[] cos = new double[box];
    double[] sin = new double[box];
    for (int i = 0; i < box; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / box);
      sin[i] = Math.sin(2 * Math.PI * i / box);
    }
    double[] rows = new double[2 * box * columns];
    for (int y = 0; y < box; y++) {
      for (int kx = 0; kx < columns; kx++) {
        for (int x = 0; x < box; x++) {
          int t = kx * x % box;
          rows[2 * (y * columns + kx)] += image[y * box + x] * cos[t];
          rows[2 * (y * columns + kx) + 1] -= image[y * box + x] * sin[t];
        }
      }
    }
    double[] spectrum = new double[2 * box * columns];
    for (int r = 0; r < box; r++) {
      for (int kx = 0; kx < columns; kx++) {
        int o = 2 * (r * columns + kx);
        for (int y = 0; y < box; y++) {
          int t = r * y % box;
          int i = 2 * (y * columns + kx);
          spectrum[o] += rows[i] * cos[t] + rows[i + 1] * sin[t];
          spectrum[o + 1] += rows[i + 1] * cos[t] - rows[i] * sin[t];
        }
      }
    }
    return spectrum;
  }
}
