package org.cryoudl.simulation.projection;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.projection.SampledTemplate.Interpolation;

/** Brings a picture of any size to the scale and box of a recipe. */
public final class PictureScaling {

  private PictureScaling() {}

  /**
   * The picture at another scale. Its centre, floor(size / 2) of each side, becomes the centre of
   * the box; beyond its edges it is continued by the mean of its border.
   *
   * @param box side length of the result in pixels
   * @param step size of a pixel of the result in pixels of the picture
   * @param interpolation {@code FOURIER} also removes the frequencies that would alias; {@code
   *     BILINEAR} does not
   */
  public static Image scale(Image picture, int box, double step, Interpolation interpolation) {
    int least = (int) Math.ceil(box * step);
    int side = Math.max(least, Math.max(picture.width(), picture.height()));
    Image square = embed(picture, side);
    if (interpolation == Interpolation.FOURIER && step > 1) {
      removeAbove(square, side / (2 * step));
    }
    return new SampledTemplate(square, interpolation).render(box, Pose.IDENTITY, step);
  }

  private static Image embed(Image picture, int side) {
    if (picture.width() == side && picture.height() == side) {
      return picture.copy();
    }
    Image square = Image.square(side);
    java.util.Arrays.fill(square.pixels(), borderMean(picture));
    int left = Image.centre(side) - Image.centre(picture.width());
    int top = Image.centre(side) - Image.centre(picture.height());
    for (int row = 0; row < picture.height(); row++) {
      System.arraycopy(
          picture.pixels(),
          row * picture.width(),
          square.pixels(),
          (row + top) * side + left,
          picture.width());
    }
    return square;
  }

  private static float borderMean(Image picture) {
    double sum = 0;
    int count = 0;
    for (int row = 0; row < picture.height(); row++) {
      boolean whole = row == 0 || row == picture.height() - 1;
      int stride = whole ? 1 : Math.max(1, picture.width() - 1);
      for (int column = 0; column < picture.width(); column += stride) {
        sum += picture.at(row, column);
        count++;
      }
    }
    return (float) (sum / count);
  }

  private static void removeAbove(Image image, double largestFrequency) {
    Fft2D transform = Fft2D.of(image.box());
    HalfSpectrum spectrum = transform.forward(image.pixels());
    for (int r = 0; r < image.box(); r++) {
      int ky = HalfSpectrum.rowFrequency(image.box(), r);
      for (int kx = 0; kx < HalfSpectrum.columns(image.box()); kx++) {
        if (Math.max(Math.abs(ky), kx) > largestFrequency) {
          int i = HalfSpectrum.index(image.box(), r, kx);
          spectrum.values()[i] = 0;
          spectrum.values()[i + 1] = 0;
        }
      }
    }
    transform.inverse(spectrum.values(), image.pixels());
  }
}
