package org.cryoudl.training.averages;

import java.util.SplittableRandom;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;

/**
 * The noise of the averages of a set, as a search leaves it. Particles are aligned to what averages
 * show, noise included, so noise that looks like them adds up: an average holds {@code S + sqrt(e)
 * n}, where S is the clean one, n noise of the variance that independent particles would leave, and
 * {@code e} from 1 on grows with what was fitted. The search knows the variance of n alone, and
 * takes for signal what has more power.
 *
 * @param precision by ring, one over the variance of n, the power of all clean averages being 1
 * @param finest number of rings
 * @param signal by ring, mean power of the clean averages
 * @param stated the same as the search states it, in a unit where all rings sum to 1
 * @param unit power of that unit
 * @param fitted e by ring
 */
record AverageNoise(
    double[] precision,
    int finest,
    double[] signal,
    double[] stated,
    double unit,
    double[] fitted) {

  private static final int SAMPLES = PolarPictures.SAMPLES;
  private static final int RINGS = PolarPictures.RINGS;
  private static final double KEPT = PolarPictures.noiseKept();

  /** Signal that is stated where power is not above that of noise, as a share of the power. */
  private static final double LEAST_SIGNAL = 1e-3;

  /**
   * Draws what holds for a set.
   *
   * @param signal by ring, its areas times it sum to 1
   * @param transfer by ring, how precisely rings are known compared with each other
   * @param ratio power of the signal over that of independent noise, within the mask
   * @param strength by how much the variance of noise grew, about
   * @param empty whether the set shows nothing
   */
  static AverageNoise draw(
      double[] signal,
      double[] transfer,
      int finest,
      double ratio,
      double strength,
      boolean empty,
      SplittableRandom random) {
    double noise = 0;
    for (int r = 0; r < finest; r++) {
      noise += PolarPictures.area(r) * KEPT / transfer[r];
    }
    double slope = 0.3 * random.nextGaussian();
    double wave = 0.2 * random.nextGaussian();
    double coarsest = 4 * random.nextDouble();
    // The finest rings come late in a search, and less is fitted to them.
    int late = random.nextBoolean() ? finest : Math.min(finest, 11);
    double error = 0.2 * random.nextGaussian();
    double bend = 0.2 * random.nextGaussian();
    double[] precision = new double[RINGS];
    double[] fitted = new double[RINGS];
    double[] stated = new double[RINGS];
    double unit = 0;
    for (int r = 0; r < finest; r++) {
      precision[r] = ratio * noise * transfer[r];
      double shape = Math.exp(slope * (r - 6) / 6 + wave * Math.cos(r));
      shape *= r == 0 ? 1 + coarsest : r == 1 ? 1 + 0.3 * coarsest : 1;
      shape *= r >= late ? 0.15 : 1;
      fitted[r] = 1 + (strength - 1) * shape;
      double variance = KEPT / precision[r];
      double shown = empty ? 0 : signal[r];
      double power = shown + fitted[r] * variance;
      // Estimates are not exact.
      double own =
          shown * Math.exp(error * (r - 6) / 6 + bend * Math.cos(r))
              + (fitted[r] - 1 + 0.15 * random.nextGaussian() / Math.sqrt(r + 1)) * variance;
      stated[r] = Math.max(LEAST_SIGNAL * power, own);
      unit += PolarPictures.area(r) * stated[r];
    }
    for (int r = 0; r < finest; r++) {
      stated[r] /= unit;
    }
    return new AverageNoise(precision, finest, signal, stated, unit, fitted);
  }

  /** The noise of an average of so many times as many particles. */
  AverageNoise of(double particles) {
    double[] more = new double[RINGS];
    for (int r = 0; r < finest; r++) {
      more[r] = particles * precision[r];
    }
    return new AverageNoise(more, finest, signal, stated, unit, fitted);
  }

  /**
   * Makes the average of clean samples and noise.
   *
   * @param samples sets of them: the clean ones are brought to the unit of the set's stated signal
   * @param clean number of the set of clean ones
   * @param white number of the set of white noise
   * @param scale brings the power of all clean averages to 1; 0 where nothing is to be seen
   * @param channels receives what the network is given, in the place of the clean ones' number
   * @param levels receives how strong noise is stated to be
   * @param weights receives by what squared errors of samples count
   */
  void addTo(
      float[] samples,
      int clean,
      int white,
      double scale,
      float[] channels,
      float[] levels,
      float[] weights) {
    double mean = 0;
    for (int r = 0; r < finest; r++) {
      mean += precision[r] / finest;
    }
    double[] ratio = new double[RINGS];
    double[] counted = new double[RINGS];
    double wienerError = 0;
    for (int r = 0; r < finest; r++) {
      ratio[r] = Math.max(1e-12, stated[r] * unit * precision[r]);
      counted[r] = precision[r] + 0.05 * mean;
      double filter = ratio[r] / (ratio[r] + KEPT);
      double left = 1 - filter;
      wienerError +=
          PolarPictures.area(r)
              * counted[r]
              * (left * left * signal[r] + filter * filter * fitted[r] * KEPT / precision[r]);
    }
    float[] whitened = new float[SAMPLES];
    for (int j = 0; j < SAMPLES; j++) {
      int r = j % RINGS;
      int at = clean * SAMPLES + j;
      double value = samples[at] * scale;
      samples[at] = (float) (value / Math.sqrt(unit));
      if (r < finest) {
        whitened[j] =
            (float)
                (value * Math.sqrt(precision[r])
                    + Math.sqrt(fitted[r]) * samples[white * SAMPLES + j]);
        weights[at] =
            (float)
                (PolarPictures.area(r)
                    * counted[r]
                    * unit
                    / PolarPictures.HALF_ANGLES
                    / Math.max(wienerError, 1e-12));
      }
    }
    NoisyAverage average = new NoisyAverage(whitened, stated, ratio);
    average.channels(channels, clean * NoisyAverage.CHANNELS * SAMPLES);
    average.levels(levels, clean * NoisyAverage.LEVELS);
  }
}
