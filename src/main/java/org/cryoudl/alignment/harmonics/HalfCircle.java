package org.cryoudl.alignment.harmonics;

import java.util.Arrays;

/**
 * Goes between circular harmonics and samples on the half circle of angles, one function at a time.
 * Safe for any number of threads.
 */
public final class HalfCircle {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PolarFrequencies frequencies;
  private final float[][] samples;
  private final float[][] analysis;

  public HalfCircle(PolarFrequencies frequencies) {
    this.frequencies = frequencies;
    this.samples = new float[][] {frequencies.samples(true), frequencies.samples(false)};
    this.analysis = new float[][] {frequencies.analysis(true), frequencies.analysis(false)};
  }

  /** Samples of a function, by angle, ring; see {@link #samples(float[], float[])}. */
  float[][] samples(float[] harmonics) {
    float[] ones = new float[frequencies.rings()];
    Arrays.fill(ones, 1);
    return samples(harmonics, ones);
  }

  /**
   * Samples of a function.
   *
   * @param harmonics by harmonic: real parts ring by ring, then imaginary parts
   * @param ringWeights multiplies each ring
   * @return real parts by angle, ring; then imaginary parts
   */
  public float[][] samples(float[] harmonics, float[] ringWeights) {
    int rings = frequencies.rings();
    float[][] values = new float[2][HALF * rings];
    int first = 0;
    for (int parity = 0; parity < 2; parity++) {
      int count = frequencies.harmonics(parity == 0);
      float[] to = values[parity];
      for (int h = 0; h < HALF; h++) {
        for (int j = 0; j < count; j++) {
          float re = samples[parity][(h * count + j) * 2];
          float im = samples[parity][(h * count + j) * 2 + 1];
          int from = 2 * rings * (first + j);
          for (int r = 0; r < rings; r++) {
            to[h * rings + r] += re * harmonics[from + r] + im * harmonics[from + rings + r];
          }
        }
        for (int r = 0; r < rings; r++) {
          to[h * rings + r] *= ringWeights[r];
        }
      }
      first += count;
    }
    return values;
  }

  /**
   * Adds the harmonics of a function.
   *
   * @param values real parts by angle, ring; then imaginary parts
   * @param to by harmonic: real parts ring by ring, then imaginary parts
   */
  public void addHarmonics(float[][] values, float[] to) {
    int rings = frequencies.rings();
    int first = 0;
    for (int parity = 0; parity < 2; parity++) {
      int count = frequencies.harmonics(parity == 0);
      float[] from = values[parity];
      for (int j = 0; j < count; j++) {
        int at = 2 * rings * (first + j);
        for (int h = 0; h < HALF; h++) {
          float re = analysis[parity][2 * j * HALF + h];
          float im = analysis[parity][(2 * j + 1) * HALF + h];
          for (int r = 0; r < rings; r++) {
            to[at + r] += re * from[h * rings + r];
            to[at + rings + r] += im * from[h * rings + r];
          }
        }
      }
      first += count;
    }
  }
}
