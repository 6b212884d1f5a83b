package org.cryoudl.alignment.averages;

import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.CyclicSymmetry;

/**
 * Signal-to-noise of an average per shell, from the Fourier ring correlation of two half averages:
 * {@code SNR = 2 FRC / (1 - FRC)} for the average of both (Rosenthal and Henderson, J. Mol. Biol.
 * 333 (2003) 721).
 */
final class ShellSnr {

  private ShellSnr() {}

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
    RingCorrelation rings = new RingCorrelation(correlation);
    int resolved = resolved(correlation, symmetry);
    for (int s = 0; s < penalty.length; s++) {
      double frc = Math.min(0.999999, rings.smoothed(s));
      penalty[s] = s > resolved ? Double.POSITIVE_INFINITY : (1 - frc) / (2 * frc);
    }
    return penalty;
  }

  /** The last shell before the smoothed correlation first falls to the level of noise. */
  static int resolved(double[] correlation, CyclicSymmetry symmetry) {
    double level = NOISE_LEVEL * Math.sqrt(symmetry.order());
    return new RingCorrelation(correlation)
            .firstSmoothedShellBelow(level)
            .orElse(correlation.length)
        - 1;
  }
}
