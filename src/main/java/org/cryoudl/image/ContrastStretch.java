package org.cryoudl.image;

import java.util.Arrays;

/**
 * Maps pixels to grey levels from 0 (black) to 1 (white), linearly between two percentiles of the
 * picture's own values and clipped beyond them.
 *
 * @param lowPercentile the percentile that becomes black, 0 for the minimum
 * @param highPercentile the percentile that becomes white, 100 for the maximum
 */
public record ContrastStretch(double lowPercentile, double highPercentile) {

  /** From the minimum to the maximum. */
  public static final ContrastStretch MINIMUM_TO_MAXIMUM = new ContrastStretch(0, 100);

  /** Ignores the one percent of most extreme pixels, so that a hot pixel does not grey the rest. */
  public static final ContrastStretch CLIPPED = new ContrastStretch(0.5, 99.5);

  public ContrastStretch {
    if (!(lowPercentile >= 0 && lowPercentile < highPercentile && highPercentile <= 100)) {
      throw new IllegalArgumentException(
          "percentiles must rise from 0 to 100, got " + lowPercentile + " and " + highPercentile);
    }
  }

  /** A new picture of grey levels in [0, 1]; 0.5 everywhere if the picture is constant. */
  public Image apply(Image image) {
    float[] sorted = image.pixels().clone();
    Arrays.sort(sorted);
    double black = percentile(sorted, lowPercentile);
    double white = percentile(sorted, highPercentile);
    if (black == white) {
      // Nearly constant: rather show the few that differ than nothing.
      black = sorted[0];
      white = sorted[sorted.length - 1];
    }
    float[] levels = new float[sorted.length];
    for (int i = 0; i < levels.length; i++) {
      double level = black == white ? 0.5 : (image.pixels()[i] - black) / (white - black);
      levels[i] = (float) Math.max(0, Math.min(1, level));
    }
    return new Image(image.width(), image.height(), levels);
  }

  /** The percentile by linear interpolation between ranks, as NumPy's default. */
  private static double percentile(float[] sorted, double percent) {
    double rank = percent / 100 * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * ((double) sorted[above] - sorted[below]);
  }
}
