package org.cryoudl.micrograph.picking;

import java.util.List;
import org.cryoudl.fourier.grid.LinesFft;

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

  /** Number of templates that are correlated at a time: two pairs. */
  static final int TOGETHER = 4;

  private static final int PAIRS = TOGETHER / 2;

  /** Transform of a block of the plane. */
  Spectrum block(float[] plane, int number) {
    int top = margin + number / perAxis * valid - box / 2;
    int left = margin + number % perAxis * valid - box / 2;
    LinesFft pixels = new LinesFft(block, block);
    for (int r = 0; r < block; r++) {
      int row = Math.floorMod(top + r, side) * side;
      float[] line = pixels.real(r);
      for (int c = 0; c < block; c++) {
        line[c] = plane[row + Math.floorMod(left + c, side)];
      }
    }
    pixels.forward();
    LinesFft across = new LinesFft(block, PAIRS * block);
    // One for each pair of templates.
    for (int p = 0; p < PAIRS; p++) {
      pixels.copyAcross(0, block, across, p * block);
    }
    return spectrum(across);
  }

  /**
   * Transform of some templates, of which every second one is the imaginary part of a pair.
   *
   * @param templates at most {@link #TOGETHER}; missing ones are 0
   */
  Spectrum templates(List<float[]> templates) {
    // What a product is transformed with does not divide.
    float scale = 1f / (block * block);
    LinesFft across = new LinesFft(block, PAIRS * block);
    for (int first = 0; first < templates.size(); first += 2) {
      LinesFft pixels = new LinesFft(block, block);
      for (int r = 0; r < box; r++) {
        place(templates.get(first), r, scale, pixels.real(r));
        if (first + 1 < templates.size()) {
          // A correlation is with the conjugate of a template, which turns the sign.
          place(templates.get(first + 1), r, -scale, pixels.imaginary(r));
        }
      }
      pixels.forward();
      pixels.copyAcross(0, block, across, first / 2 * block);
    }
    return spectrum(across);
  }

  private void place(float[] template, int row, float scale, float[] to) {
    for (int c = 0; c < box; c++) {
      to[c] = scale * template[row * box + c];
    }
  }

  private Spectrum spectrum(LinesFft across) {
    across.forward();
    float[][] re = new float[block][];
    float[][] im = new float[block][];
    for (int k = 0; k < block; k++) {
      re[k] = across.real(k);
      im[k] = across.imaginary(k);
    }
    return new Spectrum(re, im);
  }

  /**
   * Transforms of two pairs of templates, or twice that of a block.
   *
   * @param real parts: [frequency along a row][pair, frequency along a column]
   * @param imaginary parts, likewise
   */
  record Spectrum(float[][] real, float[][] imaginary) {}

  /** What receives {@code sum_y I(x + y) t(y)}, y counted from the template's pixel box / 2. */
  @FunctionalInterface
  interface Receiver {
    /**
     * Takes the values of some neighbouring places of a row.
     *
     * @param template 0 to {@link #TOGETHER} - 1, also where one was missing
     * @param at position of the first one in the plane
     * @param from where its value is
     * @param count of places
     */
    void take(int template, int at, float[] values, int from, int count);
  }

  /** Room for one product at a time. */
  final class Scratch {
    private final LinesFft product = new LinesFft(block, PAIRS * block);
    private final LinesFft places = new LinesFft(block, PAIRS * valid);

    /** Correlates a block with some templates, both as transforms. */
    void correlate(int number, Spectrum image, Spectrum templates, Receiver receiver) {
      for (int k = 0; k < block; k++) {
        float[] re = templates.real[k];
        float[] im = templates.imaginary[k];
        productSum(product.real(k), image.real[k], re, image.imaginary[k], im);
        productDifference(product.imaginary(k), image.imaginary[k], re, image.real[k], im);
      }
      product.inverse();
      for (int p = 0; p < PAIRS; p++) {
        product.copyAcross(p * block, valid, places, p * valid);
      }
      places.inverse();
      int top = margin + number / perAxis * valid;
      int left = margin + number % perAxis * valid;
      int count = Math.min(valid, side - margin - left);
      for (int r = 0; r < Math.min(valid, side - margin - top); r++) {
        int at = (top + r) * side + left;
        for (int p = 0; p < PAIRS; p++) {
          receiver.take(2 * p, at, places.real(r), p * valid, count);
          receiver.take(2 * p + 1, at, places.imaginary(r), p * valid, count);
        }
      }
    }
  }

  private static void productSum(float[] to, float[] a, float[] b, float[] c, float[] d) {
    for (int i = 0; i < to.length; i++) {
      to[i] = a[i] * b[i] + c[i] * d[i];
    }
  }

  private static void productDifference(float[] to, float[] a, float[] b, float[] c, float[] d) {
    for (int i = 0; i < to.length; i++) {
      to[i] = a[i] * b[i] - c[i] * d[i];
    }
  }
}
