package org.cryoudl.alignment.harmonics;

import java.util.ArrayList;
import java.util.List;

/**
 * The shifts that a pass tries, about the centre that it takes for each particle: a square grid
 * inside a circle. A shift is an origin in RELION's sense: adding it to a position in the particle
 * brings that to the centre of the box.
 */
public final class ShiftGrid {

  /** Shifts farther from the centre than this many standard deviations are not tried. */
  private static final double SIGMAS = 2.6;

  /** Shifts to the right, in pixels. */
  public final double[] xPixels;

  /** Shifts down, in pixels. */
  public final double[] yPixels;

  private final double stepPixels;

  private ShiftGrid(double[] xPixels, double[] yPixels, double stepPixels) {
    this.stepPixels = stepPixels;
    this.xPixels = xPixels;
    this.yPixels = yPixels;
  }

  /**
   * A grid.
   *
   * @param rangePixels radius of the circle, at least 0
   * @param stepPixels distance of neighbours, above 0
   */
  public static ShiftGrid within(double rangePixels, double stepPixels) {
    int count = (int) Math.floor(rangePixels / stepPixels + 1e-9);
    List<double[]> inside = new ArrayList<>();
    for (int y = -count; y <= count; y++) {
      for (int x = -count; x <= count; x++) {
        if (Math.hypot(x, y) * stepPixels <= rangePixels + 1e-9) {
          inside.add(new double[] {x * stepPixels, y * stepPixels});
        }
      }
    }
    return new ShiftGrid(
        inside.stream().mapToDouble(shift -> shift[0]).toArray(),
        inside.stream().mapToDouble(shift -> shift[1]).toArray(),
        stepPixels);
  }

  /**
   * As far as particles lie from the centre, in steps that are enough for some frequencies.
   *
   * @param sigmaPixels standard deviation of origins along each axis
   * @param maxShiftPixels no shift is larger
   */
  public static ShiftGrid anywhere(
      PolarFrequencies frequencies, double sigmaPixels, double maxShiftPixels) {
    double step = step(frequencies);
    return within(Math.min(maxShiftPixels, Math.max(step, SIGMAS * sigmaPixels)), step);
  }

  /** A quarter of the period of the finest ring, in pixels. */
  public static double step(PolarFrequencies frequencies) {
    return frequencies.box() / (4.0 * frequencies.rings());
  }

  /** The shifts and their distance, to be kept; shares the arrays. */
  public record Kept(double[] xPixels, double[] yPixels, double stepPixels) {

    /** The same grid. */
    public ShiftGrid restored() {
      return new ShiftGrid(xPixels, yPixels, stepPixels);
    }
  }

  /** The grid, to be kept. */
  public Kept kept() {
    return new Kept(xPixels, yPixels, stepPixels);
  }

  public int size() {
    return xPixels.length;
  }

  /** The grid's shift next to one. */
  public int nearest(double x, double y) {
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int o = 0; o < size(); o++) {
      double distance = Math.hypot(xPixels[o] - x, yPixels[o] - y);
      if (distance < least) {
        least = distance;
        nearest = o;
      }
    }
    return nearest;
  }

  /**
   * Log of a normal prior on origins about zero, at this grid about a centre.
   *
   * @param sigmaPixels standard deviation along each axis
   */
  public double[] logPrior(double centreX, double centreY, double sigmaPixels) {
    double[] log = new double[size()];
    double cell = Math.log(stepPixels * stepPixels / (2 * Math.PI * sigmaPixels * sigmaPixels));
    for (int o = 0; o < log.length; o++) {
      double x = centreX + xPixels[o];
      double y = centreY + yPixels[o];
      log[o] = cell - (x * x + y * y) / (2 * sigmaPixels * sigmaPixels);
    }
    return log;
  }
}
