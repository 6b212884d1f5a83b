package org.cryoudl.network.prior;

import java.util.Arrays;

/**
 * A noisy average of particles and what is known about its noise, as the network {@code prior}
 * takes it. The unit of signal is that of the set: the areas of the rings times {@code signal} sum
 * to one.
 *
 * @param whitened samples of the average's Fourier transform (see {@link PolarPictures}), each
 *     divided by the standard deviation of its noise; 0 at rings that are not known
 * @param signal mean {@code |F|^2} that the averages of the set have at each ring, without noise
 * @param signalToNoise the same divided by the variance of the noise; 0 at rings that are not known
 */
public record NoisyAverage(float[] whitened, double[] signal, double[] signalToNoise) {

  /** Finest ring of each band, counted from 1. */
  private static final int[] BANDS = {2, 5, 9, PolarPictures.RINGS};

  /** Pictures that the network is given of one average: Wiener filtered, and white by band. */
  public static final int CHANNELS = 1 + BANDS.length;

  /** Numbers that say how strong the noise is: one a band, and the finest ring. */
  public static final int LEVELS = BANDS.length + 1;

  private static final double LEAST_RATIO = 1e-3;
  private static final double MOST_RATIO = 1e3;
  private static final double DECADES = 1.5;

  /** A correction may have so many times the power that is expected of the filter's error. */
  private static final double LIMIT = 2;

  private static final double KEPT = PolarPictures.noiseKept();

  /**
   * Writes the samples of the pictures that the network is given.
   *
   * @param to receives {@link #CHANNELS} sets of samples
   */
  public void channels(float[] to, int offset) {
    int rings = PolarPictures.RINGS;
    float[][] factors = new float[CHANNELS][rings];
    for (int r = 0; r < rings; r++) {
      factors[0][r] = (float) wiener(r);
    }
    for (int b = 0; b < BANDS.length; b++) {
      double area = 0;
      for (int r = first(b); r < BANDS[b]; r++) {
        area += signalToNoise[r] > 0 ? PolarPictures.area(r) : 0;
      }
      Arrays.fill(factors[1 + b], first(b), BANDS[b], area > 0 ? (float) (1 / Math.sqrt(area)) : 0);
    }
    for (int c = 0; c < CHANNELS; c++) {
      int at = offset + c * PolarPictures.SAMPLES;
      for (int j = 0; j < PolarPictures.SAMPLES; j++) {
        to[at + j] = factors[c][j % rings] * whitened[j];
      }
    }
  }

  /** Wiener-filtered samples, in the unit of the set's signal. */
  public float[] wiener() {
    float[] filtered = new float[whitened.length];
    for (int j = 0; j < filtered.length; j++) {
      filtered[j] = (float) wiener(j % PolarPictures.RINGS) * whitened[j];
    }
    return filtered;
  }

  /** What the Wiener filter multiplies a white sample by. */
  private double wiener(int ring) {
    double ratio = signalToNoise[ring];
    return ratio > 0 ? Math.sqrt(signal[ring] * ratio) / (ratio + KEPT) : 0;
  }

  /**
   * Makes a correction of the Wiener-filtered samples smaller, ring by ring, where it has more
   * power than noise explains. The mean of all possible averages lies nearer to the truth than the
   * Wiener filter's, so on average it is no farther from that than its error, of power {@code S k /
   * (q + k)}: S the signal, q its ratio to the noise, k what the mask leaves of noise.
   *
   * @param correction changed in place
   */
  public void limit(float[] correction) {
    int rings = PolarPictures.RINGS;
    double[] power = new double[rings];
    for (int j = 0; j < correction.length; j++) {
      power[j % rings] += correction[j] * correction[j] / PolarPictures.HALF_ANGLES;
    }
    float[] factor = new float[rings];
    for (int r = 0; r < rings; r++) {
      double most = LIMIT * signal[r] * KEPT / (signalToNoise[r] + KEPT);
      factor[r] = power[r] > most ? (float) Math.sqrt(most / power[r]) : 1;
    }
    for (int j = 0; j < correction.length; j++) {
      correction[j] *= factor[j % rings];
    }
  }

  /** Writes how strong the noise is: {@link #LEVELS} numbers of order one. */
  public void levels(float[] to, int offset) {
    int finest = 0;
    for (int b = 0; b < BANDS.length; b++) {
      double power = 0;
      double noise = 0;
      for (int r = first(b); r < BANDS[b]; r++) {
        if (signalToNoise[r] > 0) {
          power += PolarPictures.area(r) * signal[r];
          noise += PolarPictures.area(r) * KEPT * signal[r] / signalToNoise[r];
          finest = r + 1;
        }
      }
      double ratio = noise > 0 ? power / noise : 0;
      to[offset + b] =
          (float) (Math.log10(Math.min(MOST_RATIO, Math.max(LEAST_RATIO, ratio))) / DECADES);
    }
    to[offset + BANDS.length] = (float) finest / PolarPictures.RINGS;
  }

  private static int first(int band) {
    return band == 0 ? 0 : BANDS[band - 1];
  }
}
