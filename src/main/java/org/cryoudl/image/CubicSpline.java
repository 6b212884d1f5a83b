package org.cryoudl.image;

/**
 * The prefilter of cubic B-spline interpolation: turns pixels into the coefficients of the spline
 * that passes through them. Unser, Aldroubi and Eden, IEEE Trans. Signal Process. 41 (1993) 834.
 */
final class CubicSpline {

  /** The pole of the recursive filter, sqrt(3) - 2. */
  private static final double POLE = Math.sqrt(3) - 2;

  /** The pole's power falls below float rounding here. */
  private static final int HORIZON = 14;

  private CubicSpline() {}

  /**
   * Coefficients of the spline through an image.
   *
   * @param pixels box x box values, not changed
   * @param periodic whether the image repeats beyond its edges; otherwise it is mirrored about its
   *     outermost pixels
   */
  static float[] coefficients(float[] pixels, int box, boolean periodic) {
    if (box == 1) {
      return pixels.clone();
    }
    float[] byColumn = pixels.clone();
    filterColumns(byColumn, box, periodic);
    float[] byRow = transposed(byColumn, box);
    filterColumns(byRow, box, periodic);
    return transposed(byRow, box);
  }

  /** Filters down the columns, all of them row by row at once. */
  private static void filterColumns(float[] a, int n, boolean periodic) {
    float pole = (float) POLE;
    float[] first = new float[n];
    double power = 1;
    for (int k = 0; k < HORIZON; k++, power *= POLE) {
      int row = (periodic ? Math.floorMod(-k, n) : mirrored(k, n)) * n;
      float w = (float) (6 * power);
      for (int x = 0; x < n; x++) {
        first[x] += w * a[row + x];
      }
    }
    System.arraycopy(first, 0, a, 0, n);
    for (int row = n; row < n * n; row += n) {
      for (int x = row; x < row + n; x++) {
        a[x] = 6 * a[x] + pole * a[x - n];
      }
    }
    int last = n * (n - 1);
    float[] end = new float[n];
    if (periodic) {
      power = -POLE;
      for (int k = 0; k < HORIZON; k++, power *= POLE) {
        int row = (n - 1 + k) % n * n;
        for (int x = 0; x < n; x++) {
          end[x] += (float) power * a[row + x];
        }
      }
    } else {
      float w = (float) (POLE / (POLE * POLE - 1));
      for (int x = 0; x < n; x++) {
        end[x] = w * (a[last + x] + pole * a[last - n + x]);
      }
    }
    System.arraycopy(end, 0, a, last, n);
    for (int row = last - n; row >= 0; row -= n) {
      for (int x = row; x < row + n; x++) {
        a[x] = pole * (a[x + n] - a[x]);
      }
    }
  }

  /** The index that stands for {@code i} when the line is mirrored about its end pixels. */
  static int mirrored(int i, int n) {
    if (n == 1) {
      return 0;
    }
    int m = Math.floorMod(i, 2 * n - 2);
    return m < n ? m : 2 * n - 2 - m;
  }

  private static float[] transposed(float[] a, int n) {
    float[] t = new float[n * n];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        t[c * n + r] = a[r * n + c];
      }
    }
    return t;
  }
}
