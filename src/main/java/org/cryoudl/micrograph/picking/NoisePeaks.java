package org.cryoudl.micrograph.picking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;

/**
 * How many peaks of noise alone reach a coefficient. A plane of noise of the same band is searched
 * with the same templates. The logarithm of the number of its peaks above a value falls nearly as
 * the square of the value, as for Gaussian fields; a line through the highest peaks gives the
 * numbers of larger planes and rarer peaks.
 *
 * @param intercept logarithm of the number of peaks above 0 in an area of 1 pixel
 * @param slope its fall by the square of the coefficient
 */
record NoisePeaks(double intercept, double slope) {

  private static final int LEAST_SIDE = 144;
  private static final int DISCS = 9;
  private static final double HIGHEST_SHARE = 0.3;
  private static final int LEAST_PEAKS = 12;

  static NoisePeaks of(
      TurnedTemplates templates, double[] band, PeakSelection selection, long seed) {
    int least = (int) Math.max(LEAST_SIDE, DISCS * 2 * templates.radius());
    int side = BlockCorrelation.wholeBlocks(least, templates.box());
    Image noise = SearchPlane.noise(side, band, new SplittableRandom(seed));
    CorrelationMap map = CorrelationMap.of(noise, templates, 0);
    PeakSelection.Window window = new PeakSelection.Window(1, 1, side - 2.0, side - 2.0);
    List<PeakSelection.Peak> peaks = new ArrayList<>(selection.of(map.highest(), side, window, 0));
    // Of noise the lowest coefficients are another sample of the highest.
    peaks.addAll(selection.of(map.negativeLowest(), side, window, 0));
    peaks.sort(Comparator.comparingDouble(peak -> -peak.value()));
    double area = 2 * window.area();
    int count = (int) Math.min(peaks.size(), Math.max(LEAST_PEAKS, HIGHEST_SHARE * peaks.size()));
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < count; i++) {
      double x = peaks.get(i).value() * (double) peaks.get(i).value();
      double y = Math.log((i + 0.5) / area);
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
    double spread = sxx - sx * sx / count;
    double slope = spread > 0 ? Math.min(-1e-3, (sxy - sx * sy / count) / spread) : -1;
    return new NoisePeaks((sy - slope * sx) / count, -slope);
  }

  /** Peaks of noise above a coefficient that an area is expected to hold. */
  double expected(double coefficient, double area) {
    return area * Math.exp(intercept - slope * coefficient * coefficient);
  }

  /** The coefficient that so many peaks of noise reach in an area. */
  double threshold(double wanted, double area) {
    double square = (intercept - Math.log(wanted / area)) / slope;
    return Math.sqrt(Math.max(0, Math.min(1, square)));
  }
}
