package org.cryoudl.micrograph.picking;

import java.util.SplittableRandom;
import org.cryoudl.fourier.FastLength;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.micrograph.cleaning.BadPixels;

/**
 * A micrograph as it is searched: square, with pixels as large as the detail to be compared allows,
 * and white: each frequency is divided by the root of the noise's power there, as a matched filter
 * does, so that a ramp of the ice counts no more than anything else. The centre pixel stays the
 * centre.
 *
 * @param white the whitened plane, band-limited
 * @param plain the same before whitening, in the micrograph's grey values, its plane taken off
 * @param scale size of a pixel of the plane in pixels of the micrograph
 * @param pixelSizeAngstroms size of a pixel of the plane in A
 * @param width of the micrograph in pixels of the plane; the rest is 0
 * @param height of the micrograph in pixels of the plane
 * @param filter one over the root of the power within the band, by frequency in cycles per pixel of
 *     the plane: entry i is for i / (2 (length - 1))
 * @param band the share of each frequency that is compared: the root of the whitened power
 */
record SearchPlane(
    Image white,
    Image plain,
    double scale,
    double pixelSizeAngstroms,
    double width,
    double height,
    double[] filter,
    double[] band) {

  private static final int LEAST_SIDE = 48;

  /**
   * Prepares a micrograph.
   *
   * @param lowPassAngstroms finer detail is not compared, in A
   * @param diameterAngstroms of a particle in A
   */
  static SearchPlane of(
      Image micrograph,
      double pixelSizeAngstroms,
      double lowPassAngstroms,
      double diameterAngstroms) {
    int longer = Math.max(micrograph.width(), micrograph.height());
    int side = FastLength.atLeast(longer);
    double wanted = Math.max(1, lowPassAngstroms / 2.5 / pixelSizeAngstroms);
    int small = Math.min(side, FastLength.atLeast((int) Math.max(LEAST_SIDE, side / wanted)));
    Image flat = square(micrograph, side);
    Image plain = small == side ? flat : FourierResize.resize(flat, small);
    double scale = (double) side / small;
    double width = micrograph.width() / scale;
    double height = micrograph.height() / scale;
    double cut = scale * pixelSizeAngstroms / lowPassAngstroms;
    double[] power =
        ParticleFreeNoise.of(
            inner(plain, width, height), diameterAngstroms / scale / pixelSizeAngstroms);
    double[] band = new double[power.length];
    double[] filter = new double[power.length];
    for (int i = 0; i < band.length; i++) {
      double frequency = i / (2.0 * (band.length - 1));
      // The lowest frequencies hold the ramp, and a particle as a whole has little there.
      double low = Math.min(1, frequency * diameterAngstroms / scale / pixelSizeAngstroms);
      band[i] = low * Math.max(0, Math.min(1, (1.1 * cut - frequency) / (0.2 * cut)));
      filter[i] = band[i] / Math.sqrt(power[i]);
    }
    HalfSpectrum spectrum = Fft2D.of(small).forward(plain.pixels());
    spectrum.multiply(sample(filter, small));
    Image white = Image.square(small, Fft2D.of(small).inverse(spectrum));
    return new SearchPlane(
        white, plain, scale, scale * pixelSizeAngstroms, width, height, filter, band);
  }

  /** A plane of nothing but noise of the same band, for what noise alone reaches. */
  static Image noise(int side, double[] band, SplittableRandom random) {
    Image image = Image.square(side);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) random.nextGaussian();
    }
    HalfSpectrum spectrum = Fft2D.of(side).forward(image.pixels());
    spectrum.multiply(sample(band, side));
    Fft2D.of(side).inverse(spectrum.values(), image.pixels());
    return image;
  }

  /** The micrograph around the centre of a square of zeros. */
  private static Image square(Image micrograph, int side) {
    int width = micrograph.width();
    Image flat = BadPixels.flattened(micrograph);
    Image square = Image.square(side);
    int left = Image.centre(side) - Image.centre(width);
    int top = Image.centre(side) - Image.centre(micrograph.height());
    for (int r = 0; r < micrograph.height(); r++) {
      System.arraycopy(flat.pixels(), r * width, square.pixels(), (top + r) * side + left, width);
    }
    return square;
  }

  /** The micrograph's part of the plane. */
  private static Image inner(Image plain, double width, double height) {
    int left = (int) Math.ceil(Image.centre(plain.box()) - width / 2);
    int top = (int) Math.ceil(Image.centre(plain.box()) - height / 2);
    return plain.part(left, top, (int) Math.floor(width) - 1, (int) Math.floor(height) - 1);
  }

  /** A filter on the grid of a spectrum. */
  static float[] sample(double[] filter, int box) {
    int columns = HalfSpectrum.columns(box);
    float[] values = new float[box * columns];
    double perCycle = 2.0 * (filter.length - 1);
    for (int r = 0; r < box; r++) {
      double ky = (double) HalfSpectrum.rowFrequency(box, r) / box;
      for (int c = 0; c < columns; c++) {
        double position = Math.hypot(ky, (double) c / box) * perCycle;
        int at = (int) position;
        if (at < filter.length - 1) {
          double part = position - at;
          values[r * columns + c] = (float) ((1 - part) * filter[at] + part * filter[at + 1]);
        }
      }
    }
    return values;
  }
}
