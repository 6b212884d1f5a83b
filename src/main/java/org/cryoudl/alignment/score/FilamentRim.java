package org.cryoudl.alignment.score;

import java.util.Arrays;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.Robust;

/**
 * How much of an average's rim is a filament that crosses the box. The profile across a filament
 * goes on to the rim at both ends, stronger or weaker, and it is narrower than the box and alike on
 * both sides of its axis. An edge of carbon or a gradient goes on along its direction too, but is
 * bright on one side of the axis and dark on the other; a neighbour is there at one end only.
 */
final class FilamentRim {

  /** Directions that are tried, over half a turn. */
  private static final int DIRECTIONS = 36;

  /** Half the width of the widest filament, as a share of the box. */
  private static final double HALF_WIDTH = 0.25;

  /** What the best direction accounts for in nine of ten averages of noise, at most. */
  private static final double CHANCE = 0.25;

  /** Larger averages are looked at pixel by pixel no more. */
  private static final int BOX = 64;

  private final float[] pixels;
  private final int box;
  private final int step;
  private final double maskRadius;

  private FilamentRim(Image average, double maskRadius) {
    this.maskRadius = maskRadius;
    this.pixels = average.pixels();
    this.box = average.width();
    this.step = Math.max(1, box / BOX);
  }

  /**
   * The share of the rim's power that the likeliest filament accounts for, from 0, no more than
   * noise gives, to 1, all.
   *
   * @param maskRadius whose rim it is, as a share of the box
   */
  static double share(Image average, double maskRadius) {
    FilamentRim rim = new FilamentRim(average, maskRadius);
    double best = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
      best = Math.max(best, rim.share(Math.PI * d / DIRECTIONS));
    }
    return Math.max(0, (best - CHANCE) / (1 - CHANCE));
  }

  /**
   * The share that a filament along a direction accounts for: at both ends as much as at the end
   * where it accounts for less, each fitted with a strength of its own.
   */
  private double share(double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double[] profile = profile(cos, sin);
    double power = 0;
    double[] product = new double[2];
    double[] squares = new double[2];
    int centre = Image.centre(box);
    for (int row = centre % step; row < box; row += step) {
      for (int column = centre % step; column < box; column += step) {
        int x = column - centre;
        int y = row - centre;
        if (ClassQuality.isRim(Math.hypot(x, y) / box, maskRadius)) {
          int end = x * cos + y * sin < 0 ? 0 : 1;
          double value = pixels[row * box + column];
          int across = bin(y * cos - x * sin);
          double expected = across < profile.length ? profile[across] : 0;
          power += value * value;
          product[end] += value * expected;
          squares[end] += expected * expected;
        }
      }
    }
    double least = Math.min(explained(product[0], squares[0]), explained(product[1], squares[1]));
    return power > 0 ? 2 * least / power : 0;
  }

  /** The power that a profile explains where its strength is not negative. */
  private static double explained(double product, double squares) {
    return product > 0 ? product * product / squares : 0;
  }

  /**
   * The median at each distance from the axis, on both sides of it, along the middle of the box:
   * what does not go on along the axis leaves no trace.
   */
  private double[] profile(double cos, double sin) {
    int bins = bin(HALF_WIDTH * box) + 1;
    double[][] values = new double[bins][4 * (box / step + 2)];
    int[] count = new int[bins];
    int centre = Image.centre(box);
    double middle = ClassQuality.MIDDLE * box;
    for (int row = centre % step; row < box; row += step) {
      for (int column = centre % step; column < box; column += step) {
        int x = column - centre;
        int y = row - centre;
        int across = bin(y * cos - x * sin);
        if (Math.abs(x * cos + y * sin) <= middle && across < bins) {
          values[across][count[across]++] = pixels[row * box + column];
        }
      }
    }
    double[] profile = new double[bins];
    for (int b = 0; b < bins; b++) {
      profile[b] = count[b] > 0 ? Robust.median(Arrays.copyOf(values[b], count[b])) : 0;
    }
    return profile;
  }

  private int bin(double across) {
    return (int) Math.round(Math.abs(across) / step);
  }
}
