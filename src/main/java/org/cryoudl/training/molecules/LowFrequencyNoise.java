package org.cryoudl.training.molecules;

import java.util.SplittableRandom;
import org.cryoudl.fourier.HalfSpectrum;

/** Complex Gaussian noise inside a disc of low frequencies, as the published benchmark has it. */
public final class LowFrequencyNoise {

  private LowFrequencyNoise() {}

  /**
   * Adds the noise.
   *
   * @param values a {@link HalfSpectrum}'s values, changed
   * @param box side length of its image in pixels
   * @param cut radius in cycles per box up to which noise is added; the mean is left alone
   * @param deviation standard deviation of each part before the picture's real part is taken
   * @param random what decides the noise
   */
  public static void add(
      float[] values, int box, double cut, double deviation, SplittableRandom random) {
    // Keeping the real part of the picture halves the variance of independent values.
    double kept = deviation / Math.sqrt(2);
    int reach = (int) Math.min(cut, box / 2 - 1);
    for (int ky = -reach; ky <= reach; ky++) {
      for (int kx = 0; kx <= reach; kx++) {
        boolean redundant = kx == 0 && ky <= 0;
        if (!redundant && kx * kx + ky * ky <= cut * cut) {
          int i = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky), kx);
          float re = (float) (kept * random.nextGaussian());
          float im = (float) (kept * random.nextGaussian());
          values[i] += re;
          values[i + 1] += im;
          if (kx == 0) {
            int mirrored = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, -ky), 0);
            values[mirrored] += re;
            values[mirrored + 1] -= im;
          }
        }
      }
    }
  }
}
