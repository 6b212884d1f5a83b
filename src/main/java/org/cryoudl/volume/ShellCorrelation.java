package org.cryoudl.volume;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The Fourier shell correlation of two volumes (Harauz and van Heel, Optik 73 (1986) 146): {@code
 * FSC(s) = Re sum F_a conj(F_b) / sqrt(sum |F_a|^2 sum |F_b|^2)}, sums over the shell of
 * frequencies that round to s cycles per box.
 *
 * @param perShell the correlation of shells 0 to floor(box / 2)
 */
public record ShellCorrelation(double[] perShell) {

  /** Sums of one shell after the other: product, power of each. */
  private static final class Sums {
    private final double[] product;
    private final double[] first;
    private final double[] second;

    Sums(int shells) {
      product = new double[shells];
      first = new double[shells];
      second = new double[shells];
    }

    void merge(Sums other) {
      for (int s = 0; s < product.length; s++) {
        product[s] += other.product[s];
        first[s] += other.first[s];
        second[s] += other.second[s];
      }
    }
  }

  /** Correlates two cubes of one size. */
  public static ShellCorrelation of(Grid first, Grid second) {
    GridFft fft = GridFft.of(first);
    return of(fft.forward(first), fft.forward(second));
  }

  /** Correlates the spectra of two cubes of one size. */
  public static ShellCorrelation of(GridSpectrum first, GridSpectrum second) {
    int box = first.width();
    if (second.width() != box || first.height() != box || first.depth() != box) {
      throw new IllegalArgumentException(
          "shells need cubes of one size, got " + box + " and " + second.width());
    }
    int shells = box / 2 + 1;
    Sums sums =
        ParallelLoop.reduce(
            box,
            () -> new Sums(shells),
            (part, z) -> addSection(part, z, first, second),
            Sums::merge);
    double[] correlation = new double[shells];
    for (int s = 0; s < shells; s++) {
      double norm = Math.sqrt(sums.first[s] * sums.second[s]);
      correlation[s] = norm > 0 ? sums.product[s] / norm : 0;
    }
    return new ShellCorrelation(correlation);
  }

  private static void addSection(Sums sums, int z, GridSpectrum first, GridSpectrum second) {
    int box = first.width();
    int kz = GridSpectrum.frequency(z, box);
    float[] a = first.values();
    float[] b = second.values();
    for (int row = 0; row < box; row++) {
      int ky = GridSpectrum.frequency(row, box);
      for (int kx = 0, i = first.index(0, row, z); kx < first.columns(); kx++, i += 2) {
        int shell = (int) Math.round(Math.sqrt((double) kx * kx + ky * ky + kz * kz));
        if (shell < sums.product.length) {
          int m = first.multiplicity(kx);
          sums.product[shell] += m * ((double) a[i] * b[i] + (double) a[i + 1] * b[i + 1]);
          sums.first[shell] += m * ((double) a[i] * a[i] + (double) a[i + 1] * a[i + 1]);
          sums.second[shell] += m * ((double) b[i] * b[i] + (double) b[i + 1] * b[i + 1]);
        }
      }
    }
  }

  /** Number of shells. */
  public int size() {
    return perShell.length;
  }

  /**
   * Where the correlation first falls below a level, in cycles per box, between shells by a
   * straight line; shell 0, the mean, decides nothing. Empty if it never does.
   */
  public OptionalDouble crossing(double level) {
    for (int s = 1; s < perShell.length; s++) {
      if (perShell[s] < level) {
        double before = s == 1 ? 1 : perShell[s - 1];
        return OptionalDouble.of(s - 1 + (before - level) / (before - perShell[s]));
      }
    }
    return OptionalDouble.empty();
  }

  /** The first shell from 1 on whose correlation is below a level; the number of shells if none. */
  public int firstBelow(double level) {
    int shell = 1;
    while (shell < perShell.length && perShell[shell] >= level) {
      shell++;
    }
    return shell;
  }

  /**
   * The correlation without what a mask brings in: {@code (FSC - FSC_random) / (1 - FSC_random)}
   * from two shells behind the first of random phases on, and as it is before (Chen et al.,
   * Ultramicroscopy 135 (2013) 24).
   *
   * @param random that of the same volumes, masked too, their phases random from a shell on
   * @param from the first shell of random phases
   */
  public ShellCorrelation correctedBy(ShellCorrelation random, int from) {
    double[] corrected = perShell.clone();
    for (int s = from + 2; s < corrected.length; s++) {
      double chance = random.perShell[s];
      corrected[s] = chance < 1 ? (perShell[s] - chance) / (1 - chance) : 0;
    }
    return new ShellCorrelation(corrected);
  }

  /**
   * Ratio of signal to noise of the sum of both volumes per shell, {@code 2 FSC / (1 - FSC)}
   * (Rosenthal and Henderson, J. Mol. Biol. 333 (2003) 721); 0 where the correlation is negative.
   */
  public double[] spectralSnr() {
    double[] snr = new double[perShell.length];
    for (int s = 0; s < snr.length; s++) {
      double fsc = Math.max(0, Math.min(perShell[s], 1 - 1e-9));
      snr[s] = 2 * fsc / (1 - fsc);
    }
    return snr;
  }

  @Override
  public String toString() {
    return Arrays.toString(perShell);
  }
}
