package org.cryoudl.image;

/**
 * A two-dimensional picture of 32-bit reals, row-major in file order: {@code pixels[row * width +
 * column]}. The array is shared, not copied: whoever holds the image may write its pixels; methods
 * that do say so.
 *
 * @param width number of columns
 * @param height number of rows
 * @param pixels width x height values
 */
public record Image(int width, int height, float[] pixels) {

  public Image {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "image size must be positive, got " + width + " x " + height);
    }
    if (pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a "
              + width
              + " x "
              + height
              + " image needs "
              + (long) width * height
              + " pixels, got "
              + pixels.length);
    }
  }

  /** A square image of zeros. */
  public static Image square(int box) {
    return new Image(box, box, new float[Math.multiplyExact(box, box)]);
  }

  /** A square image around the given pixels. */
  public static Image square(int box, float[] pixels) {
    return new Image(box, box, pixels);
  }

  /** The column of the origin of coordinates, and of its row in a square image: floor(n / 2). */
  public static int centre(int n) {
    return n / 2;
  }

  /** The side length of a square image. */
  public int box() {
    if (width != height) {
      throw new IllegalStateException("image is not square: " + width + " x " + height);
    }
    return width;
  }

  /** The value of a pixel. */
  public float at(int row, int column) {
    return pixels[row * width + column];
  }

  /**
   * The middle of this square image; floor(side / 2) stays the centre.
   *
   * @param box side length of the copy, at most this image's, smaller by an even number
   */
  public Image cropped(int box) {
    int margin = (box() - box) / 2;
    if (box < 1 || box + 2 * margin != box()) {
      throw new IllegalArgumentException(
          "a box of " + box() + " can be cropped by an even number of pixels, not to " + box);
    }
    return part(margin, margin, box, box);
  }

  /**
   * A copy of a part.
   *
   * @param left first column
   * @param top first row
   * @param columns of the part, wholly on this image
   * @param rows of the part, wholly on this image
   */
  public Image part(int left, int top, int columns, int rows) {
    Image part = new Image(columns, rows, new float[Math.multiplyExact(columns, rows)]);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(pixels, (top + row) * width + left, part.pixels, row * columns, columns);
    }
    return part;
  }

  /** An independent copy. */
  public Image copy() {
    return new Image(width, height, pixels.clone());
  }

  /** Whether all pixels hold one value, as those of an empty image do. */
  public static boolean isConstant(float[] pixels) {
    for (float value : pixels) {
      if (value != pixels[0]) {
        return false;
      }
    }
    return true;
  }
}
