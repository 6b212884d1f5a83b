package org.cryoudl.displacement;

import java.util.Arrays;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.LinearEquations;

/**
 * Finds one block of an image in another by normalised cross-correlation: the products for all
 * shifts at once by Fourier transforms, the norms by sums over the windows, the peak to a fraction
 * of a pixel by a paraboloid, then by least squares (Lucas and Kanade 1981). Used by one thread.
 */
final class BlockMatch {

  private final int block;
  private final int area;
  private final Fft2D transform;
  private final float[] template;
  private final float[] window;
  private final float[] map;
  private double norm;

  /**
   * @param block side of the block, even
   * @param area side of the area that is searched, even, larger than the block
   */
  BlockMatch(int block, int area) {
    this.block = block;
    this.area = area;
    this.transform = Fft2D.of(area);
    this.template = new float[area * area];
    this.window = new float[area * area];
    this.map = new float[area * area];
  }

  /**
   * Where a block was found.
   *
   * @param dx shift toward larger columns
   * @param dy shift toward larger rows
   * @param coefficient at the peak
   * @param curvature of the peak in the direction in which it is flattest; small where an edge may
   *     slide along itself
   */
  record Found(double dx, double dy, double coefficient, double curvature) {}

  /** Standard deviation of a block about a pixel. */
  static double deviation(Image image, int x, int y, int block) {
    double sum = 0;
    double squares = 0;
    for (int r = -block / 2; r < block / 2; r++) {
      for (int c = -block / 2; c < block / 2; c++) {
        float value = clamped(image, y + r, x + c);
        sum += value;
        squares += (double) value * value;
      }
    }
    double n = (double) block * block;
    return Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
  }

  /**
   * How well a shift of a block can be told from a turn, a stretch or a shear of it: the mean
   * square of its slopes in the direction in which they are weakest, less what changes of these
   * kinds explain, compared with its variance. A round blob that turns about its middle looks as it
   * did, though each part of it has moved; near 0 such motions go unseen.
   *
   * @return squared, in 1 / pixels squared
   */
  static double distinctness(Image image, int x, int y, int block) {
    int terms = 8;
    double[][] sums = new double[terms][terms + 1];
    for (int r = -block / 2; r < block / 2; r++) {
      for (int c = -block / 2; c < block / 2; c++) {
        int row = y + r;
        int column = x + c;
        double level = clamped(image, row, column);
        double slopeX = (clamped(image, row, column + 1) - clamped(image, row, column - 1)) / 2;
        double slopeY = (clamped(image, row + 1, column) - clamped(image, row - 1, column)) / 2;
        double down = r + 0.5;
        double across = c + 0.5;
        double[] values = {
          1, level, across * slopeX, down * slopeX, across * slopeY, down * slopeY, slopeX, slopeY
        };
        add(sums, values, 0);
      }
    }
    double mean = sums[0][1] / sums[0][0];
    double variance = sums[1][1] / sums[0][0] - mean * mean;
    LinearEquations.solve(sums);
    // What elimination leaves of the last two: xx and xy, and yy less what xx explains of it.
    double xx = sums[6][6];
    double xy = sums[6][7];
    double yy = xx > 0 ? sums[7][7] + xy * xy / xx : 0;
    double weakest = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
    return variance > 0 ? weakest / (sums[0][0] * variance) : 0;
  }

  private static float clamped(Image image, int row, int column) {
    return image.at(
        Math.max(0, Math.min(image.height() - 1, row)),
        Math.max(0, Math.min(image.width() - 1, column)));
  }

  /** Looks for the block of the first image about a pixel in the second one about the same. */
  Found find(Image first, Image second, int x, int y) {
    fill(first, second, x, y);
    float[] products = transform.forward(window).values();
    float[] other = transform.forward(template).values();
    for (int i = 0; i < products.length; i += 2) {
      float re = products[i] * other[i] + products[i + 1] * other[i + 1];
      float im = products[i + 1] * other[i] - products[i] * other[i + 1];
      products[i] = re;
      products[i + 1] = im;
    }
    transform.inverse(products, map);
    int reach = (area - block) / 2;
    Found coarse = peak(coefficients(reach), reach);
    double[] fine = fine(first, x, y, coarse, reach);
    return new Found(fine[0], fine[1], coarse.coefficient(), coarse.curvature());
  }

  /**
   * Fractions of a pixel by least squares: the block that was found is fitted by the block that was
   * looked for and its slopes. Unlike the top of the peak this has no bias where both are the same:
   * coefficients on its two sides belong to different pixels, and differ.
   */
  private double[] fine(Image first, int x, int y, Found coarse, int reach) {
    int shiftX = (int) Math.rint(coarse.dx());
    int shiftY = (int) Math.rint(coarse.dy());
    double[][] sums = new double[4][5];
    for (int r = 0; r < block; r++) {
      for (int c = 0; c < block; c++) {
        int row = y + r - block / 2;
        int column = x + c - block / 2;
        double level = template[r * area + c];
        double slopeX = (clamped(first, row, column + 1) - clamped(first, row, column - 1)) / 2;
        double slopeY = (clamped(first, row + 1, column) - clamped(first, row - 1, column)) / 2;
        int atRow = Math.max(0, Math.min(area - 1, r + reach + shiftY));
        int atColumn = Math.max(0, Math.min(area - 1, c + reach + shiftX));
        double found = window[atRow * area + atColumn];
        add(sums, new double[] {1, level, slopeX, slopeY}, found);
      }
    }
    double[] solved = shift(sums);
    if (solved.length == 0 || Math.hypot(solved[0], solved[1]) > 1.5) {
      return new double[] {coarse.dx(), coarse.dy()};
    }
    return new double[] {shiftX + solved[0], shiftY + solved[1]};
  }

  private static void add(double[][] sums, double[] terms, double value) {
    for (int i = 0; i < terms.length; i++) {
      for (int j = 0; j < terms.length; j++) {
        sums[i][j] += terms[i] * terms[j];
      }
      sums[i][terms.length] += terms[i] * value;
    }
  }

  /** The shift, from the slopes' shares and the contrast; nothing if the sums do not tell. */
  private static double[] shift(double[][] sums) {
    double[] shares = LinearEquations.solve(sums);
    for (int k = 0; k < sums.length; k++) {
      if (!(sums[k][k] > 1e-12)) {
        return new double[0];
      }
    }
    double contrast = shares[1];
    return contrast > 0.05
        ? new double[] {-shares[2] / contrast, -shares[3] / contrast}
        : new double[0];
  }

  private void fill(Image first, Image second, int x, int y) {
    Arrays.fill(template, 0);
    double sum = 0;
    for (int r = 0; r < block; r++) {
      for (int c = 0; c < block; c++) {
        float value = clamped(first, y + r - block / 2, x + c - block / 2);
        template[r * area + c] = value;
        sum += value;
      }
    }
    float mean = (float) (sum / block / block);
    norm = 0;
    for (int r = 0; r < block; r++) {
      for (int c = 0; c < block; c++) {
        template[r * area + c] -= mean;
        norm += template[r * area + c] * template[r * area + c];
      }
    }
    double total = 0;
    for (int r = 0; r < area; r++) {
      for (int c = 0; c < area; c++) {
        window[r * area + c] = clamped(second, y + r - area / 2, x + c - area / 2);
        total += window[r * area + c];
      }
    }
    float level = (float) (total / area / area);
    for (int p = 0; p < window.length; p++) {
      window[p] -= level; // smaller numbers, finer sums
    }
  }

  /** Coefficients of all shifts up to the reach, [row][column]. */
  private double[][] coefficients(int reach) {
    double[] sums = sums(false);
    double[] squares = sums(true);
    int size = 2 * reach + 1;
    double n = (double) block * block;
    double[][] coefficients = new double[size][size];
    for (int r = 0; r < size; r++) {
      for (int c = 0; c < size; c++) {
        double sum = rectangle(sums, r, c);
        double variance = rectangle(squares, r, c) - sum * sum / n;
        double length = Math.sqrt(Math.max(0, norm * variance));
        coefficients[r][c] = length > 1e-9 ? map[r * area + c] / length : 0;
      }
    }
    return coefficients;
  }

  /** Sums of all pixels above and to the left, with a row and a column of zeros first. */
  private double[] sums(boolean squared) {
    int stride = area + 1;
    double[] sums = new double[stride * stride];
    for (int r = 0; r < area; r++) {
      double row = 0;
      for (int c = 0; c < area; c++) {
        double value = window[r * area + c];
        row += squared ? value * value : value;
        sums[(r + 1) * stride + c + 1] = sums[r * stride + c + 1] + row;
      }
    }
    return sums;
  }

  private double rectangle(double[] sums, int top, int left) {
    int stride = area + 1;
    int bottom = top + block;
    int right = left + block;
    return sums[bottom * stride + right]
        - sums[top * stride + right]
        - sums[bottom * stride + left]
        + sums[top * stride + left];
  }

  private static Found peak(double[][] coefficients, int reach) {
    int bestRow = reach;
    int bestColumn = reach;
    for (int r = 0; r < coefficients.length; r++) {
      for (int c = 0; c < coefficients.length; c++) {
        if (coefficients[r][c] > coefficients[bestRow][bestColumn]) {
          bestRow = r;
          bestColumn = c;
        }
      }
    }
    double here = coefficients[bestRow][bestColumn];
    boolean rim =
        bestRow == 0
            || bestColumn == 0
            || bestRow == coefficients.length - 1
            || bestColumn == coefficients.length - 1;
    if (rim) {
      return new Found(bestColumn - reach, bestRow - reach, here, 0);
    }
    double left = coefficients[bestRow][bestColumn - 1];
    double right = coefficients[bestRow][bestColumn + 1];
    double above = coefficients[bestRow - 1][bestColumn];
    double below = coefficients[bestRow + 1][bestColumn];
    double across = 2 * here - left - right;
    double down = 2 * here - above - below;
    double oblique =
        (coefficients[bestRow + 1][bestColumn - 1]
                + coefficients[bestRow - 1][bestColumn + 1]
                - coefficients[bestRow + 1][bestColumn + 1]
                - coefficients[bestRow - 1][bestColumn - 1])
            / 4;
    // The top of the paraboloid through the nine coefficients.
    double determinant = across * down - oblique * oblique;
    double slopeX = (right - left) / 2;
    double slopeY = (below - above) / 2;
    boolean top = determinant > 1e-12 && across > 0;
    double dx = top ? (down * slopeX - oblique * slopeY) / determinant : 0;
    double dy = top ? (across * slopeY - oblique * slopeX) / determinant : 0;
    double half = (across + down) / 2;
    return new Found(
        bestColumn - reach + Math.max(-1, Math.min(1, dx)),
        bestRow - reach + Math.max(-1, Math.min(1, dy)),
        here,
        half - Math.hypot((across - down) / 2, oblique));
  }
}
