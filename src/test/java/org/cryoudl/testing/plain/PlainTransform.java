package org.cryoudl.testing.plain;

import java.util.Random;

/** The discrete Fourier transform by its definition, about the centre pixel. */
public final class PlainTransform {

  private PlainTransform() {}

  /** {re, im} of one coefficient of a square image. */
  public static double[] coefficient(float[] image, int box, int kx, int ky) {
    double re = 0;
    double im = 0;
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        double angle = -2 * Math.PI * (kx * (column - box / 2) + ky * (row - box / 2)) / box;
        re += image[row * box + column] * Math.cos(angle);
        im += image[row * box + column] * Math.sin(angle);
      }
    }
    return new double[] {re, im};
  }

  /** White noise of variance 1. */
  public static float[] noise(int count, long seed) {
    Random random = new Random(seed);
    float[] noise = new float[count];
    for (int i = 0; i < count; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }
}
