package org.cryoudl.fourier;

import org.cryoudl.image.Image;

/**
 * A real filter that depends on the length of the frequency only. Filters multiply: {@code
 * lowPass.then(envelope)}.
 *
 * <p>Frequencies are in cycles per pixel, 0.5 at Nyquist. For a resolution of d A and a pixel of p
 * A the frequency is p / d: {@link #cyclesPerPixel}.
 */
@FunctionalInterface
public interface RadialFilter {

  /** The factor at a frequency of 0 to sqrt(1/2) cycles per pixel. */
  double at(double cyclesPerPixel);

  /** The frequency of a resolution, in cycles per pixel. */
  static double cyclesPerPixel(double resolutionAngstroms, double pixelSizeAngstroms) {
    if (!(resolutionAngstroms > 0) || !(pixelSizeAngstroms > 0)) {
      throw new IllegalArgumentException(
          "resolution and pixel size must be positive, got "
              + resolutionAngstroms
              + " and "
              + pixelSizeAngstroms
              + " A");
    }
    return pixelSizeAngstroms / resolutionAngstroms;
  }

  /**
   * Passes low frequencies: 1 up to cut-off - width/2, 0 from cut-off + width/2, a raised cosine
   * between, 1/2 at the cut-off.
   *
   * @param cutOff in cycles per pixel
   * @param edgeWidth of the soft edge in cycles per pixel, 0 for a hard edge
   */
  static RadialFilter lowPass(double cutOff, double edgeWidth) {
    if (!(cutOff >= 0) || !(edgeWidth >= 0)) {
      throw new IllegalArgumentException(
          "cut-off and edge width must not be negative, got " + cutOff + " and " + edgeWidth);
    }
    return f -> {
      double beyond = f - cutOff + edgeWidth / 2;
      if (beyond <= 0) {
        return 1;
      }
      return beyond >= edgeWidth ? 0 : 0.5 * (1 + Math.cos(Math.PI * beyond / edgeWidth));
    };
  }

  /** Passes what {@link #lowPass} with the same numbers stops. */
  static RadialFilter highPass(double cutOff, double edgeWidth) {
    RadialFilter low = lowPass(cutOff, edgeWidth);
    return f -> 1 - low.at(f);
  }

  /** Passes frequencies from {@code low} to {@code high}, both edges soft. */
  static RadialFilter bandPass(double low, double high, double edgeWidth) {
    return highPass(low, edgeWidth).then(lowPass(high, edgeWidth));
  }

  /**
   * The envelope {@code exp(-B k^2 / 4)}, k in 1/A; a negative B sharpens.
   *
   * @param bFactorSquareAngstroms B in A^2
   */
  static RadialFilter bFactor(double bFactorSquareAngstroms, double pixelSizeAngstroms) {
    double rate = bFactorSquareAngstroms / (4 * pixelSizeAngstroms * pixelSizeAngstroms);
    return f -> Math.exp(-rate * f * f);
  }

  /** This filter times another. */
  default RadialFilter then(RadialFilter other) {
    return f -> at(f) * other.at(f);
  }

  /**
   * The factors at every position of a half spectrum, for filtering many images with {@link
   * HalfSpectrum#multiply}.
   *
   * @return box x (floor(box/2) + 1) values
   */
  default float[] sample(int box) {
    int columns = HalfSpectrum.columns(box);
    float[] weights = new float[box * columns];
    for (int r = 0; r < box; r++) {
      if (r > box / 2) {
        System.arraycopy(weights, (box - r) * columns, weights, r * columns, columns);
        continue;
      }
      for (int kx = 0; kx < columns; kx++) {
        weights[r * columns + kx] = (float) at(Math.sqrt((double) kx * kx + (double) r * r) / box);
      }
    }
    return weights;
  }

  /** Filters a spectrum in place. */
  default void apply(HalfSpectrum spectrum) {
    spectrum.multiply(sample(spectrum.box()));
  }

  /** Filters a square image into a new one. */
  default Image apply(Image image) {
    Fft2D fft = Fft2D.of(image.box());
    HalfSpectrum spectrum = fft.forward(image.pixels());
    apply(spectrum);
    return Image.square(image.box(), fft.inverse(spectrum));
  }
}
