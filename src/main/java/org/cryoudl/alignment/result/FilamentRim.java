package org.cryoudl.alignment.result;

import org.cryoudl.image.Image;

/**
 * How much of an average's rim is a filament that crosses the box. Along a filament the profile
 * across it stays the same, on both sides of the centre, and it is narrower than the box and alike
 * on both sides of its axis. An edge of carbon or a gradient goes on along its direction too, but
 * is bright on one side of the axis and dark on the other; a neighbour is there on one side of the
 * centre only.
 */
final class FilamentRim {

  /** Directions that are tried, over half a turn. */
  private static final int DIRECTIONS = 36;

  /** Half the width of the widest filament, as a share of the box. */
  private static final double HALF_WIDTH = 0.25;

  /** What the best direction of averages of noise accounts for at most, nearly always. */
  private static final double CHANCE = 0.35;

  /** Larger averages are looked at pixel by pixel no more. */
  private static final int BOX = 64;

  private final float[] pixels;
  private final int box;
  private final int step;

  private FilamentRim(Image average) {
    this.pixels = average.pixels();
    this.box = average.width();
    this.step = Math.max(1, box / BOX);
  }

  /**
   * The share of the rim's power that the likeliest filament accounts for, from 0, no more than
   * noise gives, to 1, all.
   */
  static double share(Image average) {
    FilamentRim rim = new FilamentRim(average);
    double best = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
      best = Math.max(best, rim.share(Math.PI * d / DIRECTIONS));
    }
    return Math.max(0, (best - CHANCE) / (1 - CHANCE));
  }

  /** The share that a filament along a direction accounts for. */
  private double share(double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double[] profile = profile(cos, sin);
    double[] power = new double[2];
    double[] left = new double[2];
    int centre = Image.centre(box);
    for (int row = centre % step; row < box; row += step) {
      for (int column = centre % step; column < box; column += step) {
        int x = column - centre;
        int y = row - centre;
        if (ClassQuality.isRim(Math.hypot(x, y) / box)) {
          int end = x * cos + y * sin < 0 ? 0 : 1;
          double value = pixels[row * box + column];
          int across = bin(y * cos - x * sin);
          double expected = across < profile.length ? profile[across] : 0;
          power[end] += value * value;
          left[end] += (value - expected) * (value - expected);
        }
      }
    }
    double worse =
        Math.min(1 - left[0] / power[0], 1 - left[1] / power[1]); // not a number without a rim
    return worse > 0 ? Math.min(1, worse) : 0;
  }

  /** The mean at each distance from the axis, on both sides of it, along the middle of the box. */
  private double[] profile(double cos, double sin) {
    int bins = bin(HALF_WIDTH * box) + 1;
    double[] sum = new double[bins];
    double[] count = new double[bins];
    int centre = Image.centre(box);
    double middle = ClassQuality.MIDDLE * box;
    for (int row = centre % step; row < box; row += step) {
      for (int column = centre % step; column < box; column += step) {
        int x = column - centre;
        int y = row - centre;
        int across = bin(y * cos - x * sin);
        if (Math.abs(x * cos + y * sin) <= middle && across < bins) {
          sum[across] += pixels[row * box + column];
          count[across]++;
        }
      }
    }
    for (int b = 0; b < bins; b++) {
      sum[b] /= Math.max(1, count[b]);
    }
    return sum;
  }

  private int bin(double across) {
    return (int) Math.round(Math.abs(across) / step);
  }
}
