package org.cryoudl.alignment.spectra;

import java.util.Arrays;

/**
 * A square grid of trial shifts and the sums over frequencies that belong to it. Because {@code
 * exp(2 pi i k.s / box)} separates into rows and columns, evaluating a correlation on a few hundred
 * shifts costs far less than a Fourier transform of the box, and the grid may have any spacing.
 *
 * <p>Opposite frequencies and opposite shifts share their products, and several turns are evaluated
 * side by side, so that the innermost loops are long and free of dependences: the virtual machine
 * turns them into vector instructions.
 */
public final class ShiftWindow {

  private final FrequencyDisc disc;
  private final double stepPixels;
  private final int half;
  private final int side;
  private final int width;

  /** cos and sin of 2 pi k s / box for k = 0..radius (second index), s = 0..half (first). */
  private final float[][] cos;

  private final float[][] sin;

  /**
   * For each pair of frequencies (kx, +-ky): positions in the disc (-1 if absent), and its cell.
   */
  private final int[] plus;

  private final int[] minus;
  private final int[] row;
  private final int[] column;

  /**
   * @param disc frequencies to sum over
   * @param rangePixels largest shift along x and y
   * @param stepPixels distance of neighbouring shifts
   */
  public ShiftWindow(FrequencyDisc disc, double rangePixels, double stepPixels) {
    this.disc = disc;
    this.stepPixels = stepPixels;
    this.half = (int) Math.ceil(rangePixels / stepPixels - 1e-9);
    this.side = 2 * half + 1;
    this.width = disc.radius() + 1;
    cos = new float[half + 1][width];
    sin = new float[half + 1][width];
    for (int s = 0; s <= half; s++) {
      for (int k = 0; k < width; k++) {
        double angle = 2 * Math.PI * k * s * stepPixels / disc.box();
        cos[s][k] = (float) Math.cos(angle);
        sin[s][k] = (float) Math.sin(angle);
      }
    }
    // Column by column, as the disc has them.
    int[] positive = new int[width * width];
    int[] negative = new int[width * width];
    Arrays.fill(positive, -1);
    Arrays.fill(negative, -1);
    for (int j = 0; j < disc.size(); j++) {
      int at = disc.kx(j) * width + Math.abs(disc.ky(j));
      (disc.ky(j) >= 0 ? positive : negative)[at] = j;
    }
    int count = 0;
    for (int at = 0; at < positive.length; at++) {
      count += positive[at] >= 0 || negative[at] >= 0 ? 1 : 0;
    }
    plus = new int[count];
    minus = new int[count];
    row = new int[count];
    column = new int[count];
    for (int at = 0, pair = 0; at < positive.length; at++) {
      if (positive[at] >= 0 || negative[at] >= 0) {
        plus[pair] = positive[at];
        minus[pair] = negative[at];
        row[pair] = at % width;
        column[pair++] = at / width;
      }
    }
  }

  /** Number of shifts along one axis. */
  public int side() {
    return side;
  }

  /** The shift of a grid position along one axis, in pixels. */
  public double shift(int position) {
    return (position - half) * stepPixels;
  }

  public double stepPixels() {
    return stepPixels;
  }

  /** Scratch space for one thread, for up to {@code turns} turns side by side. */
  public final class Work {
    /** Sums and differences of opposite rows, real and imaginary, [ky][turn][kx]. */
    private final float[][] sumRe;

    private final float[][] sumIm;
    private final float[][] differenceRe;
    private final float[][] differenceIm;

    /** Sums over rows for one shift along y and its opposite, [turn][kx]. */
    private final float[] evenRe;

    private final float[] oddRe;
    private final float[] oddIm;
    private final float[] evenIm;

    /** The same for all shifts along y, turned over: [kx][turn][shift y]. */
    private final float[][] columnRe;

    private final float[][] columnIm;
    private final float[] even;
    private final float[] odd;

    public Work(int turns) {
      sumRe = new float[width][turns * width];
      sumIm = new float[width][turns * width];
      differenceRe = new float[width][turns * width];
      differenceIm = new float[width][turns * width];
      evenRe = new float[turns * width];
      oddRe = new float[turns * width];
      oddIm = new float[turns * width];
      evenIm = new float[turns * width];
      columnRe = new float[width][turns * side];
      columnIm = new float[width][turns * side];
      even = new float[turns * side];
      odd = new float[turns * side];
    }

    /**
     * Puts one turn's coefficients in place: {@code z = y conj(t)}.
     *
     * @param slot which of the turns side by side
     */
    public void load(int slot, float[] y, float[] t) {
      int offset = slot * width;
      for (int pair = 0; pair < row.length; pair++) {
        float pr = 0;
        float pi = 0;
        float mr = 0;
        float mi = 0;
        int p = 2 * plus[pair];
        if (p >= 0) {
          pr = y[p] * t[p] + y[p + 1] * t[p + 1];
          pi = y[p + 1] * t[p] - y[p] * t[p + 1];
        }
        int m = 2 * minus[pair];
        if (m >= 0) {
          mr = y[m] * t[m] + y[m + 1] * t[m + 1];
          mi = y[m + 1] * t[m] - y[m] * t[m + 1];
        }
        int at = offset + column[pair];
        int ky = row[pair];
        sumRe[ky][at] = pr + mr;
        sumIm[ky][at] = pi + mi;
        differenceRe[ky][at] = pr - mr;
        differenceIm[ky][at] = pi - mi;
      }
    }

    /**
     * {@code 2 Re sum_k z(k) exp(2 pi i k.s / box)} for the first {@code count} turns.
     *
     * @param scores receives, per turn, side x side values, [shift y][shift x]
     */
    public void correlate(int count, float[][] scores) {
      int length = count * width;
      for (int s = 0; s <= half; s++) {
        sumRows(s, length);
        turnOver(s, count);
      }
      int lines = count * side;
      for (int s = 0; s <= half; s++) {
        Arrays.fill(even, 0, lines, 0);
        Arrays.fill(odd, 0, lines, 0);
        for (int kx = 0; kx < width; kx++) {
          addScaled(even, columnRe[kx], 2 * cos[s][kx], lines);
          addScaled(odd, columnIm[kx], 2 * sin[s][kx], lines);
        }
        for (int turn = 0; turn < count; turn++) {
          float[] out = scores[turn];
          for (int sy = 0; sy < side; sy++) {
            float e = even[turn * side + sy];
            float o = odd[turn * side + sy];
            out[sy * side + half + s] = e - o;
            out[sy * side + half - s] = e + o;
          }
        }
      }
    }

    /** Sums over rows at shifts +-s; four partial sums give both signs. */
    private void sumRows(int s, int length) {
      Arrays.fill(evenRe, 0, length, 0);
      Arrays.fill(oddRe, 0, length, 0);
      Arrays.fill(oddIm, 0, length, 0);
      Arrays.fill(evenIm, 0, length, 0);
      for (int ky = 0; ky < width; ky++) {
        // Rows ky and -ky share cos and differ in the sign of sin.
        addScaled(evenRe, sumRe[ky], cos[s][ky], length);
        addScaled(oddRe, differenceIm[ky], sin[s][ky], length);
        addScaled(oddIm, differenceRe[ky], sin[s][ky], length);
        addScaled(evenIm, sumIm[ky], cos[s][ky], length);
      }
    }

    private void turnOver(int s, int count) {
      for (int turn = 0; turn < count; turn++) {
        int up = turn * side + half + s;
        int down = turn * side + half - s;
        for (int kx = 0; kx < width; kx++) {
          int i = turn * width + kx;
          columnRe[kx][up] = evenRe[i] - oddRe[i];
          columnIm[kx][up] = evenIm[i] + oddIm[i];
          columnRe[kx][down] = evenRe[i] + oddRe[i];
          columnIm[kx][down] = evenIm[i] - oddIm[i];
        }
      }
    }
  }

  /**
   * Sums over shifts, scratch space for one thread: {@code phases(k) = sum_s weights(s) exp(2 pi i
   * k.s / box)} for several sets of weights side by side.
   */
  public final class Mixer {
    /** Sums of opposite shifts along y, by row of frequencies, [ky][set][kx]. */
    private final float[][] togetherRe;

    private final float[][] togetherIm;

    /** Their differences. */
    private final float[][] apartRe;

    private final float[][] apartIm;

    /** Sums over shifts along x, for a shift along y and its opposite, [set][kx]. */
    private final float[][] lineRe;

    private final float[][] lineIm;

    /**
     * @param most how many sets side by side
     */
    public Mixer(int most) {
      togetherRe = new float[width][most * width];
      togetherIm = new float[width][most * width];
      apartRe = new float[width][most * width];
      apartIm = new float[width][most * width];
      lineRe = new float[2][most * width];
      lineIm = new float[2][most * width];
    }

    /**
     * Sums the first {@code count} sets.
     *
     * @param weights per set side x side values; most may be zero
     */
    public void mix(int count, float[][] weights) {
      int length = count * width;
      for (int ky = 0; ky < width; ky++) {
        Arrays.fill(togetherRe[ky], 0, length, 0);
        Arrays.fill(togetherIm[ky], 0, length, 0);
        Arrays.fill(apartRe[ky], 0, length, 0);
        Arrays.fill(apartIm[ky], 0, length, 0);
      }
      for (int s = 0; s <= half; s++) {
        boolean up = lines(count, weights, half + s, 0);
        boolean down = s > 0 && lines(count, weights, half - s, 1);
        if (up || down) {
          addLines(s, down, length);
        }
      }
    }

    /**
     * The sums of one set.
     *
     * @param phases receives packed coefficients on the disc
     */
    public void phases(int set, float[] phases) {
      int offset = set * width;
      for (int pair = 0; pair < row.length; pair++) {
        int ky = row[pair];
        int at = offset + column[pair];
        float re = togetherRe[ky][at];
        float im = togetherIm[ky][at];
        float otherRe = apartRe[ky][at];
        float otherIm = apartIm[ky][at];
        int p = 2 * plus[pair];
        if (p >= 0) {
          phases[p] = re - otherIm;
          phases[p + 1] = im + otherRe;
        }
        int m = 2 * minus[pair];
        if (m >= 0) {
          phases[m] = re + otherIm;
          phases[m + 1] = im - otherRe;
        }
      }
    }

    /** Adds the lines of shifts +-s along y: rows +-ky share their sums with cos and with sin. */
    private void addLines(int s, boolean down, int length) {
      float[] sumRe = lineRe[0];
      float[] sumIm = lineIm[0];
      float[] differenceRe = down ? lineRe[1] : sumRe;
      float[] differenceIm = down ? lineIm[1] : sumIm;
      if (down) {
        for (int i = 0; i < length; i++) {
          float re = sumRe[i];
          float im = sumIm[i];
          sumRe[i] = re + differenceRe[i];
          sumIm[i] = im + differenceIm[i];
          differenceRe[i] = re - differenceRe[i];
          differenceIm[i] = im - differenceIm[i];
        }
      }
      for (int ky = 0; ky < width; ky++) {
        addScaled(togetherRe[ky], sumRe, cos[s][ky], length);
        addScaled(togetherIm[ky], sumIm, cos[s][ky], length);
        if (s > 0) {
          addScaled(apartRe[ky], differenceRe, sin[s][ky], length);
          addScaled(apartIm[ky], differenceIm, sin[s][ky], length);
        }
      }
    }

    /** Sums one row of all sets of weights over its shifts along x; false if all are zero. */
    private boolean lines(int count, float[][] weights, int sy, int line) {
      boolean any = false;
      Arrays.fill(lineRe[line], 0, count * width, 0);
      Arrays.fill(lineIm[line], 0, count * width, 0);
      for (int set = 0; set < count; set++) {
        int offset = set * width;
        int middle = sy * side + half;
        for (int s = 0; s <= half; s++) {
          float right = weights[set][middle + s];
          float left = s == 0 ? 0 : weights[set][middle - s];
          if (right != 0 || left != 0) {
            any = true;
            float even = right + left;
            float odd = right - left;
            float[] c = cos[s];
            float[] n = sin[s];
            for (int kx = 0; kx < width; kx++) {
              lineRe[line][offset + kx] += even * c[kx];
              lineIm[line][offset + kx] += odd * n[kx];
            }
          }
        }
      }
      return any;
    }
  }

  private static void addScaled(float[] sum, float[] values, float factor, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += factor * values[i];
    }
  }
}
