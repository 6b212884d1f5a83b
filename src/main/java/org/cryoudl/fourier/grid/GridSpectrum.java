package org.cryoudl.fourier.grid;

import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The transform of a real {@link org.cryoudl.image.grid.Grid}: the half with non-negative
 * frequencies along x, the other half being its complex conjugate. Phases refer to the first value
 * of the grid.
 *
 * <p>Layout: {@code 2 * ((z * height + y) * columns + x)}, real then imaginary, columns =
 * floor(width/2) + 1; index k of y and z holds the frequency k up to half the length and k - length
 * beyond.
 *
 * @param width of the grid
 * @param height of the grid
 * @param depth of the grid
 * @param values shared and mutable
 */
public record GridSpectrum(int width, int height, int depth, float[] values) {

  public GridSpectrum {
    if (values.length != length(width, height, depth)) {
      throw new IllegalArgumentException(
          "the half spectrum of a grid of "
              + width
              + " x "
              + height
              + " x "
              + depth
              + " needs "
              + length(width, height, depth)
              + " floats, got "
              + values.length);
    }
  }

  /** Number of floats that the half spectrum of a grid takes. */
  public static int length(int width, int height, int depth) {
    return Math.multiplyExact(2 * height * (width / 2 + 1), depth);
  }

  /** A spectrum of zeros. */
  public static GridSpectrum zeros(int width, int height, int depth) {
    return new GridSpectrum(width, height, depth, new float[length(width, height, depth)]);
  }

  /** Number of stored frequencies along x. */
  public int columns() {
    return width / 2 + 1;
  }

  /** Position of the real part of a value; the imaginary part follows. */
  public int index(int column, int row, int section) {
    return 2 * ((section * height + row) * columns() + column);
  }

  /** The signed frequency of an index along an axis of some length. */
  public static int frequency(int index, int length) {
    return index <= length / 2 ? index : index - length;
  }

  /** How many values of the full spectrum a stored column stands for: 1 or 2. */
  public int multiplicity(int column) {
    return column == 0 || 2 * column == width ? 1 : 2;
  }

  /** The length of a frequency in cycles per pixel. */
  public double cyclesPerPixel(int column, int row, int section) {
    double x = (double) column / width;
    double y = (double) frequency(row, height) / height;
    double z = (double) frequency(section, depth) / depth;
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Does something at every stored frequency; may be called by several threads at once. */
  public void forEach(Visitor visitor) {
    ParallelLoop.run(
        height * depth,
        line -> {
          int row = line % height;
          int section = line / height;
          for (int column = 0, i = 2 * line * columns(); column < columns(); column++, i += 2) {
            visitor.visit(i, column, row, section);
          }
        });
  }

  /** What is done at a frequency. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Does it.
     *
     * @param at position of the real part; the imaginary part follows
     */
    void visit(int at, int column, int row, int section);
  }

  /** Multiplies every frequency by a filter, in place. */
  public void multiply(RadialFilter filter) {
    forEach(
        (at, column, row, section) -> {
          float weight = (float) filter.at(cyclesPerPixel(column, row, section));
          values[at] *= weight;
          values[at + 1] *= weight;
        });
  }

  /** An independent copy. */
  public GridSpectrum copy() {
    return new GridSpectrum(width, height, depth, values.clone());
  }
}
