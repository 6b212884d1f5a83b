package org.cryoudl.fourier.filter;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.image.Image;

/**
 * The mean power spectrum of square images (Bartlett, Biometrika 37 (1950) 1; of overlapping tiles
 * with a taper, Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70). Power is {@code |F|^2} over
 * the number of pixels, so that white noise has that of its variance. Means are taken off first.
 * Not safe for several threads.
 */
public final class PeriodogramSum {

  private final int box;
  private final double[] sums;
  private int count;

  public PeriodogramSum(int box) {
    this.box = box;
    this.sums = new double[box * HalfSpectrum.columns(box)];
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

  /** The taper of a tile: 1 in the middle, a cosine to 0 at the rims, of mean square 1. */
  public static float[] taper(int box) {
    float[] taper = new float[box * box];
    // A Hann window has a mean square of 3/8 along each axis.
    double scale = 8.0 / 3;
    for (int i = 0; i < taper.length; i++) {
      taper[i] = (float) (scale * hann(i % box, box) * hann(i / box, box));
    }
    return taper;
  }

  private static double hann(int i, int box) {
    return 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / box);
  }

  /**
   * Adds an image.
   *
   * @param pixels box x box values
   * @param taper what they are multiplied by after their mean is taken off; nothing if empty
   */
  public PeriodogramSum add(float[] pixels, float... taper) {
    double mean = 0;
    for (float pixel : pixels) {
      mean += pixel;
    }
    mean /= pixels.length;
    float[] flat = new float[pixels.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) ((pixels[i] - mean) * (taper.length == 0 ? 1 : taper[i]));
    }
    float[] values = Fft2D.of(box).forward(flat).values();
    for (int p = 0; p < sums.length; p++) {
      sums[p] +=
          ((double) values[2 * p] * values[2 * p] + (double) values[2 * p + 1] * values[2 * p + 1])
              / flat.length;
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
