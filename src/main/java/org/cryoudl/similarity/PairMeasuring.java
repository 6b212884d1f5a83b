package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.image.Image;

/** Measures how alike images are that lie on each other, within the disc that is compared. */
final class PairMeasuring {

  /** Side and distance of the windows of the structural similarity. */
  private static final int WINDOW = 8;

  private static final int STEP = 4;

  // Constants of the structural similarity, for levels that span 6 standard deviations.
  private static final double C1 = 0.06 * 0.06;
  private static final double C2 = 0.18 * 0.18;

  private static final int BINS = 16;
  private static final float FROM = -3;
  private static final float BIN_WIDTH = 6f / BINS;

  private final List<Image> images;
  private final int side;
  private final int[] disc;
  private final int[] windows;

  PairMeasuring(PreparedAverages averages) {
    this.images = averages.images();
    this.side = averages.side();
    this.disc = averages.disc();
    this.windows = windows(side, disc);
  }

  /** First pixels of the windows that lie within the disc. */
  private static int[] windows(int side, int[] disc) {
    boolean[] within = new boolean[side * side];
    for (int at : disc) {
      within[at] = true;
    }
    List<Integer> starts = new ArrayList<>();
    for (int r = 0; r + WINDOW <= side; r += STEP) {
      for (int c = 0; c + WINDOW <= side; c += STEP) {
        int end = WINDOW - 1;
        if (within[r * side + c]
            && within[r * side + c + end]
            && within[(r + end) * side + c]
            && within[(r + end) * side + c + end]) {
          starts.add(r * side + c);
        }
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Compares an average with an image of the same side.
   *
   * @param moved its pixels; brought to mean 0 and standard deviation 1 within the disc
   */
  PairMeasures measure(int first, float[] moved) {
    normalise(moved, disc);
    float[] still = images.get(first).pixels();
    return new PairMeasures(ncc(still, moved, disc), ssim(still, moved), information(still, moved));
  }

  /** Mean 0 and standard deviation 1 within a disc; an even image becomes 0. */
  static void normalise(float[] pixels, int[] disc) {
    double sum = 0;
    double squares = 0;
    for (int at : disc) {
      sum += pixels[at];
      squares += (double) pixels[at] * pixels[at];
    }
    float mean = (float) (sum / disc.length);
    double variance = squares / disc.length - (double) mean * mean;
    float scale = variance > 0 ? (float) (1 / Math.sqrt(variance)) : 0;
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = (pixels[p] - mean) * scale;
    }
  }

  /** Of images with mean 0 and standard deviation 1. */
  static double ncc(float[] a, float[] b, int[] disc) {
    double sum = 0;
    for (int at : disc) {
      sum += a[at] * b[at];
    }
    return Math.max(-1, Math.min(1, sum / disc.length));
  }

  private double ssim(float[] a, float[] b) {
    double total = 0;
    double n = WINDOW * WINDOW;
    for (int start : windows) {
      float sumA = 0;
      float sumB = 0;
      float sumAa = 0;
      float sumBb = 0;
      float sumAb = 0;
      for (int r = 0; r < WINDOW; r++) {
        for (int p = start + r * side; p < start + r * side + WINDOW; p++) {
          sumA += a[p];
          sumB += b[p];
          sumAa += a[p] * a[p];
          sumBb += b[p] * b[p];
          sumAb += a[p] * b[p];
        }
      }
      double meanA = sumA / n;
      double meanB = sumB / n;
      double varianceA = sumAa / n - meanA * meanA;
      double varianceB = sumBb / n - meanB * meanB;
      double covariance = sumAb / n - meanA * meanB;
      total +=
          (2 * meanA * meanB + C1)
              * (2 * covariance + C2)
              / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }
    return windows.length == 0 ? 0 : total / windows.length;
  }

  /**
   * Mutual information from a joint histogram, less what chance adds to it (Miller 1955), as the
   * correlation of normal variables.
   */
  private double information(float[] a, float[] b) {
    int[] joint = new int[BINS * BINS];
    int[] first = new int[BINS];
    int[] second = new int[BINS];
    for (int at : disc) {
      int i = bin(a[at]);
      int j = bin(b[at]);
      joint[i * BINS + j]++;
      first[i]++;
      second[j]++;
    }
    double n = disc.length;
    double nats = 0;
    int cells = 0;
    for (int i = 0; i < BINS; i++) {
      for (int j = 0; j < BINS; j++) {
        int count = joint[i * BINS + j];
        if (count > 0) {
          cells++;
          nats += count / n * Math.log(count * n / ((double) first[i] * second[j]));
        }
      }
    }
    double chance = (cells - occupied(first) - occupied(second) + 1) / (2 * n);
    return Math.sqrt(1 - Math.exp(-2 * Math.max(0, nats - Math.max(0, chance))));
  }

  private static int occupied(int[] counts) {
    int occupied = 0;
    for (int count : counts) {
      occupied += count > 0 ? 1 : 0;
    }
    return occupied;
  }

  private static int bin(float value) {
    return Math.max(0, Math.min(BINS - 1, (int) ((value - FROM) / BIN_WIDTH)));
  }
}
