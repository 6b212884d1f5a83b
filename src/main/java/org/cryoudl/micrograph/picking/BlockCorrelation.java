package org.cryoudl.micrograph.picking;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;

/**
 * Correlates a large plane with small templates, block by block: the overlap-save method (Oppenheim
 * and Schafer, Discrete-Time Signal Processing, 8.7). A block is as large as its transform is fast
 * and stays in the caches; of its correlation the part is right that needs no pixel beyond it.
 * Blocks overlap by so much that these parts cover the plane but for a margin; it repeats itself
 * beyond its rims.
 */
final class BlockCorrelation {

  private static final int[] LENGTHS = {64, 128, 256, 512, 1024, 2048};

  private final int side;
  private final int box;
  private final int block;
  private final int valid;
  private final int perAxis;
  private final int reach;
  private final int margin;

  /**
   * @param side of the plane
   * @param box side of a template, less than 1365
   * @param margin places so near to the rim are left out
   */
  BlockCorrelation(int side, int box, int margin) {
    this.side = side;
    this.box = box;
    this.margin = Math.max(0, Math.min(margin, (side - 1) / 2));
    this.block = fastest(side - 2 * this.margin, box);
    this.valid = block - box + 1;
    this.perAxis = perAxis(side - 2 * this.margin, valid);
    this.reach = valid / 2;
  }

  /** The length whose blocks have the fewest pixels together; the shorter one of equals. */
  private static int fastest(int places, int box) {
    int best = LENGTHS[LENGTHS.length - 1];
    long least = Long.MAX_VALUE;
    for (int length : LENGTHS) {
      if (length >= box + box / 2) {
        long count = perAxis(places, length - box + 1);
        long pixels = count * count * length * length;
        if (pixels < least) {
          least = pixels;
          best = length;
        }
      }
    }
    if (best < box + box / 2) {
      throw new IllegalArgumentException("a template of " + box + " pixels is too large");
    }
    return best;
  }

  private static int perAxis(int places, int valid) {
    return (places + valid - 1) / valid;
  }

  /** A length of at least so many places that whole blocks cover. */
  static int wholeBlocks(int least, int box) {
    int valid = fastest(least, box) - box + 1;
    return perAxis(least, valid) * valid;
  }

  /** Number of blocks. */
  int blocks() {
    return perAxis * perAxis;
  }

  /** Transform of a block of the plane. */
  float[] block(float[] plane, int number) {
    int top = margin + number / perAxis * valid - box / 2;
    int left = margin + number % perAxis * valid - box / 2;
    float[] pixels = new float[block * block];
    for (int r = 0; r < block; r++) {
      int row = Math.floorMod(top + r, side) * side;
      for (int c = 0; c < block; c++) {
        pixels[r * block + c] = plane[row + Math.floorMod(left + c, side)];
      }
    }
    return Fft2D.of(block).forward(pixels).values();
  }

  /**
   * Transform of a template, shifted so that the right part of a correlation lies around the first
   * pixel: rows that are farther from it need not be transformed back.
   */
  float[] template(float[] pixels) {
    float[] wide = new float[block * block];
    for (int r = 0; r < box; r++) {
      int row = Math.floorMod(r + reach, block) * block;
      for (int c = 0; c < box; c++) {
        wide[row + Math.floorMod(c + reach, block)] = pixels[r * box + c];
      }
    }
    return Fft2D.of(block).forward(wide).values();
  }

  /** What receives {@code sum_y I(x + y) t(y)}, y counted from the template's pixel box / 2. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Takes the values of some neighbouring places of a row.
     *
     * @param at position of the first one in the plane
     * @param from where its value is
     * @param count of places
     */
    void take(int at, float[] values, int from, int count);
  }

  /** Room for one product at a time. */
  final class Scratch {
    private final float[] spectrum = new float[HalfSpectrum.length(block)];
    private final float[] values = new float[block * block];

    /** Correlates a block with a template, both as transforms. */
    void correlate(int number, float[] image, float[] template, Receiver receiver) {
      for (int i = 0; i < spectrum.length; i += 2) {
        spectrum[i] = image[i] * template[i] + image[i + 1] * template[i + 1];
        spectrum[i + 1] = image[i + 1] * template[i] - image[i] * template[i + 1];
      }
      Fft2D.of(block).inverse(spectrum, values, reach);
      int top = margin + number / perAxis * valid;
      int left = margin + number % perAxis * valid;
      int count = Math.min(valid, side - margin - left);
      for (int r = 0; r < Math.min(valid, side - margin - top); r++) {
        int row = Math.floorMod(r - reach, block) * block;
        int at = (top + r) * side + left;
        // Places left of the centre stand at the row's end.
        int before = Math.min(reach, count);
        receiver.take(at, values, row + block - reach, before);
        receiver.take(at + before, values, row, count - before);
      }
    }
  }
}
