package org.cryoudl.fourier.filter;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.PixelPlane;

/**
 * The mean power spectrum of square images, whole ones (Bartlett, Biometrika 37 (1950) 1) or tiles
 * of larger ones (Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70). Power is {@code |F|^2}
 * over the number of pixels, so that white noise has that of its variance. Not safe for several
 * threads.
 */
public final class PeriodogramSum {

  /** Share of a tile's side that fades at each end (a Tukey window). */
  private static final double TAPER = 1.0 / 8;

  private final int box;

  /** What rows and columns of a tile are multiplied by; empty for whole images. */
  private final float[] window;

  private final double[] sums;
  private final float[] flat;
  private final float[] spectrum;
  private int count;

  private PeriodogramSum(int box, float... window) {
    this.box = box;
    this.window = window;
    this.sums = new double[box * HalfSpectrum.columns(box)];
    this.flat = new float[box * box];
    this.spectrum = new float[HalfSpectrum.length(box)];
  }

  /** Of whole images: their mean is taken off. */
  public static PeriodogramSum ofImages(int box) {
    return new PeriodogramSum(box);
  }

  /**
   * Of parts that are cut out of larger images: a plane is taken off each and its rim fades to 0,
   * so that neither a ramp nor the edges of the tile make a cross of the spectrum.
   */
  public static PeriodogramSum ofTiles(int box) {
    float[] window = new float[box];
    double squares = 0;
    for (int i = 0; i < box; i++) {
      double fromEdge = Math.min(i + 0.5, box - i - 0.5) / (TAPER * box);
      window[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, fromEdge)));
      squares += window[i] * window[i];
    }
    for (int i = 0; i < box; i++) {
      window[i] *= (float) Math.sqrt(box / squares);
    }
    return new PeriodogramSum(box, window);
  }

  /**
   * Where tiles begin that are spread evenly from rim to rim and overlap by half at least.
   *
   * @param length of the image's side
   * @param tile side of a tile, at most {@code length}
   */
  public static int[] starts(int length, int tile) {
    if (tile > length) {
      throw new IllegalArgumentException(
          "a tile of " + tile + " does not fit into " + length + " pixels");
    }
    int last = length - tile;
    int steps = (int) Math.ceil(2.0 * last / tile);
    return IntStream.rangeClosed(0, steps)
        .map(step -> (int) ((long) last * step / Math.max(1, steps)))
        .toArray();
  }

  /**
   * Adds an image.
   *
   * @param pixels box x box values
   */
  public PeriodogramSum add(float[] pixels) {
    return add(pixels, box, 0, 0);
  }

  /**
   * Adds a part of a larger image.
   *
   * @param pixels row by row
   * @param width of a row
   * @param left first column of the part
   * @param top first row of the part
   */
  public PeriodogramSum add(float[] pixels, int width, int left, int top) {
    int first = top * width + left;
    boolean tile = window.length > 0;
    PixelPlane fitted = PixelPlane.fit(pixels, width, first, box, box);
    PixelPlane plane = tile ? fitted : fitted.even();
    for (int r = 0; r < box; r++) {
      double start = plane.start(r);
      for (int c = 0, i = first + r * width; c < box; c++, i++) {
        float value = (float) (pixels[i] - (start + plane.riseX() * c));
        flat[r * box + c] = tile ? value * window[r] * window[c] : value;
      }
    }
    Fft2D.of(box).forward(flat, spectrum);
    double scale = 1.0 / flat.length;
    for (int p = 0; p < sums.length; p++) {
      double re = spectrum[2 * p];
      double im = spectrum[2 * p + 1];
      sums[p] += scale * (re * re + im * im);
    }
    count++;
    return this;
  }

  /** Adds what another of the same box holds. */
  public void merge(PeriodogramSum other) {
    for (int p = 0; p < sums.length; p++) {
      sums[p] += other.sums[p];
    }
    count += other.count;
  }

  /** Side of the images in pixels. */
  public int box() {
    return box;
  }

  /** How many images were added. */
  public int count() {
    return count;
  }

  /** The mean over images at every position of the half spectrum; 0 if there are none. */
  public double[] mean() {
    double[] mean = new double[sums.length];
    for (int p = 0; p < mean.length; p++) {
      mean[p] = sums[p] / Math.max(1, count);
    }
    return mean;
  }

  /** Mean of values of a half spectrum over each shell, 0 to floor(box / 2). */
  public static double[] rotational(int box, double... half) {
    return Arrays.copyOf(ShellTable.of(box).mean(half), box / 2 + 1);
  }

  /** Values of a half spectrum over the whole plane, frequency 0 at the centre pixel. */
  public static Image centred(int box, double... half) {
    float[] pixels = new float[box * box];
    int centre = Image.centre(box);
    int columns = HalfSpectrum.columns(box);
    for (int i = 0; i < pixels.length; i++) {
      int kx = i % box - centre;
      int ky = i / box - centre;
      int sign = kx < 0 ? -1 : 1;
      pixels[i] = (float) half[Math.floorMod(sign * ky, box) * columns + sign * kx];
    }
    return Image.square(box, pixels);
  }
}
