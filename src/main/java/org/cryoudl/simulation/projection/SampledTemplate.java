package org.cryoudl.simulation.projection;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/**
 * A template given by its pixels. Outside its edges it repeats itself (wrap-around), so a filament
 * that leaves the box goes on and no seam of another grey appears.
 */
public final class SampledTemplate implements Template {

  /** How values between the pixels are found. */
  public enum Interpolation {
    /** Between the four nearest pixels: what the published benchmark uses; blurs a little. */
    @JsonProperty("bilinear")
    BILINEAR,
    /**
     * The band-limited picture through the pixels: four times finer by zero-padding the transform,
     * then cubic convolution (Keys, IEEE Trans. ASSP 29 (1981) 1153) on the fine grid. The error is
     * about 1 % for the sharpest detail that pixels resolve.
     */
    @JsonProperty("fourier")
    FOURIER
  }

  private static final int OVERSAMPLING = 4;

  private final Interpolation interpolation;
  private final int samples;
  private final int centre;
  private final double samplesPerPixel;
  private final float[] values;

  /**
   * A template of square shape; its pixels are copied.
   *
   * @param image the template; its centre pixel is floor(side / 2)
   */
  public SampledTemplate(Image image, Interpolation interpolation) {
    this.interpolation = interpolation;
    if (interpolation == Interpolation.FOURIER) {
      this.samplesPerPixel = OVERSAMPLING;
      this.values = oversample(image);
    } else {
      this.samplesPerPixel = 1;
      this.values = image.pixels().clone();
    }
    this.samples = (int) (image.box() * samplesPerPixel);
    this.centre = (int) (Image.centre(image.box()) * samplesPerPixel);
  }

  @Override
  public Image render(int box, Pose pose) {
    return render(box, pose, 1);
  }

  /**
   * The particle image of a template seen at another scale.
   *
   * @param step size of a pixel of the result in pixels of the template; beyond 1 the caller has
   *     removed the frequencies that would alias
   */
  Image render(int box, Pose pose, double step) {
    double radians = Math.toRadians(pose.psiDegrees());
    double unit = samplesPerPixel * step;
    double cos = Math.cos(radians) * unit;
    double sin = Math.sin(radians) * unit;
    Image image = Image.square(box);
    int half = Image.centre(box);
    for (int row = 0; row < box; row++) {
      double y = row - half + pose.originYPixels();
      for (int column = 0; column < box; column++) {
        double x = column - half + pose.originXPixels();
        image.pixels()[row * box + column] =
            sample(cos * x - sin * y + centre, sin * x + cos * y + centre);
      }
    }
    return image;
  }

  private float sample(double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double u = x - column;
    double v = y - row;
    if (interpolation == Interpolation.BILINEAR) {
      double upper = (1 - u) * value(row, column) + u * value(row, column + 1);
      double lower = (1 - u) * value(row + 1, column) + u * value(row + 1, column + 1);
      return (float) ((1 - v) * upper + v * lower);
    }
    double sum = 0;
    for (int r = -1; r <= 2; r++) {
      double line = 0;
      for (int c = -1; c <= 2; c++) {
        line += keys(u - c) * value(row + r, column + c);
      }
      sum += keys(v - r) * line;
    }
    return (float) sum;
  }

  private float value(int row, int column) {
    return values[Math.floorMod(row, samples) * samples + Math.floorMod(column, samples)];
  }

  /** Keys' cubic convolution kernel with a = -1/2. */
  private static double keys(double distance) {
    double d = Math.abs(distance);
    return d < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
  }

  private static float[] oversample(Image image) {
    int coarse = image.box();
    int fine = Math.multiplyExact(coarse, OVERSAMPLING);
    HalfSpectrum from = Fft2D.of(coarse).forward(image.pixels());
    HalfSpectrum to = HalfSpectrum.zeros(fine);
    float scale = OVERSAMPLING * OVERSAMPLING;
    for (int r = 0; r < coarse; r++) {
      int ky = HalfSpectrum.rowFrequency(coarse, r);
      for (int kx = 0; kx < HalfSpectrum.columns(coarse); kx++) {
        int source = HalfSpectrum.index(coarse, r, kx);
        // The Nyquist value of an even box stands for both signs of the frequency.
        float share = (2 * kx == coarse ? 0.5f : 1) * (2 * ky == coarse ? 0.5f : 1) * scale;
        add(from, source, to, HalfSpectrum.rowOf(fine, ky), kx, share);
        if (2 * ky == coarse) {
          add(from, source, to, HalfSpectrum.rowOf(fine, -ky), kx, share);
        }
      }
    }
    return Fft2D.of(fine).inverse(to);
  }

  private static void add(
      HalfSpectrum from, int source, HalfSpectrum to, int row, int kx, float share) {
    int target = HalfSpectrum.index(to.box(), row, kx);
    to.values()[target] += share * from.values()[source];
    to.values()[target + 1] += share * from.values()[source + 1];
  }
}
