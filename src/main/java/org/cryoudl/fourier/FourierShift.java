package org.cryoudl.fourier;

import org.cryoudl.image.Image;

/**
 * Shifts images by fractions of pixels with a phase ramp: {@code F(k) exp(-2 pi i k.d / box)} moves
 * the content by +d, with wrap-around. At the Nyquist frequency of an even box, where the sign of
 * the frequency is unknown, the ramp is the mean over both signs, so that images stay real.
 */
public final class FourierShift {

  private FourierShift() {}

  /**
   * Shifts a spectrum in place.
   *
   * @param dxPixels motion toward larger columns
   * @param dyPixels motion toward larger rows
   */
  public static void apply(HalfSpectrum spectrum, double dxPixels, double dyPixels) {
    int box = spectrum.box();
    int columns = HalfSpectrum.columns(box);
    float[] values = spectrum.values();
    float[] ramp = ramp(box, columns, dxPixels);
    float[] rows = ramp(box, box, dyPixels);
    for (int r = 0, i = 0; r < box; r++) {
      float rowCos = rows[2 * r];
      float rowSin = rows[2 * r + 1];
      for (int kx = 0; kx < columns; kx++, i += 2) {
        float cos = ramp[2 * kx] * rowCos - ramp[2 * kx + 1] * rowSin;
        float sin = ramp[2 * kx] * rowSin + ramp[2 * kx + 1] * rowCos;
        float re = values[i];
        float im = values[i + 1];
        values[i] = re * cos - im * sin;
        values[i + 1] = re * sin + im * cos;
      }
    }
  }

  /** Shifts a square image into a new one. */
  public static Image apply(Image image, double dxPixels, double dyPixels) {
    Fft2D fft = Fft2D.of(image.box());
    HalfSpectrum spectrum = fft.forward(image.pixels());
    apply(spectrum, dxPixels, dyPixels);
    return Image.square(image.box(), fft.inverse(spectrum));
  }

  /** {@code exp(-2 pi i k d / box)} for the frequencies of {@code count} rows or columns. */
  private static float[] ramp(int box, int count, double d) {
    float[] ramp = new float[2 * count];
    for (int r = 0; r < count; r++) {
      int k = HalfSpectrum.rowFrequency(box, r);
      double angle = -2 * Math.PI * k * d / box;
      ramp[2 * r] = (float) Math.cos(angle);
      ramp[2 * r + 1] = 2 * k == box ? 0 : (float) Math.sin(angle);
    }
    return ramp;
  }
}
