package org.cryoudl.fourier.resize;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;

/**
 * Changes the box of an image by cutting or padding its transform: the field of view stays, the
 * pixel size becomes {@code from / to} times as large, the centre pixel floor(box/2) stays the
 * centre, and pixels keep their values (the transform is scaled by (to / from)^2). What the smaller
 * box can hold is exact.
 *
 * <p>The Nyquist frequency of an even box stands for both signs: padding shares it between them,
 * cutting adds them up, as sampling the band-limited image would. Padding and cutting back is the
 * identity.
 */
public final class FourierResize {

  private FourierResize() {}

  /** The image in another box. */
  public static Image resize(Image image, int toBox) {
    HalfSpectrum spectrum = HalfSpectrum.zeros(image.box());
    // Higher frequencies than both boxes hold are not kept.
    int columns = HalfSpectrum.columns(Math.min(image.box(), toBox));
    Fft2D.of(image.box()).forward(image.pixels(), spectrum.values(), columns);
    return Image.square(toBox, Fft2D.of(toBox).inverse(resize(spectrum, toBox)));
  }

  /** The spectrum in another box; phases refer to the first pixel, before and after. */
  public static HalfSpectrum resize(HalfSpectrum spectrum, int toBox) {
    int box = spectrum.box();
    if (box == toBox) {
      return spectrum.copy();
    }
    HalfSpectrum resized = HalfSpectrum.zeros(toBox);
    int common = Math.min(box, toBox);
    // A smaller even box has its Nyquist frequency at +half and -half of the larger one.
    int lowest = common % 2 == 0 ? -common / 2 : -(common - 1) / 2;
    int highest = common / 2;
    double[] phase = centreKeepingPhases(box, toBox, lowest, highest);
    double scale = (double) toBox * toBox / ((double) box * box);
    for (int ky = lowest; ky <= highest; ky++) {
      for (int kx = 0; kx <= highest; kx++) {
        double weight = scale * share(box, toBox, kx) * share(box, toBox, ky);
        addMoved(spectrum, resized, kx, ky, weight, phase, lowest);
        if (2 * kx == toBox && toBox < box) {
          addMoved(spectrum, resized, -kx, ky, weight, phase, lowest);
        }
      }
    }
    return resized;
  }

  /** The part of a Nyquist value of the smaller box that belongs to one sign when padding. */
  private static double share(int box, int toBox, int k) {
    return box < toBox && 2 * Math.abs(k) == box ? 0.5 : 1;
  }

  /** Adds the value at a signed frequency to where the new box keeps it. */
  private static void addMoved(
      HalfSpectrum from,
      HalfSpectrum to,
      int kx,
      int ky,
      double weight,
      double[] phase,
      int lowest) {
    int box = from.box();
    // F(-k) is the conjugate of F(k).
    int sign = kx < 0 ? -1 : 1;
    int i = HalfSpectrum.index(box, Math.floorMod(sign * ky, box), Math.abs(kx));
    double re = from.values()[i];
    double im = sign * from.values()[i + 1];
    double xCos = phase[2 * (kx - lowest)];
    double xSin = phase[2 * (kx - lowest) + 1];
    double yCos = phase[2 * (ky - lowest)];
    double ySin = phase[2 * (ky - lowest) + 1];
    double cos = weight * (xCos * yCos - xSin * ySin);
    double sin = weight * (xCos * ySin + xSin * yCos);
    int o = HalfSpectrum.index(to.box(), Math.floorMod(ky, to.box()), Math.abs(kx));
    to.values()[o] += (float) (re * cos - im * sin);
    to.values()[o + 1] += (float) (re * sin + im * cos);
  }

  /** {@code exp(2 pi i k (c/box - c'/box'))}: moves the old centre's phase to the new centre's. */
  private static double[] centreKeepingPhases(int box, int toBox, int lowest, int highest) {
    double turn =
        2 * Math.PI * ((double) Image.centre(box) / box - (double) Image.centre(toBox) / toBox);
    double[] phase = new double[2 * (highest - lowest + 1)];
    for (int k = lowest; k <= highest; k++) {
      phase[2 * (k - lowest)] = Math.cos(turn * k);
      phase[2 * (k - lowest) + 1] = Math.sin(turn * k);
    }
    return phase;
  }
}
