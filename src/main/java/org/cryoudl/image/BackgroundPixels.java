package org.cryoudl.image;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * The background of a square image: the pixels whose centres lie farther than a radius from the
 * centre pixel, as RELION defines it. Immutable.
 */
final class BackgroundPixels {

  private static final int SECTORS = 24;
  private static final int SECTOR_PIXELS = 8;

  private final int[] indices;

  /** Sector of each background pixel, by its direction from the centre pixel. */
  private final byte[] sectors;

  private final int[] sectorCount;
  private final double[] sectorX;
  private final double[] sectorY;

  private final int box;

  /** A negative radius makes the whole image background. */
  BackgroundPixels(int box, double radiusPixels) {
    this(box, radiusPixels, SECTORS, SECTOR_PIXELS);
  }

  /**
   * @param mostSectors sectors if the background is large
   * @param sectorPixels pixels that a sector should have if it is small
   */
  BackgroundPixels(int box, double radiusPixels, int mostSectors, int sectorPixels) {
    this.box = box;
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
    // Few pixels make few sectors, so that each holds some.
    int sectorNumber = Math.max(6, Math.min(mostSectors, count / sectorPixels));
    this.sectors = new byte[count];
    this.sectorCount = new int[sectorNumber];
    this.sectorX = new double[sectorNumber];
    this.sectorY = new double[sectorNumber];
    for (int i = 0; i < count; i++) {
      int x = indices[i] % box - centre;
      int y = indices[i] / box - centre;
      double turn = Math.atan2(y, x) / (2 * Math.PI) + 0.5;
      int sector = Math.min(sectorNumber - 1, (int) (turn * sectorNumber));
      sectors[i] = (byte) sector;
      sectorCount[sector]++;
      sectorX[sector] += x;
      sectorY[sector] += y;
    }
    for (int s = 0; s < sectorNumber; s++) {
      sectorX[s] /= Math.max(1, sectorCount[s]);
      sectorY[s] /= Math.max(1, sectorCount[s]);
    }
  }

  /** Mean of the background pixels of each sector. */
  double[] sectorMeans(float[] pixels) {
    double[] mean = new double[sectorCount.length];
    for (int i = 0; i < indices.length; i++) {
      mean[sectors[i]] += pixels[indices[i]];
    }
    for (int s = 0; s < mean.length; s++) {
      mean[s] /= Math.max(1, sectorCount[s]);
    }
    return mean;
  }

  /**
   * Mean of a function of the place in each sector, from some of its pixels.
   *
   * @param function of column and row, counted from the centre pixel
   * @param sampled pixels of a sector in which it is looked up
   */
  double[] sectorMeans(DoubleBinaryOperator function, int sampled) {
    double[] mean = new double[sectorCount.length];
    int[] taken = new int[sectorCount.length];
    int[] seen = new int[sectorCount.length];
    int centre = Image.centre(box);
    for (int i = 0; i < indices.length; i++) {
      int s = sectors[i];
      // Evenly spread: a pixel is taken whenever the share of those to take grows by one.
      long most = Math.min(sampled, sectorCount[s]);
      if ((seen[s] + 1) * most / sectorCount[s] > seen[s] * most / sectorCount[s]) {
        mean[s] += function.applyAsDouble(indices[i] % box - centre, indices[i] / box - centre);
        taken[s]++;
      }
      seen[s]++;
    }
    for (int s = 0; s < mean.length; s++) {
      mean[s] /= Math.max(1, taken[s]);
    }
    return mean;
  }

  /** Standard deviation of pixels about the means of their sectors. */
  double withinSectors(float[] pixels, double[] means) {
    double squares = 0;
    for (int i = 0; i < indices.length; i++) {
      double d = pixels[indices[i]] - means[sectors[i]];
      squares += d * d;
    }
    return Math.sqrt(squares / indices.length);
  }

  /** Number of sectors. */
  int sectors() {
    return sectorCount.length;
  }

  /** Number of pixels of a sector. */
  int sectorCount(int sector) {
    return sectorCount[sector];
  }

  /** Mean column of a sector's pixels, counted from the centre pixel. */
  double sectorX(int sector) {
    return sectorX[sector];
  }

  /** Mean row of a sector's pixels, counted from the centre pixel. */
  double sectorY(int sector) {
    return sectorY[sector];
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
