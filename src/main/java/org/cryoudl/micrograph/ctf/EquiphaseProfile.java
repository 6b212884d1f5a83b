package org.cryoudl.micrograph.ctf;

import java.util.ArrayList;
import java.util.List;

/**
 * The spectrum averaged over curves on which the CTF has one phase, so that astigmatism does not
 * blur it: equiphase averaging, Zhang, J. Struct. Biol. 193 (2016) 1.
 */
final class EquiphaseProfile {

  /** Least half width of the window that the correlation is measured in, in rings. */
  private static final int LEAST_HALF_WINDOW = 5;

  private final SpectrumCells cells;
  private final PhaseModel model;
  private final double[] fit;
  private final int first;
  private final double[] measured;
  private final double[] weight;

  EquiphaseProfile(SpectrumCells cells, PhaseModel model, double[] fit) {
    this.cells = cells;
    this.model = model;
    this.fit = fit;
    this.first = cells.ring()[0];
    int rings = cells.ring()[cells.count() - 1] - first + 1;
    this.measured = new double[rings];
    this.weight = new double[rings];
    double scale = Math.pow(cells.frequency(1), -2);
    for (int i = 0; i < cells.count(); i++) {
      double ring = Math.sqrt(Math.max(0, equivalentSquare(i) * scale)) - first;
      int below = (int) Math.floor(ring);
      double part = ring - below;
      add(below, (1 - part) * cells.weight()[i], cells.value()[i]);
      add(below + 1, part * cells.weight()[i], cells.value()[i]);
    }
    for (int r = 0; r < rings; r++) {
      measured[r] = weight[r] > 0 ? measured[r] / weight[r] : 0;
    }
  }

  private void add(int ring, double share, double value) {
    if (ring >= 0 && ring < measured.length) {
      measured[ring] += share * value;
      weight[ring] += share;
    }
  }

  /** The k^2 at which the CTF without astigmatism has the phase of a cell. */
  private double equivalentSquare(int cell) {
    double phase = model.at(cells, cell, fit) - model.at(0, 0, fit[3]);
    double linear = model.perDefocus() * fit[0];
    double fourth = model.perFourthPower();
    double root = linear * linear - 4 * fourth * phase;
    if (fourth < 1e-12 * Math.abs(linear) || root <= 0) {
      return cells.square()[cell];
    }
    // The smaller of two solutions: the branch before the phase turns back.
    return 2 * phase / (linear + Math.signum(linear) * Math.sqrt(root));
  }

  /** Spectrum, fit and their correlation, ring by ring. */
  List<CtfEstimate.ProfilePoint> points() {
    List<CtfEstimate.ProfilePoint> points = new ArrayList<>();
    for (int r = 0; r < measured.length; r++) {
      int half = LEAST_HALF_WINDOW;
      double here = phase(r);
      while (half < measured.length / 2 && Math.abs(phase(r + half) - here) < 0.75 * Math.PI) {
        half++;
      }
      points.add(point(r, Math.max(0, r - half), Math.min(measured.length - 1, r + half)));
    }
    return points;
  }

  private double phase(int r) {
    double k = cells.frequency(first + r);
    return model.at(k * k, fit[0], fit[3]);
  }

  private double square(int r) {
    double sine = Math.sin(phase(r));
    return sine * sine;
  }

  /** Correlation and regression in a window, a slope taken off both. */
  private CtfEstimate.ProfilePoint point(int r, int from, int to) {
    int n = to - from + 1;
    double[] u = new double[n];
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = square(from + i);
      v[i] = measured[from + i];
    }
    double[] lineU = takeOffLine(u, r - from);
    double[] lineV = takeOffLine(v, r - from);
    double uu = 0;
    double uv = 0;
    double vv = 0;
    for (int i = 0; i < n; i++) {
      uu += u[i] * u[i];
      uv += u[i] * v[i];
      vv += v[i] * v[i];
    }
    double gain = uu > 0 ? uv / uu : 0;
    double correlation = uu > 0 && vv > 0 ? uv / Math.sqrt(uu * vv) : 0;
    return new CtfEstimate.ProfilePoint(
        cells.frequency(first + r),
        measured[r],
        lineV[0] + gain * (square(r) - lineU[0]),
        square(r),
        correlation);
  }

  /** Takes a line off values; returns what it is at {@code at}. */
  private static double[] takeOffLine(double[] values, int at) {
    int n = values.length;
    double middle = (n - 1) / 2.0;
    double mean = 0;
    double slope = 0;
    for (int i = 0; i < n; i++) {
      mean += values[i] / n;
      slope += values[i] * (i - middle);
    }
    slope /= n * ((double) n * n - 1) / 12;
    for (int i = 0; i < n; i++) {
      values[i] -= mean + slope * (i - middle);
    }
    return new double[] {mean + slope * (at - middle)};
  }
}
