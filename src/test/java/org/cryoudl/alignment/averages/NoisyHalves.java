package org.cryoudl.alignment.averages;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.image.CircularMask;

/**
 * The averages of two halves of a set of particles that are posed exactly, in white noise: a
 * picture and noise of its own each, finished as {@link Averages} finishes them.
 */
record NoisyHalves(float[] clean, PicturePrior.Halves halves, float[] full) {

  /**
   * Adds noise to a picture.
   *
   * @param picture side x side pixels
   * @param sigma standard deviation of the noise in a pixel of a half
   */
  static NoisyHalves of(float[] picture, int side, double sigma, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int radius = side / 2 - 1;
    CircularMask mask = CircularMask.aroundParticle(side, 0.43);
    Fft2D fft = Fft2D.of(side);
    float[][] open = new float[2][side * side];
    float[][] masked = new float[2][];
    for (int h = 0; h < 2; h++) {
      for (int p = 0; p < picture.length; p++) {
        open[h][p] = picture[p] + (float) (sigma * random.nextGaussian());
      }
      masked[h] = Averages.masked(open[h], mask);
    }
    double[] correlation =
        RingCorrelation.of(fft.forward(masked[0]), fft.forward(masked[1]), radius).perShell();
    double[] penalty = Averages.penalty(correlation, CyclicSymmetry.NONE);
    double[] precision = new double[radius + 1];
    java.util.Arrays.fill(precision, 1 / (sigma * sigma * side * side));
    float[][] filtered = {
      Averages.masked(filtered(open[0], side, penalty, 2), mask),
      Averages.masked(filtered(open[1], side, penalty, 2), mask)
    };
    float[] mean = new float[side * side];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = (open[0][p] + open[1][p]) / 2;
    }
    return new NoisyHalves(
        Averages.masked(filtered(picture, side, new double[radius + 1], 0), mask),
        new PicturePrior.Halves(
            side, masked, filtered, new double[][] {precision, precision}, penalty),
        Averages.masked(filtered(mean, side, penalty, 1), mask));
  }

  private static float[] filtered(float[] picture, int side, double[] penalty, double times) {
    HalfSpectrum spectrum = Fft2D.of(side).forward(picture);
    float[] values = spectrum.values();
    for (int row = 0; row < side; row++) {
      int ky = row <= side / 2 ? row : row - side;
      for (int kx = 0; kx <= side / 2; kx++) {
        int shell = (int) Math.round(Math.hypot(kx, ky));
        boolean kept = shell > 0 && shell < penalty.length;
        float factor = kept ? (float) (1 / (1 + times * penalty[shell])) : 0;
        int at = HalfSpectrum.index(side, row, kx);
        values[at] *= factor;
        values[at + 1] *= factor;
      }
    }
    return Fft2D.of(side).inverse(spectrum);
  }

  /** Squared error of the average of all, without and with the prior. */
  double[] errors(PicturePrior prior) {
    float[][] added = prior.corrections(halves);
    return new double[] {error(full, new float[full.length]), error(full, added[2])};
  }

  private double error(float[] estimate, float[] added) {
    double sum = 0;
    for (int p = 0; p < clean.length; p++) {
      double off = estimate[p] + added[p] - clean[p];
      sum += off * off;
    }
    return sum;
  }

  static double power(float[] picture) {
    double sum = 0;
    for (float value : picture) {
      sum += (double) value * value;
    }
    return sum;
  }
}
