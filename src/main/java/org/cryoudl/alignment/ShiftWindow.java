package org.cryoudl.alignment;

import java.util.Arrays;

/**
 * A square grid of trial shifts and the sums over frequencies that belong to it. Because {@code
 * exp(2 pi i k.s / box)} separates into rows and columns, evaluating a correlation on a few hundred
 * shifts costs far less than a Fourier transform of the box, and the grid may have any spacing.
 */
final class ShiftWindow {

  private final FrequencyDisc disc;
  private final double stepPixels;
  private final int side;
  private final int half;

  /** cos and sin of 2 pi k s / box, [k + radius][shift]. */
  private final float[][] cos;

  private final float[][] sin;

  /**
   * @param disc frequencies to sum over
   * @param rangePixels largest shift along x and y
   * @param stepPixels distance of neighbouring shifts
   */
  ShiftWindow(FrequencyDisc disc, double rangePixels, double stepPixels) {
    this.disc = disc;
    this.stepPixels = stepPixels;
    this.half = (int) Math.ceil(rangePixels / stepPixels - 1e-9);
    this.side = 2 * half + 1;
    int radius = disc.radius();
    cos = new float[2 * radius + 1][side];
    sin = new float[2 * radius + 1][side];
    for (int k = -radius; k <= radius; k++) {
      for (int s = 0; s < side; s++) {
        double angle = 2 * Math.PI * k * shift(s) / disc.box();
        cos[k + radius][s] = (float) Math.cos(angle);
        sin[k + radius][s] = (float) Math.sin(angle);
      }
    }
  }

  /** Number of shifts along one axis. */
  int side() {
    return side;
  }

  /** The shift of a grid position along one axis, in pixels. */
  double shift(int position) {
    return (position - half) * stepPixels;
  }

  double stepPixels() {
    return stepPixels;
  }

  /** Scratch space that {@link #correlate} and {@link #mix} need, for one thread. */
  float[] scratch() {
    return new float[2 * side];
  }

  /**
   * {@code scores[sy * side + sx] = 2 Re sum_k z(k) exp(2 pi i k.s / box)}.
   *
   * @param z packed coefficients on the disc
   * @param scores receives side x side values
   */
  void correlate(float[] z, float[] scores, float[] scratch) {
    int radius = disc.radius();
    Arrays.fill(scores, 0, side * side, 0);
    for (int kx = 0; kx <= radius; kx++) {
      Arrays.fill(scratch, 0, 2 * side, 0);
      int end = disc.columnStart(kx + 1);
      for (int j = disc.columnStart(kx); j < end; j++) {
        float[] c = cos[disc.ky(j) + radius];
        float[] s = sin[disc.ky(j) + radius];
        float re = z[2 * j];
        float im = z[2 * j + 1];
        for (int t = 0; t < side; t++) {
          scratch[t] += re * c[t] - im * s[t];
        }
        for (int t = 0; t < side; t++) {
          scratch[side + t] += re * s[t] + im * c[t];
        }
      }
      float[] c = cos[kx + radius];
      float[] s = sin[kx + radius];
      for (int sy = 0; sy < side; sy++) {
        float re = 2 * scratch[sy];
        float im = 2 * scratch[side + sy];
        int row = sy * side;
        for (int sx = 0; sx < side; sx++) {
          scores[row + sx] += re * c[sx] - im * s[sx];
        }
      }
    }
  }

  /**
   * {@code phases(k) = sum_s weights(s) exp(2 pi i k.s / box)} on a disc that may be larger than
   * the window's own (the tables of a window of that disc serve).
   *
   * @param weights side x side values
   * @param phases receives packed coefficients on this window's disc
   */
  void mix(float[] weights, float[] phases, float[] scratch) {
    int radius = disc.radius();
    for (int kx = 0; kx <= radius; kx++) {
      float[] c = cos[kx + radius];
      float[] s = sin[kx + radius];
      for (int sy = 0; sy < side; sy++) {
        float re = 0;
        float im = 0;
        for (int sx = 0; sx < side; sx++) {
          float w = weights[sy * side + sx];
          re += w * c[sx];
          im += w * s[sx];
        }
        scratch[sy] = re;
        scratch[side + sy] = im;
      }
      int end = disc.columnStart(kx + 1);
      for (int j = disc.columnStart(kx); j < end; j++) {
        float[] cy = cos[disc.ky(j) + radius];
        float[] sy = sin[disc.ky(j) + radius];
        float re = 0;
        float im = 0;
        for (int t = 0; t < side; t++) {
          re += scratch[t] * cy[t] - scratch[side + t] * sy[t];
          im += scratch[t] * sy[t] + scratch[side + t] * cy[t];
        }
        phases[2 * j] = re;
        phases[2 * j + 1] = im;
      }
    }
  }
}
