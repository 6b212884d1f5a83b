package org.cryoudl.image;

import java.util.Arrays;

/**
 * The background of a square image: the pixels whose centres lie farther than a radius from the
 * centre pixel, as RELION defines it. Immutable.
 */
final class BackgroundPixels {

  private final int[] indices;

  /** A negative radius makes the whole image background. */
  BackgroundPixels(int box, double radiusPixels) {
    double limit = radiusPixels < 0 ? -1 : radiusPixels * radiusPixels;
    int centre = Image.centre(box);
    int[] found = new int[Math.multiplyExact(box, box)];
    int count = 0;
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double dx = c - centre;
        double dy = r - centre;
        if (dx * dx + dy * dy > limit) {
          found[count++] = r * box + c;
        }
      }
    }
    this.indices = Arrays.copyOf(found, count);
  }

  int count() {
    return indices.length;
  }

  int index(int i) {
    return indices[i];
  }

  /** {mean, standard deviation} over the background. */
  double[] statistics(float[] pixels) {
    // Sums of differences from a pixel of the image lose no digits to a large mean.
    float pivot = pixels[indices[0]];
    double sum = 0;
    double squares = 0;
    for (int i : indices) {
      double d = pixels[i] - pivot;
      sum += d;
      squares += d * d;
    }
    double mean = sum / indices.length;
    double variance = squares / indices.length - mean * mean;
    return new double[] {pivot + mean, Math.sqrt(Math.max(0, variance))};
  }
}
