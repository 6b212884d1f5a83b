package org.cryoudl.similarity;

import java.util.Arrays;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/** Measures how alike averages are that lie on each other, within the disc that is compared. */
final class PairMeasuring {

  /**
   * Side of the windows of the structural similarity: four blocks. Windows lie a block apart, so
   * that sums over blocks serve several windows.
   */
  private static final int WINDOW = 8;

  private static final int BLOCK = WINDOW / 2;

  // Constants of the structural similarity, for levels that span 6 standard deviations.
  private static final float C1 = 0.06f * 0.06f;
  private static final float C2 = 0.18f * 0.18f;

  private static final int BINS = 16;
  private static final float FROM = -3;
  private static final float BIN_WIDTH = 6f / BINS;

  private final DiscAverages averages;

  /** Where the rows of blocks begin among the pixels of the disc, BLOCK for each block. */
  private final int[] blockRows;

  /** The four blocks of each window. */
  private final int[] windows;

  private final float[][] sums;
  private final float[][] squares;
  private final byte[][] bins;

  /** k log k. */
  private final double[] terms;

  PairMeasuring(DiscAverages averages) {
    this.averages = averages;
    int across = averages.side() / BLOCK;
    int[] places = places(averages);
    int[] numbers = new int[across * across];
    Arrays.fill(numbers, -1);
    this.windows = windows(averages.side(), places, numbers);
    this.blockRows = blockRows(averages.side(), places, numbers);
    int count = averages.count();
    this.sums = new float[count][];
    this.squares = new float[count][];
    this.bins = new byte[count][];
    this.terms = new double[averages.disc().size() + 1];
    for (int k = 1; k < terms.length; k++) {
      terms[k] = k * Math.log(k);
    }
    ParallelLoop.run(count, this::prepare);
  }

  /** Of each pixel of the box its place in the disc, or -1. */
  private static int[] places(DiscAverages averages) {
    int side = averages.side();
    int centre = Image.centre(side);
    int[] places = new int[side * side];
    Arrays.fill(places, -1);
    for (DiscAverages.Disc.Row row : averages.disc().rows()) {
      for (int k = 0; k < row.length(); k++) {
        places[(row.y() + centre) * side + row.x() + centre + k] = row.start() + k;
      }
    }
    return places;
  }

  /** Windows whose corners lie in the disc; blocks get numbers as they are needed. */
  private static int[] windows(int side, int[] places, int[] numbers) {
    int across = side / BLOCK;
    int[] found = new int[4 * across * across];
    int filled = 0;
    int blocks = 0;
    int end = WINDOW - 1;
    for (int r = 0; r + WINDOW <= side; r += BLOCK) {
      for (int c = 0; c + WINDOW <= side; c += BLOCK) {
        if (places[r * side + c] < 0
            || places[r * side + c + end] < 0
            || places[(r + end) * side + c] < 0
            || places[(r + end) * side + c + end] < 0) {
          continue;
        }
        int corner = r / BLOCK * across + c / BLOCK;
        for (int at : new int[] {corner, corner + 1, corner + across, corner + across + 1}) {
          if (numbers[at] < 0) {
            numbers[at] = blocks++;
          }
          found[filled++] = numbers[at];
        }
      }
    }
    return Arrays.copyOf(found, filled);
  }

  private static int[] blockRows(int side, int[] places, int[] numbers) {
    int across = side / BLOCK;
    int[] rows = new int[BLOCK * numbers.length];
    int blocks = 0;
    for (int at = 0; at < numbers.length; at++) {
      if (numbers[at] >= 0) {
        blocks++;
        for (int k = 0; k < BLOCK; k++) {
          int row = at / across * BLOCK + k;
          rows[BLOCK * numbers[at] + k] = places[row * side + at % across * BLOCK];
        }
      }
    }
    return Arrays.copyOf(rows, BLOCK * blocks);
  }

  private void prepare(int index) {
    float[] levels = averages.levels(index);
    int blocks = blockRows.length / BLOCK;
    sums[index] = new float[blocks];
    squares[index] = new float[blocks];
    blockSums(levels, levels, sums[index], squares[index]);
    bins[index] = new byte[levels.length];
    for (int p = 0; p < levels.length; p++) {
      bins[index][p] = (byte) bin(levels[p]);
    }
  }

  /** Sums of {@code b} and of {@code a b} over each block. */
  private void blockSums(float[] a, float[] b, float[] ofB, float[] ofAb) {
    for (int block = 0; block < ofB.length; block++) {
      float sum = 0;
      float products = 0;
      for (int k = BLOCK * block; k < BLOCK * (block + 1); k++) {
        int p = blockRows[k];
        for (int end = p + BLOCK; p < end; p++) {
          sum += b[p];
          products += a[p] * b[p];
        }
      }
      ofB[block] = sum;
      ofAb[block] = products;
    }
  }

  /** Measures with one first average. Used by one thread. */
  final class With {

    private final int first;
    private final float[] blockSum = new float[blockRows.length / BLOCK];
    private final float[] blockSquare = new float[blockRows.length / BLOCK];
    private final float[] blockProduct = new float[blockRows.length / BLOCK];
    private final int[] joint = new int[BINS * BINS];
    private final int[] left = new int[BINS];
    private final int[] right = new int[BINS];

    With(int first) {
      this.first = first;
    }

    /**
     * Compares the average with another.
     *
     * @param moved its pixels within the disc, with mean 0 and standard deviation 1
     */
    PairMeasures measure(float[] moved) {
      float[] still = averages.levels(first);
      double ncc = PairRefinement.dot(still, moved) / still.length;
      return new PairMeasures(
          Math.max(-1, Math.min(1, ncc)), ssim(still, moved), information(moved));
    }

    private double ssim(float[] still, float[] moved) {
      blockSums(moved, moved, blockSum, blockSquare);
      blockSums(still, moved, blockSum, blockProduct);
      float n = WINDOW * WINDOW;
      double total = 0;
      for (int w = 0; w < windows.length; w += 4) {
        float meanA = window(sums[first], w) / n;
        float meanB = window(blockSum, w) / n;
        float varianceA = window(squares[first], w) / n - meanA * meanA;
        float varianceB = window(blockSquare, w) / n - meanB * meanB;
        float covariance = window(blockProduct, w) / n - meanA * meanB;
        total +=
            (2 * meanA * meanB + C1)
                * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
      }
      return windows.length == 0 ? 0 : total / (windows.length / 4);
    }

    private float window(float[] blocks, int w) {
      return blocks[windows[w]]
          + blocks[windows[w + 1]]
          + (blocks[windows[w + 2]] + blocks[windows[w + 3]]);
    }

    /**
     * Mutual information from a joint histogram, less what chance adds to it (Miller 1955), as the
     * correlation of normal variables.
     */
    private double information(float[] moved) {
      Arrays.fill(joint, 0);
      byte[] own = bins[first];
      for (int p = 0; p < moved.length; p++) {
        joint[own[p] * BINS + bin(moved[p])]++;
      }
      Arrays.fill(left, 0);
      Arrays.fill(right, 0);
      double n = moved.length;
      double nats = n * Math.log(n);
      int cells = 0;
      for (int c = 0; c < joint.length; c++) {
        int count = joint[c];
        if (count > 0) {
          cells++;
          nats += terms[count];
          left[c / BINS] += count;
          right[c % BINS] += count;
        }
      }
      for (int k = 0; k < BINS; k++) {
        nats -= terms[left[k]] + terms[right[k]];
        cells -= (left[k] > 0 ? 1 : 0) + (right[k] > 0 ? 1 : 0);
      }
      double chance = (cells + 1) / (2 * n);
      return Math.sqrt(1 - Math.exp(-2 * Math.max(0, nats / n - Math.max(0, chance))));
    }
  }

  private static int bin(float value) {
    return Math.max(0, Math.min(BINS - 1, (int) ((value - FROM) / BIN_WIDTH)));
  }
}
