package org.cryoudl.fourier;

/**
 * Interpolates a grid of complex numbers with a linear or cubic B-spline (used as a kernel, without
 * prefilter). Holds the outcome of the last call; one per thread.
 */
final class SplineStencil {

  float re;
  float im;
  float dxRe;
  float dxIm;
  float dyRe;
  float dyIm;

  private final float[] grid;
  private final int width;
  private final boolean cubic;

  /**
   * @param grid rows of {@code width} complex numbers, real then imaginary
   */
  SplineStencil(float[] grid, int width, boolean cubic) {
    this.grid = grid;
    this.width = width;
    this.cubic = cubic;
  }

  /**
   * Sets {@link #re} and {@link #im} between grid points.
   *
   * @param at index of the grid point before, row x width + column, both at least 1
   * @param t fraction of a column after it
   * @param u fraction of a row after it
   */
  void value(int at, float t, float u) {
    if (!cubic) {
      linear(2 * at, t, u);
      return;
    }
    float s = 1 - t;
    float a = s * s * s / 6;
    float d = t * t * t / 6;
    float b = 2f / 3 - t * t * (2 - t) / 2;
    float c = 1 - a - b - d;
    float v = 1 - u;
    float e = v * v * v / 6;
    float h = u * u * u / 6;
    float f = 2f / 3 - u * u * (2 - u) / 2;
    float g = 1 - e - f - h;
    float[] z = grid;
    int row = 2 * width;
    int i = 2 * (at - width - 1);
    float sumRe = e * (a * z[i] + b * z[i + 2] + c * z[i + 4] + d * z[i + 6]);
    float sumIm = e * (a * z[i + 1] + b * z[i + 3] + c * z[i + 5] + d * z[i + 7]);
    i += row;
    sumRe += f * (a * z[i] + b * z[i + 2] + c * z[i + 4] + d * z[i + 6]);
    sumIm += f * (a * z[i + 1] + b * z[i + 3] + c * z[i + 5] + d * z[i + 7]);
    i += row;
    sumRe += g * (a * z[i] + b * z[i + 2] + c * z[i + 4] + d * z[i + 6]);
    sumIm += g * (a * z[i + 1] + b * z[i + 3] + c * z[i + 5] + d * z[i + 7]);
    i += row;
    sumRe += h * (a * z[i] + b * z[i + 2] + c * z[i + 4] + d * z[i + 6]);
    sumIm += h * (a * z[i + 1] + b * z[i + 3] + c * z[i + 5] + d * z[i + 7]);
    re = sumRe;
    im = sumIm;
  }

  private void linear(int i, float t, float u) {
    float[] z = grid;
    int j = i + 2 * width;
    float topRe = z[i] + t * (z[i + 2] - z[i]);
    float topIm = z[i + 1] + t * (z[i + 3] - z[i + 1]);
    re = topRe + u * (z[j] + t * (z[j + 2] - z[j]) - topRe);
    im = topIm + u * (z[j + 1] + t * (z[j + 3] - z[j + 1]) - topIm);
  }

  /** Sets the value, as {@link #value} does, and its derivatives by column and row. */
  void valueAndGradient(int at, float t, float u) {
    if (!cubic) {
      linear(2 * at, t, u);
      linearGradient(2 * at, t, u);
      return;
    }
    re = 0;
    im = 0;
    dxRe = 0;
    dxIm = 0;
    dyRe = 0;
    dyIm = 0;
    float s = 1 - t;
    float a = s * s * s / 6;
    float d = t * t * t / 6;
    float b = 2f / 3 - t * t * (2 - t) / 2;
    float c = 1 - a - b - d;
    float da = -s * s / 2;
    float dd = t * t / 2;
    float db = t * (1.5f * t - 2);
    float dc = -da - db - dd;
    float v = 1 - u;
    float[] z = grid;
    int i = 2 * (at - width - 1);
    for (int r = 0; r < 4; r++, i += 2 * width) {
      float w =
          switch (r) {
            case 0 -> v * v * v / 6;
            case 1 -> 2f / 3 - u * u * (2 - u) / 2;
            case 2 -> 2f / 3 - v * v * (2 - v) / 2;
            default -> u * u * u / 6;
          };
      float dw =
          switch (r) {
            case 0 -> -v * v / 2;
            case 1 -> u * (1.5f * u - 2);
            case 2 -> -v * (1.5f * v - 2);
            default -> u * u / 2;
          };
      float rowRe = a * z[i] + b * z[i + 2] + c * z[i + 4] + d * z[i + 6];
      float rowIm = a * z[i + 1] + b * z[i + 3] + c * z[i + 5] + d * z[i + 7];
      re += w * rowRe;
      im += w * rowIm;
      dyRe += dw * rowRe;
      dyIm += dw * rowIm;
      dxRe += w * (da * z[i] + db * z[i + 2] + dc * z[i + 4] + dd * z[i + 6]);
      dxIm += w * (da * z[i + 1] + db * z[i + 3] + dc * z[i + 5] + dd * z[i + 7]);
    }
  }

  private void linearGradient(int i, float t, float u) {
    float[] z = grid;
    int j = i + 2 * width;
    dxRe = (1 - u) * (z[i + 2] - z[i]) + u * (z[j + 2] - z[j]);
    dxIm = (1 - u) * (z[i + 3] - z[i + 1]) + u * (z[j + 3] - z[j + 1]);
    dyRe = (1 - t) * (z[j] - z[i]) + t * (z[j + 2] - z[i + 2]);
    dyIm = (1 - t) * (z[j + 1] - z[i + 1]) + t * (z[j + 3] - z[i + 3]);
  }
}
