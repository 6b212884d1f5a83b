package org.cryoudl.micrograph.ctf;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.statistics.NelderMead;

/**
 * Fits defoci to the rings. The spectrum is cut into bands of rings, each as wide as one period of
 * the CTF's square; in each a level, a slope and a multiple of CTF^2 are fitted by least squares,
 * so that no assumption on background and envelope is left to bias the defocus. What the multiple
 * explains, where it is positive, is the score.
 */
final class RingFit {

  /** Least rings of a band. */
  private static final int LEAST_RINGS = 6;

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
   * @param total squares about level and slope
   * @param cells number of cells
   */
  record BandFit(double explained, double total, int cells) {}

  /** Bands of one period each at a defocus. */
  List<Band> bands(double[] fit) {
    List<Band> bands = new ArrayList<>();
    int start = 0;
    int i = 0;
    while (i < cells.count()) {
      double from = phase(cells.ring()[start], fit);
      while (i < cells.count()
          && (Math.abs(phase(cells.ring()[i], fit) - from) < Math.PI
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
      sum += explain(band, fit).explained;
    }
    return sum;
  }

  /** Least squares on level, slope and u = CTF^2: u and the values are freed of the first two. */
  private BandFit explain(Band band, double[] fit) {
    double n = 0;
    double sx = 0;
    double su = 0;
    double sv = 0;
    double xx = 0;
    double xu = 0;
    double xv = 0;
    double uu = 0;
    double uv = 0;
    double vv = 0;
    double origin = cells.ring()[band.from];
    for (int i = band.from; i < band.to; i++) {
      double w = cells.weight()[i];
      double x = cells.ring()[i] - origin;
      double sine = Math.sin(model.at(cells, i, fit));
      double u = sine * sine;
      double v = cells.value()[i];
      n += w;
      sx += w * x;
      su += w * u;
      sv += w * v;
      xx += w * x * x;
      xu += w * x * u;
      xv += w * x * v;
      uu += w * u * u;
      uv += w * u * v;
      vv += w * v * v;
    }
    double cxx = xx - sx * sx / n;
    double cxu = xu - sx * su / n;
    double cxv = xv - sx * sv / n;
    double slope = cxx > 1e-9 * n ? 1 / cxx : 0;
    double cuu = uu - su * su / n - cxu * cxu * slope;
    double cuv = uv - su * sv / n - cxu * cxv * slope;
    double cvv = vv - sv * sv / n - cxv * cxv * slope;
    double explained = cuv > 0 && cuu > 1e-6 * n ? cuv * cuv / cuu : 0;
    return new BandFit(explained, Math.max(cvv, explained), band.to - band.from);
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
