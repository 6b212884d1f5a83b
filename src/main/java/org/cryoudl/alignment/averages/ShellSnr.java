package org.cryoudl.alignment.averages;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.CyclicSymmetry;

/**
 * Signal-to-noise of an average per shell, from the Fourier ring correlation of two half averages:
 * {@code SNR = 2 FRC / (1 - FRC)} for the average of both (Rosenthal and Henderson, J. Mol. Biol.
 * 333 (2003) 721).
 */
final class ShellSnr {

  private ShellSnr() {}

  /** Fourier ring correlation per integer shell, 0 to {@code radius}. */
  static double[] ringCorrelation(float[] first, float[] second, int box, int radius) {
    float[] a = Fft2D.of(box).forward(first).values();
    float[] b = Fft2D.of(box).forward(second).values();
    double[] ab = new double[radius + 1];
    double[] aa = new double[radius + 1];
    double[] bb = new double[radius + 1];
    int columns = HalfSpectrum.columns(box);
    for (int row = 0; row < box; row++) {
      int ky = HalfSpectrum.rowFrequency(box, row);
      for (int kx = 0; kx < columns; kx++) {
        int shell = (int) Math.round(Math.sqrt(kx * kx + ky * ky));
        if (shell > radius) {
          continue;
        }
        int i = HalfSpectrum.index(box, row, kx);
        int m = HalfSpectrum.multiplicity(box, kx);
        ab[shell] += m * (a[i] * b[i] + a[i + 1] * b[i + 1]);
        aa[shell] += m * (a[i] * a[i] + a[i + 1] * a[i + 1]);
        bb[shell] += m * (b[i] * b[i] + b[i + 1] * b[i + 1]);
      }
    }
    double[] correlation = new double[radius + 1];
    for (int s = 0; s <= radius; s++) {
      double norm = Math.sqrt(aa[s] * bb[s]);
      correlation[s] = norm > 0 ? ab[s] / norm : 0;
    }
    return correlation;
  }

  /**
   * Smoothed correlation below which a shell, and all beyond it, counts as noise. In averages of
   * n-fold symmetry only one in n coefficients is independent, and noise correlates sqrt(n) times
   * as well.
   */
  private static final double NOISE_LEVEL = 0.1;

  /**
   * One over the signal-to-noise ratio of the full average, smoothed over three shells; infinite
   * from the first shell on whose correlation is that of noise. Shells beyond must not come back:
   * particles aligned to a common average agree there on noise.
   */
  static double[] penalty(double[] correlation, CyclicSymmetry symmetry) {
    double[] penalty = new double[correlation.length];
    int resolved = resolved(correlation, symmetry);
    for (int s = 0; s < penalty.length; s++) {
      double frc = Math.min(0.999999, smoothed(correlation, s));
      penalty[s] = s > resolved ? Double.POSITIVE_INFINITY : (1 - frc) / (2 * frc);
    }
    return penalty;
  }

  /** The last shell before the smoothed correlation first falls to the level of noise. */
  static int resolved(double[] correlation, CyclicSymmetry symmetry) {
    double level = NOISE_LEVEL * Math.sqrt(symmetry.order());
    for (int s = 1; s < correlation.length; s++) {
      if (smoothed(correlation, s) < level) {
        return s - 1;
      }
    }
    return correlation.length - 1;
  }

  private static double smoothed(double[] correlation, int shell) {
    double sum = 0;
    int count = 0;
    for (int s = Math.max(1, shell - 1); s <= Math.min(correlation.length - 1, shell + 1); s++) {
      sum += correlation[s];
      count++;
    }
    return sum / count;
  }
}
