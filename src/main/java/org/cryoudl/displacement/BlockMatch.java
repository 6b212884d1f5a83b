package org.cryoudl.displacement;

import java.util.Arrays;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.image.Image;

/**
 * Finds one block of an image in another by normalised cross-correlation: the products for all
 * shifts at once by Fourier transforms, the norms by sums over the windows, the peak to a fraction
 * of a pixel by a parabola in each direction. Used by one thread.
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
   * @param curvature the lesser of the peak's curvatures along rows and columns; small where an
   *     edge may slide along itself
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
    double[][] coefficients = coefficients(reach);
    return peak(coefficients, reach);
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
    return new Found(
        bestColumn - reach + (across > 0 ? (right - left) / 2 / across : 0),
        bestRow - reach + (down > 0 ? (below - above) / 2 / down : 0),
        here,
        Math.min(across, down));
  }
}
