package org.cryoudl.fourier;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Which integer shell every position of a {@link HalfSpectrum} belongs to: {@code round(|k|)}, k in
 * cycles per box. Shells run from 0 to the corner of the plane; those up to floor((box - 1) / 2)
 * are whole circles. Immutable and shared.
 */
public final class ShellTable {

  private static final ConcurrentHashMap<Integer, ShellTable> TABLES = new ConcurrentHashMap<>();

  private final int box;
  private final int columns;
  private final short[] shells;
  private final int[] multiplicities;

  private ShellTable(int box) {
    this.box = box;
    this.columns = HalfSpectrum.columns(box);
    this.shells = new short[box * columns];
    int half = box / 2;
    this.multiplicities = new int[(int) Math.round(half * Math.sqrt(2)) + 1];
    for (int r = 0; r < box; r++) {
      int ky = HalfSpectrum.rowFrequency(box, r);
      for (int kx = 0; kx < columns; kx++) {
        int shell = (int) Math.round(Math.sqrt((double) kx * kx + (double) ky * ky));
        shells[r * columns + kx] = (short) shell;
        multiplicities[shell] += HalfSpectrum.multiplicity(box, kx);
      }
    }
  }

  /** The table for spectra of {@code box} x {@code box} pixels. */
  public static ShellTable of(int box) {
    return TABLES.computeIfAbsent(box, ShellTable::new);
  }

  public int box() {
    return box;
  }

  /** Number of shells, the corner's included. */
  public int count() {
    return multiplicities.length;
  }

  /** The shell of a position {@code row * (floor(box/2) + 1) + kx}. */
  public int shell(int position) {
    return shells[position];
  }

  /** How many frequencies of the full plane belong to a shell. */
  public int multiplicity(int shell) {
    return multiplicities[shell];
  }

  /**
   * Mean power {@code |F|^2} of each shell over the full plane.
   *
   * @return {@link #count} values
   */
  public double[] meanPower(HalfSpectrum spectrum) {
    double[] power = new double[count()];
    addPower(spectrum, power);
    for (int s = 0; s < power.length; s++) {
      power[s] /= Math.max(1, multiplicities[s]);
    }
    return power;
  }

  /**
   * Adds the power of each shell, summed over the full plane, to {@code sums}: for averages over
   * many images, to be divided by {@link #multiplicity} and their number.
   *
   * @param sums {@link #count} values
   */
  public void addPower(HalfSpectrum spectrum, double[] sums) {
    float[] v = values(spectrum);
    for (int r = 0, p = 0; r < box; r++) {
      for (int kx = 0; kx < columns; kx++, p++) {
        float re = v[2 * p];
        float im = v[2 * p + 1];
        sums[shells[p]] += (re * re + im * im) * HalfSpectrum.multiplicity(box, kx);
      }
    }
  }

  /**
   * Mean of values of a half spectrum over the full plane.
   *
   * @param half one value at each position
   * @return {@link #count} values
   */
  public double[] mean(double... half) {
    double[] means = new double[count()];
    for (int p = 0; p < half.length; p++) {
      means[shells[p]] += half[p] * HalfSpectrum.multiplicity(box, p % columns);
    }
    for (int s = 0; s < means.length; s++) {
      means[s] /= Math.max(1, multiplicities[s]);
    }
    return means;
  }

  /**
   * Spreads one weight per shell over the positions.
   *
   * @param weights at least {@link #count} values, or fewer: shells beyond get 0
   * @return box x (floor(box/2) + 1) values for {@link HalfSpectrum#multiply}
   */
  public float[] spread(double[] weights) {
    float[] positions = new float[shells.length];
    for (int p = 0; p < shells.length; p++) {
      positions[p] = shells[p] < weights.length ? (float) weights[shells[p]] : 0;
    }
    return positions;
  }

  private float[] values(HalfSpectrum spectrum) {
    if (spectrum.box() != box) {
      throw new IllegalArgumentException(
          "shells of a box of " + box + " do not fit a spectrum of a box of " + spectrum.box());
    }
    return spectrum.values();
  }
}
