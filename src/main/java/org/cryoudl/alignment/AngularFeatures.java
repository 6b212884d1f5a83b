package org.cryoudl.alignment;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * One image's features on a polar grid, Fourier transformed along the angle, so that a turn is a
 * phase and a circular correlation a product. The features have a period of 180 degrees: amplitude
 * spectra do not tell an image from its half-turn.
 *
 * @param rows number of rings times channels
 * @param bins angle bins in 180 degrees
 * @param values rows x harmonics complex values, harmonics 0 to bins / 2
 */
record AngularFeatures(int rows, int bins, float[] values) {

  /** Number of harmonics kept of {@code bins} angles. */
  static int harmonics(int bins) {
    return bins / 2 + 1;
  }

  /** Zeros, to sum into. */
  static AngularFeatures zeros(int rows, int bins) {
    return new AngularFeatures(rows, bins, new float[2 * rows * harmonics(bins)]);
  }

  /**
   * Transforms features.
   *
   * @param features rows x bins values, angle fastest
   */
  static AngularFeatures of(float[] features, int rows, int bins) {
    if (bins % 2 != 0 || features.length != rows * bins) {
      throw new IllegalArgumentException(
          "features of " + rows + " rows x " + bins + " bins expected, got " + features.length);
    }
    FloatFFT_1D transform = new FloatFFT_1D(bins);
    int harmonics = harmonics(bins);
    float[] values = new float[2 * rows * harmonics];
    float[] row = new float[bins];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(features, r * bins, row, 0, bins);
      transform.realForward(row);
      int at = 2 * r * harmonics;
      values[at] = row[0];
      for (int m = 1; m < harmonics - 1; m++) {
        values[at + 2 * m] = row[2 * m];
        values[at + 2 * m + 1] = row[2 * m + 1];
      }
      values[at + 2 * (harmonics - 1)] = row[1];
    }
    return new AngularFeatures(rows, bins, values);
  }

  /** Adds {@code other}, turned by {@code psiDegrees}, times {@code weight}. */
  void addTurned(AngularFeatures other, double psiDegrees, double weight) {
    int harmonics = harmonics(bins);
    for (int m = 0; m < harmonics; m++) {
      double angle = -2 * m * Math.toRadians(psiDegrees); // period 180: two turns a circle
      float cos = (float) (weight * Math.cos(angle));
      float sin = (float) (weight * Math.sin(angle));
      for (int r = 0; r < rows; r++) {
        int i = 2 * (r * harmonics + m);
        float re = other.values[i];
        float im = other.values[i + 1];
        values[i] += re * cos - im * sin;
        values[i + 1] += re * sin + im * cos;
      }
    }
  }

  /** Adds {@code other} as it is. */
  void add(AngularFeatures other) {
    for (int i = 0; i < values.length; i++) {
      values[i] += other.values[i];
    }
  }

  /**
   * The cross-power of this (an average) with {@code image}, per harmonic: {@code sum over rows of
   * this conj(image)}, packed.
   */
  float[] crossPower(AngularFeatures image) {
    int harmonics = harmonics(bins);
    float[] power = new float[2 * harmonics];
    for (int r = 0; r < rows; r++) {
      int at = 2 * r * harmonics;
      for (int m = 0; m < harmonics; m++) {
        int i = at + 2 * m;
        float ar = values[i];
        float ai = values[i + 1];
        float br = image.values[i];
        float bi = image.values[i + 1];
        power[2 * m] += ar * br + ai * bi;
        power[2 * m + 1] += ai * br - ar * bi;
      }
    }
    return power;
  }

  /**
   * The correlation over turns that a cross-power stands for.
   *
   * @return bins values: entry t is the correlation with the image turned by t x 180 / bins degrees
   */
  static float[] curve(float[] crossPower, int bins) {
    float[] curve = new float[bins];
    int harmonics = harmonics(bins);
    curve[0] = crossPower[0];
    curve[1] = crossPower[2 * (harmonics - 1)];
    for (int m = 1; m < harmonics - 1; m++) {
      curve[2 * m] = crossPower[2 * m];
      curve[2 * m + 1] = crossPower[2 * m + 1];
    }
    new FloatFFT_1D(bins).realInverse(curve, true);
    return curve;
  }
}
