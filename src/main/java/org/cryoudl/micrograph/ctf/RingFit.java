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

  /** Samples of a period of the square of the sine; straight lines between them err by 6e-7. */
  private static final int SAMPLES = 2048;

  private static final double[] SINE_SQUARE = new double[SAMPLES + 1];

  static {
    for (int i = 0; i <= SAMPLES; i++) {
      double sine = Math.sin(Math.PI * i / SAMPLES);
      SINE_SQUARE[i] = sine * sine;
    }
  }

  private static final int CLIMBS = 2;
  private static final int EVALUATIONS = 90;

  private final SpectrumCells cells;
  private final PhaseModel model;
  private final CtfSearchOptions options;

  /** The phase of a cell is the first three times the fit, and the fourth. */
  private final double[][] phase;

  RingFit(SpectrumCells cells, PhaseModel model, CtfSearchOptions options) {
    this.cells = cells;
    this.model = model;
    this.options = options;
    this.phase = new double[4][cells.count()];
    for (int i = 0; i < cells.count(); i++) {
      double square = cells.square()[i];
      phase[0][i] = model.perDefocus() * square;
      phase[1][i] = model.perDefocus() * cells.x()[i];
      phase[2][i] = model.perDefocus() * cells.y()[i];
      phase[3][i] = model.at(square, 0, 0);
    }
  }

  /** A band of rings, with the sums over its cells that no defocus changes. */
  final class Band {
    private final int from;
    private final int to;

    /** Position across the band, -1 to 1. */
    private final double[] t;

    private double n;
    private double sumT;
    private double sumTt;
    private double sumV;
    private double tt;
    private double tb;
    private double bb;
    private double tv;
    private double bv;
    private double vv;

    /**
     * @param from first cell
     * @param to cell after the last
     */
    Band(int from, int to) {
      this.from = from;
      this.to = to;
      this.t = new double[to - from];
      double first = cells.ring()[from];
      double half = Math.max(1, (cells.ring()[to - 1] - first) / 2);
      for (int i = from; i < to; i++) {
        double here = (cells.ring()[i] - first) / half - 1;
        t[i - from] = here;
        double w = cells.weight()[i];
        double v = cells.value()[i];
        n += w;
        sumT += w * here;
        sumTt += w * here * here;
        sumV += w * v;
        tb += w * here * here * here;
        bb += w * here * here * here * here;
        tv += w * here * v;
        bv += w * here * here * v;
        vv += w * v * v;
      }
      tt = sumTt - sumT * sumT / n;
      tb -= sumT * sumTt / n;
      bb -= sumTt * sumTt / n;
      tv -= sumT * sumV / n;
      bv -= sumTt * sumV / n;
      vv -= sumV * sumV / n;
    }

    /** Least squares on level, slope, bend and u = CTF^2, of which u and the values are freed. */
    BandFit explain(double[] fit) {
      double sumU = 0;
      double tu = 0;
      double bu = 0;
      double uu = 0;
      double uv = 0;
      for (int i = from; i < to; i++) {
        double here = t[i - from];
        double u =
            sineSquare(
                fit[0] * phase[0][i]
                    + fit[1] * phase[1][i]
                    + fit[2] * phase[2][i]
                    + phase[3][i]
                    + fit[3]);
        double wu = cells.weight()[i] * u;
        sumU += wu;
        tu += wu * here;
        bu += wu * here * here;
        uu += wu * u;
        uv += wu * cells.value()[i];
      }
      tu -= sumT * sumU / n;
      bu -= sumTt * sumU / n;
      uu -= sumU * sumU / n;
      uv -= sumU * sumV / n;
      double left = vv;
      // Gauss's elimination of slope and bend.
      if (tt > 1e-9 * n) {
        uu -= tu * tu / tt;
        uv -= tu * tv / tt;
        left -= tv * tv / tt;
        bu -= tb * tu / tt;
      }
      double bend = tt > 1e-9 * n ? bb - tb * tb / tt : bb;
      double bendV = tt > 1e-9 * n ? bv - tb * tv / tt : bv;
      if (bend > 1e-9 * n) {
        uu -= bu * bu / bend;
        uv -= bu * bendV / bend;
        left -= bendV * bendV / bend;
      }
      double explained = uv > 0 && uu > 1e-6 * n ? uv * uv / uu : 0;
      return new BandFit(explained, Math.max(left, explained), to - from);
    }
  }

  private static double sineSquare(double phase) {
    double position = phase * (SAMPLES / Math.PI);
    double floor = Math.floor(position);
    int at = (int) floor & SAMPLES - 1;
    return SINE_SQUARE[at] + (position - floor) * (SINE_SQUARE[at + 1] - SINE_SQUARE[at]);
  }

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
    return bands.stream().map(band -> band.explain(fit)).toList();
  }

  private double score(List<Band> bands, double[] fit) {
    double sum = 0;
    for (Band band : bands) {
      BandFit found = band.explain(fit);
      // The likelihood where the variance of each band is unknown: a band whose background is
      // uneven, as low frequencies of protein are, weighs less.
      double left = Math.max(found.total - found.explained, 1e-9 * found.total);
      sum += found.total > 0 ? found.cells / 2.0 * Math.log(found.total / left) : 0;
    }
    return sum;
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
