package org.cryoudl.micrograph.ctf;

import java.util.List;
import java.util.OptionalDouble;

/** Measures how the defocus rises across a micrograph, from spectra of its parts. */
final class DefocusTilt {

  /** Parts along a side below which a plane is not fitted. */
  static final int LEAST_PARTS = 3;

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
   * The angle of a plane through the defoci of the parts.
   *
   * @param parts spectra of the parts, row by row
   * @param whole fit of the whole micrograph
   * @param partWidth width of a part in A
   * @param partHeight height of a part in A
   * @return in degrees; empty where the plane is not steeper than three times its error
   */
  OptionalDouble degrees(
      List<SpectrumCells> parts, double[] whole, double partWidth, double partHeight) {
    int side = (int) Math.round(Math.sqrt(parts.size()));
    double middle = (side - 1) / 2.0;
    double inertia = side * (side * ((double) side * side - 1) / 12);
    double[] defocus = new double[parts.size()];
    double mean = 0;
    double x = 0;
    double y = 0;
    for (int p = 0; p < defocus.length; p++) {
      defocus[p] = defocus(parts.get(p), whole);
      mean += defocus[p] / defocus.length;
      x += defocus[p] * (p % side - middle) / inertia;
      y += defocus[p] * (p / side - middle) / inertia;
    }
    double squares = 0;
    for (int p = 0; p < defocus.length; p++) {
      double plane = mean + x * (p % side - middle) + y * (p / side - middle);
      squares += Math.pow(defocus[p] - plane, 2);
    }
    double error = Math.sqrt(squares / (defocus.length - 3) / inertia);
    if (Math.hypot(x, y) < 3 * error) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.toDegrees(Math.atan(Math.hypot(x / partWidth, y / partHeight))));
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
