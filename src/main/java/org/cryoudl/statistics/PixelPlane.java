package org.cryoudl.statistics;

/**
 * The plane that fits a rectangle of pixels best by least squares.
 *
 * @param columns of the rectangle
 * @param rows of the rectangle
 * @param mean of its pixels, which is the plane's value in the middle
 * @param riseX by which it rises from column to column
 * @param riseY by which it rises from row to row
 */
public record PixelPlane(int columns, int rows, double mean, double riseX, double riseY) {

  /**
   * Fits it.
   *
   * @param pixels of a picture, row by row
   * @param width of the picture
   * @param first index of the rectangle's first pixel
   */
  public static PixelPlane fit(float[] pixels, int width, int first, int columns, int rows) {
    double n = (double) columns * rows;
    double middleX = (columns - 1) / 2.0;
    double middleY = (rows - 1) / 2.0;
    double sum = 0;
    double x = 0;
    double y = 0;
    for (int r = 0; r < rows; r++) {
      double row = 0;
      for (int c = 0, i = first + r * width; c < columns; c++, i++) {
        row += pixels[i];
        x += pixels[i] * (c - middleX);
      }
      sum += row;
      y += row * (r - middleY);
    }
    return new PixelPlane(
        columns,
        rows,
        sum / n,
        columns > 1 ? x / (n * ((double) columns * columns - 1) / 12) : 0,
        rows > 1 ? y / (n * ((double) rows * rows - 1) / 12) : 0);
  }

  /** Its value at the first pixel of a row. */
  public double start(int row) {
    return mean + riseY * (row - (rows - 1) / 2.0) - riseX * ((columns - 1) / 2.0);
  }

  /** The even plane of the same mean. */
  public PixelPlane even() {
    return new PixelPlane(columns, rows, mean, 0, 0);
  }
}
