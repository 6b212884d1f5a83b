package org.cryoudl.alignment.spectra;

import java.util.List;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * The variance of one complex coefficient of the noise, {@code E|n(k)|^2}, per integer shell 0 to
 * {@link #radius}, in squared grey values. Immutable.
 */
public final class NoiseSpectrum {

  /** Particles that a first estimate looks at: their mean power is known to a few per cent. */
  private static final int FIRST_PARTICLES = 1000;

  private final double[] variance;

  private NoiseSpectrum(double[] variance) {
    this.variance = variance;
  }

  /**
   * A spectrum with given variances.
   *
   * @param variancePerShell from shell 0 on; copied
   */
  public static NoiseSpectrum of(double[] variancePerShell) {
    return new NoiseSpectrum(variancePerShell.clone());
  }

  /**
   * The first estimate for a source: {@link #totalPower(SpectrumSource, int)} of some particles.
   */
  public static NoiseSpectrum totalPower(SpectrumSource source) {
    return totalPower(source, Math.min(source.size(), FIRST_PARTICLES));
  }

  /**
   * Mean power of the particles in each shell: noise plus the little signal there is. An upper
   * bound that serves until an average is known.
   *
   * @param count number of particles looked at, spread evenly over the source
   */
  public static NoiseSpectrum totalPower(SpectrumSource source, int count) {
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

  /**
   * The spectrum of residuals whose power was summed.
   *
   * @param disc of the coefficients
   * @param power sum of the squared sizes of all coefficients of each shell, over the particles
   * @param particles how many
   */
  public static NoiseSpectrum perCoefficient(FrequencyDisc disc, double[] power, double particles) {
    double[] positions = new double[power.length];
    for (int j = 0; j < disc.size(); j++) {
      positions[disc.shell(j)]++;
    }
    double[] mean = new double[power.length];
    for (int s = 1; s < power.length; s++) {
      mean[s] = power[s] / (particles * Math.max(1, positions[s]));
    }
    mean[0] = mean[1];
    return new NoiseSpectrum(mean);
  }

  /**
   * The mean of several spectra of one radius.
   *
   * @param particles how many stand behind each
   */
  public static NoiseSpectrum mean(List<NoiseSpectrum> spectra, List<Integer> particles) {
    double[] mean = new double[spectra.get(0).variance.length];
    double total = 0;
    for (int n = 0; n < spectra.size(); n++) {
      int count = particles.get(n);
      total += count;
      for (int s = 0; s < mean.length; s++) {
        mean[s] += count * spectra.get(n).variance[s];
      }
    }
    for (int s = 0; s < mean.length; s++) {
      mean[s] /= total;
    }
    return new NoiseSpectrum(mean);
  }

  /** This spectrum with the shells of a coarser one; shells beyond its radius stay. */
  public NoiseSpectrum updatedBy(NoiseSpectrum coarser) {
    double[] updated = variance.clone();
    System.arraycopy(coarser.variance, 0, updated, 0, coarser.variance.length);
    return new NoiseSpectrum(updated);
  }

  /** The largest shell. */
  public int radius() {
    return variance.length - 1;
  }

  /** Variance of a coefficient of a shell. */
  public double variance(int shell) {
    return variance[shell];
  }

  /** Variance per shell, 0 to {@link #radius}; the caller's own copy. */
  public double[] perShell() {
    return variance.clone();
  }

  /** One over the variance at each position of a disc; zero where the variance is zero. */
  public float[] inverseOn(FrequencyDisc disc) {
    float[] inverse = new float[disc.size()];
    for (int j = 0; j < inverse.length; j++) {
      double own = variance[disc.shell(j)];
      inverse[j] = own > 0 ? (float) (1 / own) : 0;
    }
    return inverse;
  }
}
