package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.RingMask;

/**
 * Makes averages of {@link ClassSums}: a Wiener filter whose signal is the mean of all classes, and
 * a mask. {@code A = mask(N / (D + noise keep / signal))}, N and D being numerator and denominator,
 * {@code noise} the variance of a coefficient, {@code keep} the share of it that the mask leaves.
 */
public final class ClassFilter {

  /** Signal that is left to a shell of noise, as a share of its power. */
  private static final double LEAST_SIGNAL = 1e-3;

  private final PolarFrequencies frequencies;
  private final RingMask mask;
  private final double[] noise;

  /** Mean power of the masked averages without noise, by ring. */
  private final double[] signal;

  /** What is added to a denominator, by ring. */
  private final float[] penalty;

  private ClassFilter(
      PolarFrequencies frequencies,
      RingMask mask,
      double[] noise,
      double[] signal,
      float[] penalty) {
    this.frequencies = frequencies;
    this.mask = mask;
    this.noise = noise;
    this.signal = signal;
    this.penalty = penalty;
  }

  /**
   * The filter that fits some sums.
   *
   * @param noise variance of a coefficient at each ring
   */
  public static ClassFilter of(
      ClassSums sums, PolarFrequencies frequencies, RingMask mask, double[] noise) {
    int rings = frequencies.rings();
    ClassFilter open = open(frequencies, mask, noise);
    double[] kept = mask.noiseKept();
    double[] signal = new double[rings];
    double[] power = new double[rings];
    double[] weight = new double[rings];
    for (int k = 0; k < sums.classes(); k++) {
      double[] own = open.power(open.average(sums.numerator[k], sums.denominator[k]));
      for (int r = 0; r < rings; r++) {
        double precision = sums.denominator[k][r];
        signal[r] += precision * own[r] - noise[r] * kept[r];
        power[r] += precision * own[r];
        weight[r] += precision;
      }
    }
    float[] penalty = new float[rings];
    for (int r = 0; r < rings; r++) {
      double mean =
          Math.max(signal[r], LEAST_SIGNAL * power[r]) / Math.max(weight[r], Double.MIN_NORMAL);
      penalty[r] = mean > 0 ? (float) (noise[r] * kept[r] / mean) : Float.MAX_VALUE;
      signal[r] = mean;
    }
    return new ClassFilter(frequencies, mask, noise, signal, penalty);
  }

  /** A filter that leaves averages as they are, but for the mask. */
  static ClassFilter open(PolarFrequencies frequencies, RingMask mask, double[] noise) {
    int rings = frequencies.rings();
    return new ClassFilter(frequencies, mask, noise, new double[rings], new float[rings]);
  }

  /** What the filter took from the sums, to be kept; shares the arrays. */
  record Kept(double[] signal, float[] penalty) {

    /** The same filter. */
    ClassFilter restored(PolarFrequencies frequencies, RingMask mask, double[] noise) {
      return new ClassFilter(frequencies, mask, noise, signal, penalty);
    }
  }

  /** What the filter took from the sums, to be kept. */
  Kept kept() {
    return new Kept(signal, penalty);
  }

  /** Averages of all classes: harmonics, each with real parts ring by ring and imaginary parts. */
  public float[][] averages(ClassSums sums) {
    float[][] averages = new float[sums.classes()][];
    Arrays.setAll(averages, k -> average(sums.numerator[k], sums.denominator[k]));
    return averages;
  }

  /** The average of one class. */
  public float[] average(float[] numerator, float[] denominator) {
    int rings = frequencies.rings();
    float[] scale = new float[rings];
    for (int r = 0; r < rings; r++) {
      float whole = denominator[r] + penalty[r];
      scale[r] = whole > 0 ? 1 / whole : 0;
    }
    float[] average = new float[numerator.length];
    float[] filtered = new float[2 * rings];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      int at = 2 * rings * j;
      for (int r = 0; r < rings; r++) {
        filtered[r] = scale[r] * numerator[at + r];
        filtered[rings + r] = scale[r] * numerator[at + rings + r];
      }
      mask.apply(j, filtered, 0, average, at);
    }
    return average;
  }

  PolarFrequencies frequencies() {
    return frequencies;
  }

  /** Variance of a coefficient at each ring. */
  double[] noise() {
    return noise;
  }

  /** Mean power of all masked averages along each ring, without noise. */
  double[] signal() {
    return signal;
  }

  /** Mean of {@code |A|^2} along each ring. */
  public double[] power(float[] average) {
    int rings = frequencies.rings();
    double[] power = new double[rings];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      int times = frequencies.multiplicity(j);
      for (int r = 0; r < rings; r++) {
        float re = average[2 * rings * j + r];
        float im = average[2 * rings * j + rings + r];
        power[r] += times * (re * re + im * im);
      }
    }
    return power;
  }

  /**
   * What multiplies {@code mean CTF^2} of a particle at each ring in half the norm of an average:
   * {@code 1/2 coefficients |A|^2 / noise}.
   */
  public float[] halfNorm(float[] average) {
    double[] power = power(average);
    float[] half = new float[power.length];
    for (int r = 0; r < half.length; r++) {
      half[r] = (float) (0.5 * PolarFrequencies.coefficients(r) * power[r] / noise[r]);
    }
    return half;
  }

  /** By what products with an average count: {@code coefficients / noise}, by ring. */
  public float[] ringWeights() {
    float[] weights = new float[noise.length];
    for (int r = 0; r < weights.length; r++) {
      weights[r] = (float) (PolarFrequencies.coefficients(r) / noise[r]);
    }
    return weights;
  }
}
