package org.cryoudl.micrograph.ctf;

import java.util.Arrays;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.micrograph.spectrum.PowerSpectrum;
import org.cryoudl.statistics.LinearEquations;
import org.cryoudl.statistics.Robust;

/**
 * The frequencies of a power spectrum that take part in a fit, gathered in cells of one ring and a
 * small angle. The power is divided by a smooth background, so that its spread is about the same
 * everywhere, and 1 taken off. All arrays have one entry a cell, ring by ring.
 *
 * @param side of the spectrum in pixels
 * @param pixelSizeAngstroms of the micrograph in A
 * @param ring integer radius in cycles per side
 * @param x mean of kx^2 - ky^2 in 1/A^2
 * @param y mean of 2 kx ky in 1/A^2
 * @param square mean of k^2 in 1/A^2
 * @param weight number of frequencies
 * @param value mean of power / background - 1
 */
record SpectrumCells(
    int side,
    double pixelSizeAngstroms,
    int[] ring,
    double[] x,
    double[] y,
    double[] square,
    double[] weight,
    double[] value) {

  /** Cells across half a turn; 2 degrees each. */
  static final int SECTORS = 90;

  /** Coefficients of the polynomial that the logarithm of the background is. */
  private static final int ORDER = 5;

  private static final int ROUNDS = 3;

  /** Cells farther from the median of their ring than this many deviations are cut to them. */
  private static final double FAR = 5;

  int count() {
    return ring.length;
  }

  /** The spatial frequency of a ring in 1/A. */
  double frequency(double rings) {
    return rings / (side * pixelSizeAngstroms);
  }

  /**
   * The cells of a spectrum between two rings.
   *
   * @param from first ring, at least 1
   * @param to last ring
   */
  static SpectrumCells of(PowerSpectrum spectrum, double pixelSizeAngstroms, int from, int to) {
    int side = spectrum.side();
    int columns = HalfSpectrum.columns(side);
    double[] background = background(spectrum, from, to);
    double step = 1 / (side * pixelSizeAngstroms);
    int rings = to - from + 1;
    double[][] sums = new double[5][rings * SECTORS];
    for (int row = 0; row < side; row++) {
      int ky = HalfSpectrum.rowFrequency(side, row);
      for (int kx = 0; kx < columns; kx++) {
        double radius = Math.sqrt((double) kx * kx + (double) ky * ky);
        int ring = (int) Math.rint(radius);
        boolean twice = kx == 0 && ky < 0 || kx == 0 && ky == 0;
        if (ring < from || ring > to || twice) {
          continue;
        }
        double angle = Math.atan2(ky, kx) + Math.PI / 2;
        int sector = Math.min(SECTORS - 1, (int) (SECTORS * angle / Math.PI));
        int cell = (ring - from) * SECTORS + sector;
        double power = spectrum.power()[row * columns + kx];
        sums[0][cell]++;
        sums[1][cell] += power / at(background, radius - from) - 1;
        sums[2][cell] += ((double) kx * kx - (double) ky * ky) * step * step;
        sums[3][cell] += 2.0 * kx * ky * step * step;
        sums[4][cell] += radius * radius * step * step;
      }
    }
    int[] used =
        java.util.stream.IntStream.range(0, rings * SECTORS).filter(i -> sums[0][i] > 0).toArray();
    int[] ring = Arrays.stream(used).map(i -> from + i / SECTORS).toArray();
    return new SpectrumCells(
        side,
        pixelSizeAngstroms,
        ring,
        mean(sums[2], sums[0], used),
        mean(sums[3], sums[0], used),
        mean(sums[4], sums[0], used),
        Arrays.stream(used).mapToDouble(i -> sums[0][i]).toArray(),
        cut(ring, mean(sums[1], sums[0], used)));
  }

  /**
   * Cuts what stands far out of its ring, as the lines of a detector's rows and columns and the
   * spots of crystals do.
   */
  private static double[] cut(int[] ring, double... values) {
    int from = 0;
    while (from < ring.length) {
      int to = from;
      while (to < ring.length && ring[to] == ring[from]) {
        to++;
      }
      double[] ofRing = Arrays.copyOfRange(values, from, to);
      double middle = Robust.median(ofRing);
      double limit = FAR * Robust.deviation(ofRing);
      for (int i = from; i < to && limit > 0; i++) {
        values[i] = Math.max(middle - limit, Math.min(middle + limit, values[i]));
      }
      from = to;
    }
    return values;
  }

  private static double[] mean(double[] sums, double[] counts, int[] used) {
    return Arrays.stream(used).mapToDouble(i -> sums[i] / counts[i]).toArray();
  }

  private static double at(double[] background, double position) {
    double clipped = Math.max(0, Math.min(background.length - 1, position));
    int below = (int) Math.min(clipped, background.length - 2.0);
    double part = clipped - below;
    return (1 - part) * background[below] + part * background[below + 1];
  }

  /**
   * A smooth curve through the rotational average, ring by ring: a polynomial through its
   * logarithm, fitted again without what stands far out, as crystalline ice does.
   */
  private static double[] background(PowerSpectrum spectrum, int from, int to) {
    double[] average = spectrum.rotationalAverage();
    int rings = to - from + 1;
    double[] logarithm = new double[rings];
    double[] weight = new double[rings];
    for (int i = 0; i < rings; i++) {
      logarithm[i] = Math.log(Math.max(average[from + i], 1e-300));
      weight[i] = 1;
    }
    double[] curve = new double[rings];
    for (int round = 0; round < ROUNDS; round++) {
      double[] coefficients = polynomial(logarithm, weight);
      double squares = 0;
      for (int i = 0; i < rings; i++) {
        curve[i] = value(coefficients, i, rings);
        squares += Math.pow(logarithm[i] - curve[i], 2);
      }
      double limit = 3 * Math.sqrt(squares / rings);
      for (int i = 0; i < rings; i++) {
        weight[i] = Math.abs(logarithm[i] - curve[i]) > limit ? 1e-3 : 1;
      }
    }
    for (int i = 0; i < rings; i++) {
      curve[i] = Math.exp(curve[i]);
    }
    return curve;
  }

  /** Legendre coefficients by weighted least squares. */
  private static double[] polynomial(double[] values, double[] weights) {
    double[][] normal = new double[ORDER][ORDER + 1];
    for (int i = 0; i < values.length; i++) {
      double[] basis = basis(i, values.length);
      for (int a = 0; a < ORDER; a++) {
        for (int b = 0; b < ORDER; b++) {
          normal[a][b] += weights[i] * basis[a] * basis[b];
        }
        normal[a][ORDER] += weights[i] * basis[a] * values[i];
      }
    }
    return LinearEquations.solve(normal);
  }

  private static double value(double[] coefficients, int i, int length) {
    double[] basis = basis(i, length);
    double sum = 0;
    for (int a = 0; a < ORDER; a++) {
      sum += coefficients[a] * basis[a];
    }
    return sum;
  }

  private static double[] basis(int i, int length) {
    double t = length == 1 ? 0 : 2.0 * i / (length - 1) - 1;
    double[] basis = new double[ORDER];
    basis[0] = 1;
    basis[1] = t;
    for (int a = 2; a < ORDER; a++) {
      basis[a] = ((2 * a - 1) * t * basis[a - 1] - (a - 1) * basis[a - 2]) / a;
    }
    return basis;
  }
}
