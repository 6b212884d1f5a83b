package org.cryoudl.alignment.classification;

import java.util.Arrays;

/** The harmonics {@code sum over psi of p(psi) exp(-i m psi)} of a posterior over turns. */
final class Turning {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  final float[] real;
  final float[] imaginary;
  private final int even;

  /** By turn of the half circle, then harmonic. */
  private final float[] cos;

  private final float[] sin;

  Turning(PolarFrequencies frequencies) {
    int count = frequencies.harmonics();
    this.real = new float[count];
    this.imaginary = new float[count];
    this.even = frequencies.evenHarmonics();
    this.cos = new float[HALF * count];
    this.sin = new float[HALF * count];
    for (int h = 0; h < HALF; h++) {
      for (int j = 0; j < count; j++) {
        double phase = -Math.PI * frequencies.order(j) * h / HALF;
        cos[h * count + j] = (float) Math.cos(phase);
        sin[h * count + j] = (float) Math.sin(phase);
      }
    }
  }

  private Turning(Turning other) {
    this.real = new float[other.real.length];
    this.imaginary = new float[other.real.length];
    this.even = other.even;
    this.cos = other.cos;
    this.sin = other.sin;
  }

  /** Another for another thread. */
  Turning copy() {
    return new Turning(this);
  }

  /**
   * Works them out.
   *
   * @param cells probabilities by turn of the whole circle, from {@code offset} on
   */
  void of(float[] cells, int offset) {
    Arrays.fill(real, 0);
    Arrays.fill(imaginary, 0);
    int count = real.length;
    for (int h = 0; h < HALF; h++) {
      float first = cells[offset + h];
      float second = cells[offset + HALF + h];
      float sum = first + second;
      float difference = first - second;
      if (sum < 1e-7f) {
        continue;
      }
      int row = h * count;
      for (int j = 0; j < even; j++) {
        real[j] += sum * cos[row + j];
        imaginary[j] += sum * sin[row + j];
      }
      for (int j = even; j < count; j++) {
        real[j] += difference * cos[row + j];
        imaginary[j] += difference * sin[row + j];
      }
    }
  }
}
