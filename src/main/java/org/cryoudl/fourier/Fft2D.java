package org.cryoudl.fourier;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jtransforms.fft.FloatFFT_1D;
import pl.edu.icm.jlargearrays.ConcurrencyUtils;

/**
 * Transforms between a real square image of any size and its {@link HalfSpectrum}. This class owns
 * the project's scaling and origin: forward {@code F(k) = sum_x f(x) exp(-2 pi i k.x / box)},
 * unscaled, with x counted from the first pixel (row 0, column 0); backward divides by box squared.
 * {@link #centrePhase} moves the origin to floor(box/2).
 *
 * <p>Instances are immutable and shared; methods may run on several threads at once, each on its
 * own arrays. A transform itself uses one thread: the project works on many images at a time.
 */
public final class Fft2D {

  /** Columns that are gathered together: as many complex floats as a cache line has. */
  private static final int COLUMNS = 8;

  private static final ConcurrentHashMap<Integer, Fft2D> PLANS = new ConcurrentHashMap<>();

  static {
    ConcurrencyUtils.setNumberOfThreads(1);
  }

  private final int box;
  private final int columns;
  private final FloatFFT_1D transform;
  private final ThreadLocal<float[]> lineScratch;
  private final ThreadLocal<float[]> planeScratch;
  private final float[] centreCos;
  private final float[] centreSin;

  private Fft2D(int box) {
    if (box < 1) {
      throw new IllegalArgumentException("box must be at least 1 pixel, got " + box);
    }
    this.box = box;
    this.columns = HalfSpectrum.columns(box);
    this.transform = new FloatFFT_1D(box);
    this.lineScratch = ThreadLocal.withInitial(() -> new float[2 * box * COLUMNS]);
    this.planeScratch = ThreadLocal.withInitial(() -> new float[HalfSpectrum.length(box)]);
    this.centreCos = new float[box];
    this.centreSin = new float[box];
    for (int k = 0; k < box; k++) {
      double angle = 2 * Math.PI * ((long) k * (box / 2) % box) / box;
      centreCos[k] = (float) Math.cos(angle);
      centreSin[k] = (float) Math.sin(angle);
    }
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
    forward(image, spectrum, columns);
  }

  /**
   * Transforms an image as far as some of its frequencies are wanted. Pairs of rows that hold
   * nothing but zeros, as around a picture that was padded, take no time.
   *
   * @param image box x box pixels, not changed
   * @param spectrum receives {@link HalfSpectrum#length} floats; columns beyond the wanted ones
   *     hold nothing of use
   * @param wanted how many of the columns, from kx = 0
   */
  public void forward(float[] image, float[] spectrum, int wanted) {
    requireLengths(image, spectrum);
    float[] line = lineScratch.get();
    for (int r = 0; r < box; r += 2) {
      if (isZero(image, r * box, Math.min(r + 2, box) * box)) {
        Arrays.fill(spectrum, 2 * r * columns, 2 * Math.min(r + 2, box) * columns, 0);
      } else {
        forwardRows(image, r, line, spectrum);
      }
    }
    transformColumns(spectrum, spectrum, true, Math.min(wanted, columns));
  }

  private static boolean isZero(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Transforms a spectrum back into a new image. */
  public float[] inverse(HalfSpectrum spectrum) {
    float[] image = new float[box * box];
    inverse(spectrum.values(), image);
    return image;
  }

  /**
   * Transforms a spectrum back. Imaginary parts that a real image cannot have (at the origin and at
   * the Nyquist frequency of an even box) are ignored.
   *
   * @param spectrum {@link HalfSpectrum#length} floats, not changed
   * @param image receives box x box pixels
   */
  public void inverse(float[] spectrum, float[] image) {
    inverse(spectrum, image, box);
  }

  /**
   * Transforms a spectrum back as far as some rows of the image are wanted: those whose distance
   * from the first one is at most {@code reach}, the last row being next to the first.
   *
   * @param spectrum {@link HalfSpectrum#length} floats, not changed
   * @param image receives box x box pixels; other rows may be left as they are
   */
  public void inverse(float[] spectrum, float[] image, int reach) {
    requireLengths(image, spectrum);
    float[] plane = planeScratch.get();
    transformColumns(spectrum, plane, false, columns);
    float[] line = lineScratch.get();
    for (int r = 0; r < box; r += 2) {
      if (r <= reach || box - r - 1 <= reach) {
        inverseRows(plane, r, line, image);
      }
    }
  }

  /**
   * Multiplies a spectrum in place by {@code exp(+2 pi i k.c / box)}, c = floor(box/2): afterwards
   * its phases refer to the centre pixel, and the transform of an even function about it is real.
   */
  public void centrePhase(float[] spectrum) {
    turnByCentre(spectrum, 1);
  }

  /** Undoes {@link #centrePhase}: afterwards phases refer to the first pixel again. */
  public void cornerPhase(float[] spectrum) {
    turnByCentre(spectrum, -1);
  }

  private void turnByCentre(float[] spectrum, int sign) {
    for (int r = 0; r < box; r++) {
      int i = 2 * r * columns;
      for (int kx = 0, k = r; kx < columns; kx++, k++, i += 2) {
        // The row's index serves as its frequency: they differ by whole turns only.
        int turn = k < box ? k : k - box;
        float cos = centreCos[turn];
        float sin = sign * centreSin[turn];
        float re = spectrum[i];
        float im = spectrum[i + 1];
        spectrum[i] = re * cos - im * sin;
        spectrum[i + 1] = re * sin + im * cos;
      }
    }
  }

  /** Transforms the first columns of {@code from} into {@code to}, which may be the same array. */
  private void transformColumns(float[] from, float[] to, boolean forward, int wanted) {
    float[] lines = lineScratch.get();
    for (int first = 0; first < wanted; first += COLUMNS) {
      int count = Math.min(COLUMNS, wanted - first);
      for (int r = 0, i = 2 * first; r < box; r++, i += 2 * columns) {
        for (int c = 0, at = 2 * r; c < count; c++, at += 2 * box) {
          lines[at] = from[i + 2 * c];
          lines[at + 1] = from[i + 2 * c + 1];
        }
      }
      for (int c = 0; c < count; c++) {
        if (forward) {
          transform.complexForward(lines, 2 * c * box);
        } else {
          transform.complexInverse(lines, 2 * c * box, true);
        }
      }
      for (int r = 0, i = 2 * first; r < box; r++, i += 2 * columns) {
        for (int c = 0, at = 2 * r; c < count; c++, at += 2 * box) {
          to[i + 2 * c] = lines[at];
          to[i + 2 * c + 1] = lines[at + 1];
        }
      }
    }
  }

  /**
   * Transforms rows r and r + 1 as the real and imaginary part of one complex line, which takes
   * half the time of two real transforms; a last single row is paired with zeros.
   */
  private void forwardRows(float[] image, int r, float[] line, float[] spectrum) {
    boolean pair = r + 1 < box;
    for (int x = 0, i = r * box; x < box; x++, i++) {
      line[2 * x] = image[i];
      line[2 * x + 1] = pair ? image[i + box] : 0;
    }
    transform.complexForward(line);
    for (int k = 0, i = 2 * r * columns; k < columns; k++, i += 2) {
      int plus = 2 * k;
      int minus = k == 0 ? 0 : 2 * (box - k);
      float re = line[plus];
      float im = line[plus + 1];
      float mirroredRe = line[minus];
      float mirroredIm = line[minus + 1];
      spectrum[i] = 0.5f * (re + mirroredRe);
      spectrum[i + 1] = 0.5f * (im - mirroredIm);
      if (pair) {
        spectrum[i + 2 * columns] = 0.5f * (im + mirroredIm);
        spectrum[i + 2 * columns + 1] = 0.5f * (mirroredRe - re);
      }
    }
  }

  private void inverseRows(float[] plane, int r, float[] line, float[] image) {
    boolean pair = r + 1 < box;
    for (int k = 0, i = 2 * r * columns; k < columns; k++, i += 2) {
      boolean real = k == 0 || 2 * k == box;
      float re = plane[i];
      float im = real ? 0 : plane[i + 1];
      float otherRe = pair ? plane[i + 2 * columns] : 0;
      float otherIm = real || !pair ? 0 : plane[i + 2 * columns + 1];
      int minus = k == 0 ? 0 : 2 * (box - k);
      line[minus] = re + otherIm;
      line[minus + 1] = otherRe - im;
      line[2 * k] = re - otherIm;
      line[2 * k + 1] = otherRe + im;
    }
    transform.complexInverse(line, true);
    for (int x = 0, i = r * box; x < box; x++, i++) {
      image[i] = line[2 * x];
      if (pair) {
        image[i + box] = line[2 * x + 1];
      }
    }
  }

  private void requireLengths(float[] image, float[] spectrum) {
    if (image.length != box * box || spectrum.length != HalfSpectrum.length(box)) {
      throw new IllegalArgumentException(
          "a box of "
              + box
              + " has "
              + box * box
              + " pixels and "
              + HalfSpectrum.length(box)
              + " floats of spectrum, got "
              + image.length
              + " and "
              + spectrum.length);
    }
  }
}
