package org.cryoudl.alignment.spectra;

import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/** The variance of one complex coefficient of the noise, {@code E|n(k)|^2}, per integer shell. */
public final class NoiseSpectrum {

  private NoiseSpectrum() {}

  /**
   * Mean power of the particles in each shell: noise plus the little signal there is. An upper
   * bound that serves until an average is known.
   *
   * @param count number of particles looked at, spread evenly over the source
   */
  public static double[] totalPower(SpectrumSource source, int count) {
    FrequencyDisc disc = source.disc();
    double[] sum =
        ParallelLoop.reduce(
            count,
            () -> new double[disc.radius() + 1],
            (power, i) -> {
              float[] x = source.get((int) ((long) i * source.size() / count)).values();
              for (int j = 0; j < disc.size(); j++) {
                power[disc.shell(j)] += x[2 * j] * x[2 * j] + x[2 * j + 1] * x[2 * j + 1];
              }
            },
            VectorSums::addInto);
    return perCoefficient(disc, sum, count);
  }

  /** Divides sums over particles and positions by their number. */
  public static double[] perCoefficient(FrequencyDisc disc, double[] sum, double particles) {
    double[] positions = new double[sum.length];
    for (int j = 0; j < disc.size(); j++) {
      positions[disc.shell(j)]++;
    }
    double[] mean = new double[sum.length];
    for (int s = 1; s < sum.length; s++) {
      mean[s] = sum[s] / (particles * Math.max(1, positions[s]));
    }
    mean[0] = mean[1];
    return mean;
  }

  /** One over the variance at each position of a disc; zero where the variance is zero. */
  public static float[] inverseOn(FrequencyDisc disc, double[] noise) {
    float[] inverse = new float[disc.size()];
    for (int j = 0; j < inverse.length; j++) {
      double variance = noise[disc.shell(j)];
      inverse[j] = variance > 0 ? (float) (1 / variance) : 0;
    }
    return inverse;
  }
}
