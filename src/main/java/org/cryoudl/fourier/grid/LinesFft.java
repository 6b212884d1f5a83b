package org.cryoudl.fourier.grid;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Many complex lines of the same length, which are transformed together. Value k of all lines lies
 * in one array, so that each step of the transform does the same to neighbouring numbers, and the
 * processor does it to several at a time. Steps halve the length (Gentleman and Sande, AFIPS 29
 * (1966) 563); results change places by changing arrays, not values.
 *
 * <p>An instance is used by one thread at a time.
 */
public final class LinesFft {

  /** Rows that are copied together: each value's pointer then serves for as many. */
  private static final int ROWS = 8;

  private static final ConcurrentHashMap<Integer, float[][]> TURNS = new ConcurrentHashMap<>();

  private final int length;
  private final int lines;
  private final float[][] real;
  private final float[][] imaginary;
  private final float[][] spare;
  private final float[] cos;
  private final float[] sin;

  /**
   * Makes lines of zeros.
   *
   * @param length a power of two
   * @param lines how many
   */
  public LinesFft(int length, int lines) {
    if (length < 1 || Integer.bitCount(length) != 1) {
      throw new IllegalArgumentException("the length must be a power of two, got " + length);
    }
    this.length = length;
    this.lines = lines;
    this.real = new float[length][lines];
    this.imaginary = new float[length][lines];
    this.spare = new float[4][lines];
    float[][] turns = TURNS.computeIfAbsent(length, LinesFft::turns);
    this.cos = turns[0];
    this.sin = turns[1];
  }

  private static float[][] turns(int length) {
    float[][] turns = new float[2][length];
    for (int k = 0; k < length; k++) {
      turns[0][k] = (float) Math.cos(2 * Math.PI * k / length);
      turns[1][k] = (float) Math.sin(2 * Math.PI * k / length);
    }
    return turns;
  }

  /** Real parts of value k of all lines, shared and mutable until the next transform. */
  public float[] real(int k) {
    return real[k];
  }

  /** Imaginary parts of value k of all lines, shared and mutable until the next transform. */
  public float[] imaginary(int k) {
    return imaginary[k];
  }

  /** Replaces each line f by {@code F(k) = sum_x f(x) exp(-2 pi i k x / length)}. */
  public void forward() {
    halve(0, length, -1);
    unscramble();
  }

  /** Replaces each line F by {@code sum_k F(k) exp(+2 pi i k x / length)}, not divided. */
  public void inverse() {
    halve(0, length, 1);
    unscramble();
  }

  /**
   * Copies lines across: value k of this object's line {@code first + i} becomes value i of line
   * {@code at + k} of another, for the first so many k.
   */
  public void copyAcross(int first, int values, LinesFft to, int at) {
    copyAcross(real, first, values, to.real, at);
    copyAcross(imaginary, first, values, to.imaginary, at);
  }

  private static void copyAcross(float[][] from, int first, int values, float[][] to, int at) {
    int k = 0;
    for (; k + ROWS <= values; k += ROWS) {
      float[] a = from[k];
      float[] b = from[k + 1];
      float[] c = from[k + 2];
      float[] d = from[k + 3];
      float[] e = from[k + 4];
      float[] f = from[k + 5];
      float[] g = from[k + 6];
      float[] h = from[k + 7];
      for (int i = 0, j = first; i < to.length; i++, j++) {
        float[] target = to[i];
        target[at + k] = a[j];
        target[at + k + 1] = b[j];
        target[at + k + 2] = c[j];
        target[at + k + 3] = d[j];
        target[at + k + 4] = e[j];
        target[at + k + 5] = f[j];
        target[at + k + 6] = g[j];
        target[at + k + 7] = h[j];
      }
    }
    for (; k < values; k++) {
      for (int i = 0; i < to.length; i++) {
        to[i][at + k] = from[k][first + i];
      }
    }
  }

  /** Transforms a stretch of values; the halves follow one by one while they are in the caches. */
  private void halve(int from, int size, int sign) {
    int half = size / 2;
    int step = length / size;
    for (int j = 0; j < half; j++) {
      combine(from + j, from + half + j, cos[j * step], sign * sin[j * step]);
    }
    if (half > 1) {
      halve(from, half, sign);
      halve(from + half, half, sign);
    }
  }

  /** Replaces values a and b by a + b and (a - b) (u + i v). */
  private void combine(int a, int b, float u, float v) {
    float[] ar = real[a];
    float[] ai = imaginary[a];
    float[] br = real[b];
    float[] bi = imaginary[b];
    sum(spare[0], ar, br, lines);
    sum(spare[1], ai, bi, lines);
    if (v == 0) {
      difference(spare[2], ar, br, lines);
      difference(spare[3], ai, bi, lines);
    } else {
      turned(spare[2], ar, br, u, ai, bi, -v, lines);
      turned(spare[3], ai, bi, u, ar, br, v, lines);
    }
    real[a] = spare[0];
    imaginary[a] = spare[1];
    real[b] = spare[2];
    imaginary[b] = spare[3];
    spare[0] = ar;
    spare[1] = ai;
    spare[2] = br;
    spare[3] = bi;
  }

  // Loops that store one number each are those that the compiler makes vectors of.

  private static void sum(float[] to, float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = a[i] + b[i];
    }
  }

  private static void difference(float[] to, float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = a[i] - b[i];
    }
  }

  private static void turned(
      float[] to, float[] a, float[] b, float u, float[] c, float[] d, float v, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = (a[i] - b[i]) * u + (c[i] - d[i]) * v;
    }
  }

  /** Results stand where their index lies when its bits are read backwards. */
  private void unscramble() {
    int bits = Integer.numberOfTrailingZeros(length);
    for (int k = 0; k < length; k++) {
      int other = bits == 0 ? 0 : Integer.reverse(k) >>> (Integer.SIZE - bits);
      if (k < other) {
        swap(real, k, other);
        swap(imaginary, k, other);
      }
    }
  }

  private static void swap(float[][] values, int a, int b) {
    float[] kept = values[a];
    values[a] = values[b];
    values[b] = kept;
  }
}
