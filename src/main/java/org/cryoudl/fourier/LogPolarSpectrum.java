package org.cryoudl.fourier;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.cryoudl.image.CircularMask;
import org.jtransforms.fft.FloatFFT_2D;

/**
 * An image's amplitude spectrum over the logarithm of the radius and the angle, in which a change
 * of scale and a turn are shifts, and the phase correlation of two of them (Reddy and Chatterji,
 * IEEE Trans. Image Process. 5 (1996) 1266). The image is masked to a soft disc and padded to twice
 * its size; amplitudes enter as logarithms, each ring less its mean.
 *
 * <p>Bin a lies at {@code 180 a / ANGLES} degrees from +kx toward +ky. Immutable; threads may share
 * it.
 */
public final class LogPolarSpectrum {

  /** Angles over half a turn. */
  public static final int ANGLES = 180;

  private static final int RADII = 64;

  /** Cycles per box of the innermost ring: inside lies the mask's own spectrum. */
  private static final double FIRST_RADIUS = 2;

  /**
   * Widths of the Gaussian window on the cross-power spectrum, in cycles over the radii and over
   * half a turn: beyond it phases are noise.
   */
  private static final double RADIAL_CYCLES = 8;

  private static final double ANGULAR_CYCLES = 16;

  private static final int PADDING = 2;
  private static final double DISC_RADIUS = 0.43;
  private static final double DISC_EDGE = 0.06;

  private static final ConcurrentHashMap<Integer, LogPolarSpectrum> PLANS =
      new ConcurrentHashMap<>();

  private final int box;
  private final CircularMask disc;
  private final FloatFFT_2D transform;
  private final float[] window;

  private LogPolarSpectrum(int box) {
    this.box = box;
    this.disc = new CircularMask(box, (DISC_RADIUS - DISC_EDGE / 2) * box, DISC_EDGE * box);
    this.transform = new FloatFFT_2D(RADII, ANGLES);
    this.window = new float[RADII * ANGLES];
    for (int i = 0; i < window.length; i++) {
      double u = Math.min(i / ANGLES, RADII - i / ANGLES) / RADIAL_CYCLES;
      double v = Math.min(i % ANGLES, ANGLES - i % ANGLES) / ANGULAR_CYCLES;
      window[i] = (float) Math.exp(-(u * u + v * v) / 2);
    }
  }

  /** The plan for images of {@code box} x {@code box} pixels. */
  public static LogPolarSpectrum of(int box) {
    return PLANS.computeIfAbsent(box, LogPolarSpectrum::new);
  }

  /** Radius of a ring in cycles per box; the outermost lies one cycle inside Nyquist. */
  private double radius(int ring) {
    double last = Math.max(FIRST_RADIUS + 1, box / 2.0 - 1);
    return FIRST_RADIUS * Math.pow(last / FIRST_RADIUS, ring / (RADII - 1.0));
  }

  /**
   * The two-dimensional transform of an image's log-polar spectrum.
   *
   * @param image box x box pixels, not changed
   */
  public float[] transform(float[] image) {
    float[] masked = image.clone();
    disc.apply(masked, CircularMask.Fill.EDGE_MEAN);
    float edge = masked[0];
    int padded = PADDING * box;
    float[] wide = new float[padded * padded];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        wide[row * padded + column] = masked[row * box + column] - edge;
      }
    }
    float[] values = Fft2D.of(padded).forward(wide).values();
    float[] polar = new float[2 * RADII * ANGLES];
    for (int ring = 0; ring < RADII; ring++) {
      sampleRing(values, padded, radius(ring) * PADDING, polar, ring * ANGLES);
    }
    transform.complexForward(polar);
    return polar;
  }

  private static void sampleRing(float[] values, int padded, double radius, float[] polar, int at) {
    double[] ring = new double[ANGLES];
    for (int a = 0; a < ANGLES; a++) {
      double angle = Math.PI * a / ANGLES;
      ring[a] =
          Math.log1p(amplitude(values, padded, radius * Math.cos(angle), radius * Math.sin(angle)));
    }
    double mean = Arrays.stream(ring).average().orElse(0);
    for (int a = 0; a < ANGLES; a++) {
      polar[2 * (at + a)] = (float) (ring[a] - mean);
    }
  }

  /** Bilinear between the amplitudes at the four neighbours. */
  private static double amplitude(float[] values, int padded, double kx, double ky) {
    int x = (int) Math.floor(kx);
    int y = (int) Math.floor(ky);
    double u = kx - x;
    double v = ky - y;
    return (1 - v) * ((1 - u) * at(values, padded, x, y) + u * at(values, padded, x + 1, y))
        + v * ((1 - u) * at(values, padded, x, y + 1) + u * at(values, padded, x + 1, y + 1));
  }

  private static double at(float[] values, int padded, int kx, int ky) {
    int sign = kx < 0 ? -1 : 1; // the amplitude at -k equals that at k
    int row = Math.floorMod(sign * ky, padded);
    int i = HalfSpectrum.index(padded, row, sign * kx);
    return Math.hypot(values[i], values[i + 1]);
  }

  /**
   * The phase correlation of two transforms along angle, at equal scale: bin a belongs to turning
   * the image by {@code 180 a / ANGLES} degrees, +x toward +row.
   *
   * @param reference from {@link #transform}
   * @param image from {@link #transform}
   * @return {@link #ANGLES} values
   */
  public float[] phaseCorrelation(float[] reference, float[] image) {
    float[] product = new float[reference.length];
    for (int i = 0; i < product.length; i += 2) {
      double re = (double) reference[i] * image[i] + (double) reference[i + 1] * image[i + 1];
      double im = (double) reference[i + 1] * image[i] - (double) reference[i] * image[i + 1];
      double size = Math.hypot(re, im);
      if (size > 0) {
        double weight = window[i / 2] / size;
        product[i] = (float) (weight * re);
        product[i + 1] = (float) (weight * im);
      }
    }
    transform.complexInverse(product, true);
    float[] curve = new float[ANGLES];
    for (int a = 0; a < ANGLES; a++) {
      curve[a] = product[2 * a];
    }
    return curve;
  }
}
