package org.cryoudl.fourier;

import java.util.concurrent.ConcurrentHashMap;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Transforms between a real square image of any size and its {@link HalfSpectrum}. This class owns
 * the project's scaling and origin: forward {@code F(k) = sum_x f(x) exp(-2 pi i k.x / box)},
 * unscaled, with x counted from the first pixel (row 0, column 0); backward divides by box squared.
 * {@link #centrePhase} moves the origin to floor(box/2).
 *
 * <p>Instances are immutable and shared; methods may run on several threads at once.
 */
public final class Fft2D {

  private static final ConcurrentHashMap<Integer, Fft2D> PLANS = new ConcurrentHashMap<>();

  private final int box;
  private final int columns;
  private final FloatFFT_1D transform;
  private final ThreadLocal<float[]> columnScratch;
  private final ThreadLocal<float[]> rowScratch;
  private final ThreadLocal<float[]> planeScratch;

  private Fft2D(int box) {
    if (box < 1) {
      throw new IllegalArgumentException("box must be at least 1 pixel, got " + box);
    }
    this.box = box;
    this.columns = HalfSpectrum.columns(box);
    this.transform = new FloatFFT_1D(box);
    this.columnScratch = ThreadLocal.withInitial(() -> new float[2 * box]);
    this.rowScratch = ThreadLocal.withInitial(() -> new float[box]);
    this.planeScratch = ThreadLocal.withInitial(() -> new float[HalfSpectrum.length(box)]);
  }

  /** The transform for images of {@code box} x {@code box} pixels. */
  public static Fft2D of(int box) {
    return PLANS.computeIfAbsent(box, Fft2D::new);
  }

  public int box() {
    return box;
  }

  /** Transforms an image into a new spectrum. */
  public HalfSpectrum forward(float[] image) {
    HalfSpectrum spectrum = HalfSpectrum.zeros(box);
    forward(image, spectrum.values());
    return spectrum;
  }

  /**
   * Transforms an image.
   *
   * @param image box x box pixels, not changed
   * @param spectrum receives {@link HalfSpectrum#length} floats
   */
  public void forward(float[] image, float[] spectrum) {
    float[] row = rowScratch.get();
    for (int r = 0; r < box; r++) {
      System.arraycopy(image, r * box, row, 0, box);
      transform.realForward(row);
      unpack(row, spectrum, 2 * r * columns);
    }
    float[] column = columnScratch.get();
    for (int c = 0; c < columns; c++) {
      gather(spectrum, c, column);
      transform.complexForward(column);
      scatter(column, spectrum, c);
    }
  }

  /** Transforms a spectrum back into a new image. */
  public float[] inverse(HalfSpectrum spectrum) {
    float[] image = new float[box * box];
    inverse(spectrum.values(), image);
    return image;
  }

  /**
   * Transforms a spectrum back.
   *
   * @param spectrum {@link HalfSpectrum#length} floats, not changed
   * @param image receives box x box pixels
   */
  public void inverse(float[] spectrum, float[] image) {
    float[] plane = planeScratch.get();
    float[] column = columnScratch.get();
    for (int c = 0; c < columns; c++) {
      gather(spectrum, c, column);
      transform.complexInverse(column, true);
      scatter(column, plane, c);
    }
    float[] row = rowScratch.get();
    for (int r = 0; r < box; r++) {
      pack(plane, 2 * r * columns, row);
      transform.realInverse(row, true);
      System.arraycopy(row, 0, image, r * box, box);
    }
  }

  /**
   * Multiplies a spectrum in place by {@code exp(+2 pi i k.c / box)}, c = floor(box/2): afterwards
   * its phases refer to the centre pixel, and the transform of an even function about it is real.
   */
  public void centrePhase(float[] spectrum) {
    double unit = 2 * Math.PI * (box / 2) / box;
    for (int r = 0; r < box; r++) {
      int ky = HalfSpectrum.rowFrequency(box, r);
      for (int kx = 0; kx < columns; kx++) {
        double angle = unit * (kx + ky);
        float cos = (float) Math.cos(angle);
        float sin = (float) Math.sin(angle);
        int i = 2 * (r * columns + kx);
        float re = spectrum[i];
        float im = spectrum[i + 1];
        spectrum[i] = re * cos - im * sin;
        spectrum[i + 1] = re * sin + im * cos;
      }
    }
  }

  private void gather(float[] spectrum, int c, float[] column) {
    for (int r = 0, i = 2 * c; r < box; r++, i += 2 * columns) {
      column[2 * r] = spectrum[i];
      column[2 * r + 1] = spectrum[i + 1];
    }
  }

  private void scatter(float[] column, float[] spectrum, int c) {
    for (int r = 0, i = 2 * c; r < box; r++, i += 2 * columns) {
      spectrum[i] = column[2 * r];
      spectrum[i + 1] = column[2 * r + 1];
    }
  }

  /** From JTransforms' packed half-complex row to interleaved complex values. */
  private void unpack(float[] row, float[] spectrum, int at) {
    spectrum[at] = row[0];
    spectrum[at + 1] = 0;
    if (box == 1) {
      return;
    }
    int last = columns - 1;
    for (int k = 1; k < last; k++) {
      spectrum[at + 2 * k] = row[2 * k];
      spectrum[at + 2 * k + 1] = row[2 * k + 1];
    }
    if (box % 2 == 0) {
      spectrum[at + 2 * last] = row[1];
      spectrum[at + 2 * last + 1] = 0;
    } else {
      spectrum[at + 2 * last] = row[2 * last];
      spectrum[at + 2 * last + 1] = row[1];
    }
  }

  private void pack(float[] plane, int at, float[] row) {
    row[0] = plane[at];
    if (box == 1) {
      return;
    }
    int last = columns - 1;
    for (int k = 1; k < last; k++) {
      row[2 * k] = plane[at + 2 * k];
      row[2 * k + 1] = plane[at + 2 * k + 1];
    }
    if (box % 2 == 0) {
      row[1] = plane[at + 2 * last];
    } else {
      row[2 * last] = plane[at + 2 * last];
      row[1] = plane[at + 2 * last + 1];
    }
  }
}
