package org.cryoudl.micrograph.ctf;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.statistics.NelderMead;

/**
 * Fits defoci to the rings. The spectrum is cut into bands of rings, each as wide as one and a half
 * periods of the CTF's square; in each a level, a slope, a bend and a multiple of CTF^2 are fitted
 * by least squares, so that no assumption on background and envelope is left to bias the defocus.
 * How much more likely the multiple makes the values, where it is positive, is the score.
 */
final class RingFit {

  /** Least rings of a band. */
  private static final int LEAST_RINGS = 6;

  /** Width of a band in phase; the CTF's square has a period of pi. */
  private static final double BAND_PHASE = 1.5 * Math.PI;

  /** Slope, bend, CTF^2 and value. */
  private static final int VARIABLES = 4;

  private static final int CLIMBS = 2;
  private static final int EVALUATIONS = 90;

  private final SpectrumCells cells;
  private final PhaseModel model;
  private final CtfSearchOptions options;

  RingFit(SpectrumCells cells, PhaseModel model, CtfSearchOptions options) {
    this.cells = cells;
    this.model = model;
    this.options = options;
  }

  /**
   * A band of rings.
   *
   * @param from first cell
   * @param to cell after the last
   */
  record Band(int from, int to) {}

  /**
   * What was found in a band.
   *
   * @param explained squares that the multiple of CTF^2 explains, 0 where it would be negative
   * @param total squares about level, slope and bend
   * @param cells number of cells
   */
  record BandFit(double explained, double total, int cells) {}

  /** Bands of one and a half periods each at a defocus. */
  List<Band> bands(double[] fit) {
    List<Band> bands = new ArrayList<>();
    int start = 0;
    int i = 0;
    while (i < cells.count()) {
      double from = phase(cells.ring()[start], fit);
      while (i < cells.count()
          && (Math.abs(phase(cells.ring()[i], fit) - from) < BAND_PHASE
              || cells.ring()[i] - cells.ring()[start] < LEAST_RINGS)) {
        i++;
      }
      if (i < cells.count() || bands.isEmpty()) {
        bands.add(new Band(start, i));
      } else {
        // What is left is too little for a band of its own.
        Band last = bands.remove(bands.size() - 1);
        bands.add(new Band(last.from, i));
      }
      start = i;
    }
    return bands;
  }

  private double phase(int ring, double[] fit) {
    double k = cells.frequency(ring);
    return model.at(k * k, fit[0], fit[3]);
  }

  /** The bands, each with what CTF^2 explains in it. */
  List<BandFit> explain(List<Band> bands, double[] fit) {
    return bands.stream().map(band -> explain(band, fit)).toList();
  }

  private double score(List<Band> bands, double[] fit) {
    double sum = 0;
    for (Band band : bands) {
      BandFit found = explain(band, fit);
      // The likelihood where the variance of each band is unknown: a band whose background is
      // uneven, as low frequencies of protein are, weighs less.
      double left = Math.max(found.total - found.explained, 1e-9 * found.total);
      sum += found.total > 0 ? found.cells / 2.0 * Math.log(found.total / left) : 0;
    }
    return sum;
  }

  /** Least squares on level, slope, bend and u = CTF^2, of which u and the values are freed. */
  private BandFit explain(Band band, double[] fit) {
    double first = cells.ring()[band.from];
    double half = Math.max(1, (cells.ring()[band.to - 1] - first) / 2);
    double[] sums = new double[VARIABLES];
    double[][] products = new double[VARIABLES][VARIABLES];
    double[] row = new double[VARIABLES];
    double n = 0;
    for (int i = band.from; i < band.to; i++) {
      double w = cells.weight()[i];
      double t = (cells.ring()[i] - first) / half - 1;
      double sine = Math.sin(model.at(cells, i, fit));
      row[0] = t;
      row[1] = t * t;
      row[2] = sine * sine;
      row[3] = cells.value()[i];
      n += w;
      for (int a = 0; a < VARIABLES; a++) {
        sums[a] += w * row[a];
        for (int b = a; b < VARIABLES; b++) {
          products[a][b] += w * row[a] * row[b];
        }
      }
    }
    for (int a = 0; a < VARIABLES; a++) {
      for (int b = a; b < VARIABLES; b++) {
        products[a][b] -= sums[a] * sums[b] / n;
      }
    }
    // Gauss's elimination of slope and bend.
    for (int k = 0; k < 2; k++) {
      if (products[k][k] > 1e-9 * n) {
        for (int a = k + 1; a < VARIABLES; a++) {
          for (int b = a; b < VARIABLES; b++) {
            products[a][b] -= products[k][a] * products[k][b] / products[k][k];
          }
        }
      }
    }
    double cuu = products[2][2];
    double cuv = products[2][3];
    double explained = cuv > 0 && cuu > 1e-6 * n ? cuv * cuv / cuu : 0;
    return new BandFit(explained, Math.max(products[3][3], explained), band.to - band.from);
  }

  /** Climbs from a candidate to the best fit nearby. */
  DefocusSearch.Candidate refine(double[] start) {
    double[] fit = start.clone();
    int variables = options.searchPhaseShift() ? 4 : 3;
    double size = 1;
    for (int climb = 0; climb < CLIMBS; climb++) {
      List<Band> bands = bands(fit);
      double[] steps = {150 * size, 100 * size, 100 * size, 0.2 * size};
      double[] fixed = fit.clone();
      double[] found =
          NelderMead.climb(
              at -> allowed(at) ? score(bands, full(at, fixed)) : -1,
              java.util.Arrays.copyOf(fit, variables),
              java.util.Arrays.copyOf(steps, variables),
              EVALUATIONS);
      fit = full(found, fixed);
      size /= 3;
    }
    return new DefocusSearch.Candidate(fit, score(bands(fit), fit));
  }

  private boolean allowed(double[] at) {
    double half = Math.hypot(at[1], at[2]);
    return at[0] >= options.leastDefocusAngstroms() * 0.9
        && at[0] <= options.mostDefocusAngstroms() * 1.1
        && 2 * half <= options.mostAstigmatismAngstroms();
  }

  private static double[] full(double[] at, double[] fixed) {
    return new double[] {at[0], at[1], at[2], at.length > 3 ? at[3] : fixed[3]};
  }
}
