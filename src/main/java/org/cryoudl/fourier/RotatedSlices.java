package org.cryoudl.fourier;

import java.util.Arrays;
import org.cryoudl.image.Image;

/**
 * The transform of one image, ready to be sampled in any rotation: many turned copies of an average
 * or a particle for little work each. The image is padded with zeros to twice its box, divided by
 * the interpolation kernel's transform (so that interpolation does not dim its rim), transformed,
 * and then interpolated at the turned frequencies, as RELION projects references.
 *
 * <p>Accuracy. Interpolating a transform with a B-spline of order n multiplies the image by
 * sinc^n(x / 2 box) along x and y, which the division undoes exactly, and adds ghosts of the part
 * at x at distance 2 box - |x|, outside the image but seen in the spectrum: of relative amplitude
 * (|x| / (2 box - |x|))^n. Per direction that is, for content at
 *
 * <ul>
 *   <li>a quarter of the box from the centre (the rim of a particle that fills half the box):
 *       linear (n = 2) 2 %, cubic (n = 4) 0.04 %;
 *   <li>0.4 of the box: linear 6 %, cubic 0.4 %;
 *   <li>the edge of the box: linear 11 %, cubic 1.2 %.
 * </ul>
 *
 * <p>Immutable; threads may share it.
 */
public final class RotatedSlices {

  /** How the padded transform is interpolated. */
  public enum Interpolation {
    /** From 4 frequencies. */
    LINEAR(2),
    /** Cubic B-spline, from 16 frequencies; some three times the work. */
    CUBIC(4);

    private final int order;

    Interpolation(int order) {
      this.order = order;
    }
  }

  private static final int PADDING = 2;

  /** Frequencies beyond the sampled ones that interpolation may touch. */
  private static final int GUARD = 2;

  private final int box;
  private final int largestRadius;
  private final boolean cubic;
  private final int width;
  private final float[] grid;

  /**
   * @param image square; its background should be near 0 (else the edge of the box is content)
   * @param maxRadius highest frequency that will be sampled, in cycles per box of the image; at
   *     most (box - 1) / 2, which leaves out the Nyquist frequency
   */
  public RotatedSlices(Image image, int maxRadius, Interpolation interpolation) {
    this.box = image.box();
    if (maxRadius < 0 || maxRadius > (box - 1) / 2) {
      throw new IllegalArgumentException(
          "highest frequency must lie in 0 ... " + (box - 1) / 2 + ", got " + maxRadius);
    }
    this.largestRadius = maxRadius;
    this.cubic = interpolation == Interpolation.CUBIC;
    int padded = PADDING * box;
    Fft2D fft = Fft2D.of(padded);
    HalfSpectrum spectrum = fft.forward(padAndCorrect(image, padded, interpolation.order));
    fft.centrePhase(spectrum.values());
    // Columns -GUARD ... reach, rows -reach ... reach.
    int reach = PADDING * maxRadius + GUARD;
    this.width = reach + GUARD + 1;
    this.grid = new float[2 * (2 * reach + 1) * width];
    for (int ky = -reach, o = 0; ky <= reach; ky++) {
      for (int kx = -GUARD; kx <= reach; kx++, o += 2) {
        copyFrequency(spectrum, kx, ky, o);
      }
    }
  }

  private static float[] padAndCorrect(Image image, int padded, int order) {
    int box = image.box();
    int centre = Image.centre(box);
    float[] correction = new float[box];
    for (int i = 0; i < box; i++) {
      double x = Math.PI * (i - centre) / padded;
      correction[i] = i == centre ? 1 : (float) Math.pow(x / Math.sin(x), order);
    }
    float[] out = new float[padded * padded];
    int first = Image.centre(padded) - centre;
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        out[(first + r) * padded + first + c] = image.at(r, c) * correction[r] * correction[c];
      }
    }
    return out;
  }

  /** Copies F(kx, ky), by periodicity and symmetry where it is not stored. */
  private void copyFrequency(HalfSpectrum spectrum, int kx, int ky, int o) {
    int n = spectrum.box();
    int wrapped = Math.floorMod(kx, n);
    boolean conjugate = wrapped > n / 2;
    int i =
        conjugate
            ? HalfSpectrum.index(n, Math.floorMod(-ky, n), n - wrapped)
            : HalfSpectrum.index(n, Math.floorMod(ky, n), wrapped);
    grid[o] = spectrum.values()[i];
    grid[o + 1] = conjugate ? -spectrum.values()[i + 1] : spectrum.values()[i + 1];
  }

  public int box() {
    return box;
  }

  /** The highest frequency that can be sampled, in cycles per box. */
  public int maxRadius() {
    return largestRadius;
  }

  /**
   * The half spectrum of the image turned by +psi about its centre pixel (content moves as {@link
   * org.cryoudl.geometry.Pose} says, from c to R(psi) c), phases referring to the centre pixel
   * ({@link Fft2D#centrePhase}); zero beyond the radius.
   *
   * @param radius highest frequency wanted, at most {@link #maxRadius}; a smaller one costs less,
   *     by its square
   * @param out receives {@link HalfSpectrum#length} floats
   */
  public void sample(double psiDegrees, int radius, float[] out) {
    sample(psiDegrees, radius, out, null);
  }

  /**
   * As {@link #sample(double, int, float[])}, with the derivative of every value by psi in radians:
   * that of the interpolated values themselves, exact to rounding.
   *
   * @param derivative receives {@link HalfSpectrum#length} floats, or null for none
   */
  public void sample(double psiDegrees, int radius, float[] out, float[] derivative) {
    requireArguments(radius, out, derivative);
    Arrays.fill(out, 0);
    if (derivative != null) {
      Arrays.fill(derivative, 0);
    }
    double cos = PADDING * Math.cos(Math.toRadians(psiDegrees));
    double sin = PADDING * Math.sin(Math.toRadians(psiDegrees));
    SplineStencil stencil = new SplineStencil(grid, width, cubic);
    long originX = (long) GUARD << 32;
    long originY = (long) (PADDING * largestRadius + GUARD) << 32;
    long stepX = fixed(cos);
    long stepY = fixed(sin);
    for (int ky = -radius; ky <= radius; ky++) {
      int last = (int) Math.sqrt((double) radius * radius - (double) ky * ky);
      int o = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky), 0);
      // Coordinates are integers with 32 binary places: faster to split than doubles.
      long x = fixed(sin * ky);
      long y = fixed(cos * ky);
      for (int kx = 0; kx <= last; kx++, o += 2, x += stepX, y -= stepY) {
        // G(k) = F(R(-psi) k); where that falls on the half not stored, the conjugate of F(-k').
        int sign = x < 0 ? -1 : 1;
        long px = sign * x + originX;
        long py = sign * y + originY;
        int at = (int) (py >> 32) * width + (int) (px >> 32);
        float t = ((int) px >>> 8) * 0x1p-24f;
        float u = ((int) py >>> 8) * 0x1p-24f;
        if (derivative == null) {
          stencil.value(at, t, u);
        } else {
          stencil.valueAndGradient(at, t, u);
          // d k' / d psi = (k'y, -k'x). Below, F is the conjugate of the grid at -k', hence the
          // sign of the real part.
          float kxTurned = x * 0x1p-32f;
          float kyTurned = y * 0x1p-32f;
          derivative[o] = sign * (kyTurned * stencil.dxRe - kxTurned * stencil.dyRe);
          derivative[o + 1] = kyTurned * stencil.dxIm - kxTurned * stencil.dyIm;
        }
        out[o] = stencil.re;
        out[o + 1] = sign * stencil.im;
      }
    }
  }

  private static long fixed(double value) {
    return (long) Math.rint(value * 0x1p32);
  }

  private void requireArguments(int radius, float[] out, float[] derivative) {
    if (radius < 0 || radius > largestRadius) {
      throw new IllegalArgumentException(
          "radius must lie in 0 ... " + largestRadius + ", got " + radius);
    }
    int length = HalfSpectrum.length(box);
    if (out.length != length || derivative != null && derivative.length != length) {
      throw new IllegalArgumentException(
          "the half spectrum of a box of " + box + " takes " + length + " floats");
    }
  }
}
