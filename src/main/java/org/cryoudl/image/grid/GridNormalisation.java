package org.cryoudl.image.grid;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.LinearEquations;

/**
 * Brings a grid of any size, a micrograph or a volume, to mean 0 and standard deviation 1 of its
 * background: takes off a plane fitted to it, replaces outliers by noise, then shifts and scales.
 * Square images are the business of {@link org.cryoudl.image.Normalisation}, which knows more about
 * particles.
 *
 * @param radiusPixels what is farther than this from the centre is background; negative if all is
 * @param removeRamp whether a plane is taken off
 * @param dustSigmas what lies this many standard deviations of the background from its mean is
 *     replaced; 0 replaces nothing
 * @param seed of the noise
 */
public record GridNormalisation(
    double radiusPixels, boolean removeRamp, double dustSigmas, long seed) {

  /** Below this ratio of spread to magnitude values differ by float rounding only. */
  private static final double CONSTANT = 1e-6;

  /** Larger shares are no dust. */
  private static final double MOST_DUST = 0.005;

  /**
   * Normalises a grid in place.
   *
   * @param index identifies it in its file; keys the noise
   * @return whether it was done; a constant grid becomes 0
   */
  public boolean apply(Grid grid, int index) {
    float[] values = grid.values();
    boolean[] background = background(grid);
    double[] raw = statistics(values, background, Double.POSITIVE_INFINITY, 0);
    if (removeRamp) {
      subtractRamp(grid, background);
    }
    double[] found = statistics(values, background, Double.POSITIVE_INFINITY, 0);
    if (found[1] <= CONSTANT * (Math.abs(raw[0]) + raw[1])) {
      Arrays.fill(values, 0);
      return false;
    }
    if (dustSigmas > 0) {
      found = withoutDust(values, background, found, index);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((values[i] - found[0]) / found[1]);
    }
    return true;
  }

  private boolean[] background(Grid grid) {
    boolean[] background = new boolean[grid.size()];
    for (int z = 0, i = 0; z < grid.depth(); z++) {
      for (int y = 0; y < grid.height(); y++) {
        for (int x = 0; x < grid.width(); x++, i++) {
          double dx = x - Image.centre(grid.width());
          double dy = y - Image.centre(grid.height());
          double dz = z - Image.centre(grid.depth());
          double squared = dx * dx + dy * dy + dz * dz;
          background[i] = radiusPixels < 0 || squared > radiusPixels * radiusPixels;
        }
      }
    }
    return background;
  }

  /** {mean, standard deviation} of the background within a limit of a centre. */
  private static double[] statistics(
      float[] values, boolean[] background, double limit, double centre) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - centre;
      if (background[i] && Math.abs(d) <= limit) {
        sum += d;
        squares += d * d;
        count++;
      }
    }
    double mean = sum / Math.max(1, count);
    return new double[] {
      centre + mean, Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean))
    };
  }

  private double[] withoutDust(float[] values, boolean[] background, double[] found, int index) {
    double limit = dustSigmas * found[1];
    int count = 0;
    for (float value : values) {
      count += Math.abs(value - found[0]) > limit ? 1 : 0;
    }
    if (count == 0 || count > Math.max(1, MOST_DUST * values.length)) {
      return found;
    }
    double[] clean = statistics(values, background, limit, found[0]);
    SplittableRandom random = new SplittableRandom(new SplittableRandom(seed + index).nextLong());
    for (int i = 0; i < values.length; i++) {
      if (Math.abs(values[i] - found[0]) > limit) {
        values[i] = (float) (clean[0] + clean[1] * random.nextGaussian());
      }
    }
    return statistics(values, background, Double.POSITIVE_INFINITY, clean[0]);
  }

  /** Takes off {@code a + b x + c y + d z}, fitted to the background by least squares. */
  private static void subtractRamp(Grid grid, boolean[] background) {
    double[][] normal = new double[4][5];
    visit(
        grid,
        (i, position) -> {
          if (background[i]) {
            for (int r = 0; r < 4; r++) {
              for (int c = 0; c < 4; c++) {
                normal[r][c] += position[r] * position[c];
              }
              normal[r][4] += position[r] * grid.values()[i];
            }
          }
        });
    if (grid.isFlat()) {
      normal[3][3] = 1; // no slope along an axis of one value
    }
    double[] plane = LinearEquations.solve(normal);
    visit(
        grid,
        (i, position) -> {
          double height = 0;
          for (int r = 1; r < 4; r++) {
            height += plane[r] * position[r];
          }
          grid.values()[i] -= (float) height;
        });
  }

  private interface Visitor {
    void at(int index, double[] position);
  }

  /** Positions from -1 to 1 about the middle, behind a 1. */
  private static void visit(Grid grid, Visitor visitor) {
    double[] position = {1, 0, 0, 0};
    for (int z = 0, i = 0; z < grid.depth(); z++) {
      position[3] = grid.isFlat() ? 0 : 2.0 * z / (grid.depth() - 1) - 1;
      for (int y = 0; y < grid.height(); y++) {
        position[2] = grid.height() == 1 ? 0 : 2.0 * y / (grid.height() - 1) - 1;
        for (int x = 0; x < grid.width(); x++, i++) {
          position[1] = grid.width() == 1 ? 0 : 2.0 * x / (grid.width() - 1) - 1;
          visitor.at(i, position);
        }
      }
    }
  }
}
