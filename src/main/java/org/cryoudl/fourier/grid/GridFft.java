package org.cryoudl.fourier.grid;

import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;
import org.jtransforms.fft.DoubleFFT_1D;
import pl.edu.icm.jlargearrays.ConcurrencyUtils;

/**
 * Transforms between a real {@link Grid} of any size, flat or not, and its {@link GridSpectrum}:
 * forward {@code F(k) = sum_x f(x) exp(-2 pi i k.x)}, unscaled; backward divides by the number of
 * values. Lines are transformed in double precision, so that only what is stored is rounded.
 *
 * <p>The loops use the threads of the run. Square images, many at a time, are the business of
 * {@link org.cryoudl.fourier.Fft2D}.
 */
public final class GridFft {

  /** Neighbouring lines that are gathered together: as many complex floats as a cache line has. */
  private static final int LINES = 8;

  static {
    ConcurrencyUtils.setNumberOfThreads(1);
  }

  private final int width;
  private final int height;
  private final int depth;
  private final int columns;
  private final DoubleFFT_1D alongX;
  private final DoubleFFT_1D alongY;
  private final DoubleFFT_1D alongZ;

  public GridFft(int width, int height, int depth) {
    this.width = width;
    this.height = height;
    this.depth = depth;
    this.columns = width / 2 + 1;
    this.alongX = new DoubleFFT_1D(width);
    this.alongY = height == width ? alongX : new DoubleFFT_1D(height);
    this.alongZ = depth == height ? alongY : new DoubleFFT_1D(depth);
  }

  /** For grids of the size of one. */
  public static GridFft of(Grid grid) {
    return new GridFft(grid.width(), grid.height(), grid.depth());
  }

  /** Filters a grid in place, which is returned. */
  public static Grid filter(Grid grid, RadialFilter filter) {
    GridFft fft = of(grid);
    GridSpectrum spectrum = fft.forward(grid);
    spectrum.multiply(filter);
    fft.inverse(spectrum.values(), grid.values());
    return grid;
  }

  /** Transforms a grid, which is not changed. */
  public GridSpectrum forward(Grid grid) {
    GridSpectrum spectrum = GridSpectrum.zeros(width, height, depth);
    forward(grid.values(), spectrum.values());
    return spectrum;
  }

  /** Transforms values into a spectrum's. */
  public void forward(float[] values, float[] spectrum) {
    ParallelLoop.run(
        depth * ((height + 1) / 2),
        task -> {
          int pairs = (height + 1) / 2;
          forwardRows(values, spectrum, task / pairs * height + 2 * (task % pairs));
        });
    transformLines(spectrum, true);
  }

  /** Transforms a spectrum, which is not changed. */
  public Grid inverse(GridSpectrum spectrum) {
    float[] values = new float[width * height * depth];
    inverse(spectrum.copy().values(), values);
    return new Grid(width, height, depth, values);
  }

  /** Transforms a spectrum's values, which are lost. */
  public void inverse(float[] spectrum, float[] values) {
    transformLines(spectrum, false);
    ParallelLoop.run(
        depth * ((height + 1) / 2),
        task -> {
          int pairs = (height + 1) / 2;
          inverseRows(spectrum, values, task / pairs * height + 2 * (task % pairs));
        });
  }

  /** Lines along y and z. */
  private void transformLines(float[] spectrum, boolean forward) {
    int groups = (columns + LINES - 1) / LINES;
    if (height > 1) {
      ParallelLoop.run(
          depth * groups,
          task -> {
            int start = 2 * (task / groups * height * columns + task % groups * LINES);
            int lines = Math.min(LINES, columns - task % groups * LINES);
            lines(spectrum, start, 2 * columns, height, lines, alongY, forward);
          });
    }
    if (depth > 1) {
      ParallelLoop.run(
          height * groups,
          task -> {
            int start = 2 * (task / groups * columns + task % groups * LINES);
            int lines = Math.min(LINES, columns - task % groups * LINES);
            lines(spectrum, start, 2 * columns * height, depth, lines, alongZ, forward);
          });
    }
  }

  private static void lines(
      float[] spectrum,
      int start,
      int stride,
      int length,
      int lines,
      DoubleFFT_1D transform,
      boolean forward) {
    double[] buffer = new double[2 * length * lines];
    for (int k = 0, i = start; k < length; k++, i += stride) {
      for (int line = 0; line < lines; line++) {
        buffer[2 * (line * length + k)] = spectrum[i + 2 * line];
        buffer[2 * (line * length + k) + 1] = spectrum[i + 2 * line + 1];
      }
    }
    for (int line = 0; line < lines; line++) {
      if (forward) {
        transform.complexForward(buffer, 2 * line * length);
      } else {
        transform.complexInverse(buffer, 2 * line * length, true);
      }
    }
    for (int k = 0, i = start; k < length; k++, i += stride) {
      for (int line = 0; line < lines; line++) {
        spectrum[i + 2 * line] = (float) buffer[2 * (line * length + k)];
        spectrum[i + 2 * line + 1] = (float) buffer[2 * (line * length + k) + 1];
      }
    }
  }

  /** A row and the next one of its section as real and imaginary part of one complex line. */
  private void forwardRows(float[] values, float[] spectrum, int row) {
    boolean pair = row % height + 1 < height;
    double[] line = new double[2 * width];
    for (int x = 0, i = row * width; x < width; x++, i++) {
      line[2 * x] = values[i];
      line[2 * x + 1] = pair ? values[i + width] : 0;
    }
    alongX.complexForward(line);
    for (int k = 0, i = 2 * row * columns; k < columns; k++, i += 2) {
      int minus = k == 0 ? 0 : 2 * (width - k);
      double re = line[2 * k];
      double im = line[2 * k + 1];
      spectrum[i] = (float) (0.5 * (re + line[minus]));
      spectrum[i + 1] = (float) (0.5 * (im - line[minus + 1]));
      if (pair) {
        spectrum[i + 2 * columns] = (float) (0.5 * (im + line[minus + 1]));
        spectrum[i + 2 * columns + 1] = (float) (0.5 * (line[minus] - re));
      }
    }
  }

  private void inverseRows(float[] spectrum, float[] values, int row) {
    boolean pair = row % height + 1 < height;
    double[] line = new double[2 * width];
    for (int k = 0, i = 2 * row * columns; k < columns; k++, i += 2) {
      boolean real = k == 0 || 2 * k == width;
      double re = spectrum[i];
      double im = real ? 0 : spectrum[i + 1];
      double otherRe = pair ? spectrum[i + 2 * columns] : 0;
      double otherIm = real || !pair ? 0 : spectrum[i + 2 * columns + 1];
      int minus = k == 0 ? 0 : 2 * (width - k);
      line[minus] = re + otherIm;
      line[minus + 1] = otherRe - im;
      line[2 * k] = re - otherIm;
      line[2 * k + 1] = im + otherRe;
    }
    alongX.complexInverse(line, true);
    for (int x = 0, i = row * width; x < width; x++, i++) {
      values[i] = (float) line[2 * x];
      if (pair) {
        values[i + width] = (float) line[2 * x + 1];
      }
    }
  }
}
