package org.cryoudl.fourier.filter;

import org.cryoudl.fourier.RadialFilter;

/** Filters that pass a band of frequencies, with an edge of some shape. */
public final class PassBand {

  /** How a filter goes from 1 to 0. All but the hard one are 1/2 at the cut-off. */
  public enum Edge {
    /** At once; the cut-off itself passes, low and high. */
    HARD,
    /** As a Gaussian bell, 1/2 at the cut-off: exp(-ln 2 (f / cut-off)^2). */
    GAUSSIAN,
    /** As half a period of a cosine. */
    COSINE
  }

  private PassBand() {}

  /**
   * Passes frequencies below a cut-off.
   *
   * @param cutOff in cycles per pixel
   * @param width of a cosine edge in cycles per pixel
   */
  public static RadialFilter low(double cutOff, Edge edge, double width) {
    return switch (edge) {
      case HARD -> f -> f <= cutOff ? 1 : 0;
      case GAUSSIAN -> f -> Math.exp(-Math.log(2) * f * f / (cutOff * cutOff));
      case COSINE -> RadialFilter.lowPass(cutOff, width);
    };
  }

  /**
   * Passes frequencies above a cut-off: what {@link #low} with the same numbers stops. A cosine
   * edge is never so wide that it reaches below frequency 0.
   */
  public static RadialFilter high(double cutOff, Edge edge, double width) {
    if (edge == Edge.HARD) {
      return f -> f >= cutOff ? 1 : 0;
    }
    RadialFilter low = low(cutOff, edge, Math.min(width, 2 * cutOff));
    return f -> 1 - low.at(f);
  }
}
