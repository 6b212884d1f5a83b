package org.cryoudl.fourier.filter;

import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;

/**
 * Mean power of shells of frequencies, each as wide as a step of the longest axis, over any number
 * of spectra of one size. Not safe for several threads.
 */
public final class ShellPower {

  private final int longest;
  private final double[] sums;
  private final double[] counts;

  /**
   * @param longest values along the longest axis of the grids
   */
  public ShellPower(int longest) {
    this.longest = longest;
    int shells = (int) Math.round(longest * Math.sqrt(3) / 2) + 2;
    this.sums = new double[shells];
    this.counts = new double[shells];
  }

  /** Of grids of the size of one. */
  public static ShellPower forGrid(Grid size) {
    return new ShellPower(Math.max(size.width(), Math.max(size.height(), size.depth())));
  }

  /** Adds the power of a spectrum. */
  public ShellPower add(GridSpectrum spectrum) {
    float[] values = spectrum.values();
    int i = 0;
    for (int z = 0; z < spectrum.depth(); z++) {
      for (int y = 0; y < spectrum.height(); y++) {
        for (int x = 0; x < spectrum.columns(); x++, i += 2) {
          int shell = shell(spectrum.cyclesPerPixel(x, y, z));
          int m = spectrum.multiplicity(x);
          sums[shell] +=
              m * ((double) values[i] * values[i] + (double) values[i + 1] * values[i + 1]);
          counts[shell] += m;
        }
      }
    }
    return this;
  }

  /** Adds what another of the same size holds. */
  public void merge(ShellPower other) {
    for (int s = 0; s < sums.length; s++) {
      sums[s] += other.sums[s];
      counts[s] += other.counts[s];
    }
  }

  private int shell(double cyclesPerPixel) {
    return Math.min((int) Math.round(cyclesPerPixel * longest), sums.length - 1);
  }

  /** Mean power of a shell, {@code |F|^2}; 0 of one without frequencies. */
  public double mean(int shell) {
    return counts[shell] > 0 ? sums[shell] / counts[shell] : 0;
  }

  /** Shells up to the Nyquist frequency, 0 among them. */
  public int wholeShells() {
    return longest / 2 + 1;
  }

  /**
   * The filter that makes the mean power of every shell that of white noise of variance 1; it takes
   * the mean away.
   *
   * @param values of the grid, over all axes
   */
  public RadialFilter whitening(int values) {
    double[] factors = new double[sums.length];
    for (int s = 1; s < factors.length; s++) {
      factors[s] = mean(s) > 0 ? Math.sqrt(values / mean(s)) : 0;
    }
    return f -> factors[shell(f)];
  }
}
