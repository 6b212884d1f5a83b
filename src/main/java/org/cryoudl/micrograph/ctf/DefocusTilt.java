package org.cryoudl.micrograph.ctf;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.parallel.ParallelLoop;

/** Measures how the defocus rises across a micrograph, from spectra of its parts. */
final class DefocusTilt {

  /** Parts below which a plane is not fitted. */
  static final int LEAST_PARTS = 9;

  /** A part's defocus is searched within this share of the whole's. */
  private static final double REACH = 0.2;

  private static final int STEPS = 60;

  private final PhaseModel model;
  private final CtfSearchOptions options;

  DefocusTilt(PhaseModel model, CtfSearchOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * A part of a micrograph.
   *
   * @param cells its spectrum
   * @param x its centre in A
   * @param y its centre in A
   */
  record Part(SpectrumCells cells, double x, double y) {}

  /**
   * The angle of a plane through the defoci of the parts.
   *
   * @param whole fit of the whole micrograph
   * @return in degrees; empty where the plane is not steeper than three times its error
   */
  OptionalDouble degrees(List<Part> parts, double[] whole) {
    int count = parts.size();
    double[] defocus = new double[count];
    ParallelLoop.run(count, p -> defocus[p] = defocus(parts.get(p).cells, whole));
    double mean = Arrays.stream(defocus).average().orElseThrow();
    double middleX = parts.stream().mapToDouble(Part::x).average().orElseThrow();
    double middleY = parts.stream().mapToDouble(Part::y).average().orElseThrow();
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double xd = 0;
    double yd = 0;
    for (int p = 0; p < count; p++) {
      double x = parts.get(p).x - middleX;
      double y = parts.get(p).y - middleY;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xd += x * (defocus[p] - mean);
      yd += y * (defocus[p] - mean);
    }
    double determinant = xx * yy - xy * xy;
    double riseX = (yy * xd - xy * yd) / determinant;
    double riseY = (xx * yd - xy * xd) / determinant;
    double squares = 0;
    for (int p = 0; p < count; p++) {
      double plane = riseX * (parts.get(p).x - middleX) + riseY * (parts.get(p).y - middleY);
      squares += Math.pow(defocus[p] - mean - plane, 2);
    }
    double explained = riseX * xd + riseY * yd;
    if (explained < 9 * squares / (count - 3)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.toDegrees(Math.atan(Math.hypot(riseX, riseY))));
  }

  /** The mean defocus of a part, with the astigmatism of the whole. */
  private double defocus(SpectrumCells cells, double[] whole) {
    RingFit fit = new RingFit(cells, model, options);
    List<RingFit.Band> bands = fit.bands(whole);
    double best = whole[0];
    double most = -1;
    for (int s = -STEPS; s <= STEPS; s++) {
      double mean = whole[0] * (1 + REACH * s / STEPS);
      double score =
          fit.explain(bands, new double[] {mean, whole[1], whole[2], whole[3]}).stream()
              .mapToDouble(RingFit.BandFit::explained)
              .sum();
      if (score > most) {
        most = score;
        best = mean;
      }
    }
    return best;
  }
}
