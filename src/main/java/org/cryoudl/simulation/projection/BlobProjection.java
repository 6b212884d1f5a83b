package org.cryoudl.simulation.projection;

import java.util.Locale;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/**
 * A picture made of isotropic 2D Gaussians, which is what a density of isotropic 3D Gaussians
 * projects to. Turning and shifting it moves only the Gaussians' centres, so poses, subpixel ones
 * too, are exact: nothing is interpolated.
 *
 * <p>Blob i adds {@code w_i / (2 pi s_i^2) exp(-|c - c_i|^2 / (2 s_i^2))} to the pixel at {@code c
 * = (x, y) = (column - floor(box/2), row - floor(box/2))}; its pixels sum to its weight. All
 * lengths are pixels of the template's frame. Blobs may lie outside the box. Immutable.
 */
public final class BlobProjection implements Template {

  /** Gaussians are cut off here; the largest value left out is 3.7e-6 of the blob's peak. */
  private static final double CUTOFF_SIGMAS = 5;

  private final double[] x;
  private final double[] y;
  private final double[] sigma;
  private final double[] weight;

  /**
   * Blobs given by four arrays of one length, which are copied.
   *
   * @param x positions to the right of the centre pixel, in pixels
   * @param y positions below the centre pixel (toward larger rows), in pixels
   * @param sigma standard deviations in pixels, positive; below about 0.7 the picture aliases
   * @param weight integrals over the plane; may be negative
   */
  public BlobProjection(double[] x, double[] y, double[] sigma, double[] weight) {
    if (y.length != x.length || sigma.length != x.length || weight.length != x.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the arrays of %d x, %d y, %d sigma and %d weight must have one length",
              x.length,
              y.length,
              sigma.length,
              weight.length));
    }
    for (int i = 0; i < x.length; i++) {
      if (!(sigma[i] > 0) || !Double.isFinite(x[i] + y[i] + sigma[i] + weight[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "blob %d must be finite with a positive sigma, got x %s, y %s, sigma %s, weight %s",
                i,
                x[i],
                y[i],
                sigma[i],
                weight[i]));
      }
    }
    this.x = x.clone();
    this.y = y.clone();
    this.sigma = sigma.clone();
    this.weight = weight.clone();
  }

  /** Number of blobs. */
  public int size() {
    return x.length;
  }

  /**
   * The particle image that {@code pose} brings back onto the template: a blob at c of the template
   * is drawn at {@code pose.applyInverse(c) = R(-psi) c - o}.
   */
  @Override
  public Image render(int box, Pose pose) {
    Image image = Image.square(box);
    addTo(image.pixels(), box, pose);
    return image;
  }

  /** Adds {@link #render(int, Pose)} to box x box pixels that are already there. */
  public void addTo(float[] pixels, int box, Pose pose) {
    if (pixels.length != (long) box * box) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a box of %d needs %d pixels, got %d",
              box,
              (long) box * box,
              pixels.length));
    }
    double radians = Math.toRadians(-pose.psiDegrees());
    double cos = Math.cos(radians);
    double sin = Math.sin(radians);
    double centre = Image.centre(box);
    float[] profile = new float[box];
    for (int i = 0; i < x.length; i++) {
      double column = cos * x[i] - sin * y[i] - pose.originXPixels() + centre;
      double row = sin * x[i] + cos * y[i] - pose.originYPixels() + centre;
      addBlob(pixels, box, column, row, sigma[i], weight[i], profile);
    }
  }

  /** A 2D Gaussian is the product of its profiles along x and y. */
  private static void addBlob(
      float[] pixels,
      int box,
      double column,
      double row,
      double sigma,
      double weight,
      float[] profile) {
    double reach = CUTOFF_SIGMAS * sigma;
    int firstColumn = (int) Math.max(0, Math.ceil(column - reach));
    int lastColumn = (int) Math.min(box - 1, Math.floor(column + reach));
    int firstRow = (int) Math.max(0, Math.ceil(row - reach));
    int lastRow = (int) Math.min(box - 1, Math.floor(row + reach));
    if (firstColumn > lastColumn || firstRow > lastRow) {
      return;
    }
    // From pixel to pixel exp(e d^2) changes by a factor that itself changes by exp(2 e): two
    // products instead of an exponential.
    double exponent = -0.5 / (sigma * sigma);
    double bend = Math.exp(2 * exponent);
    double distance = firstColumn - column;
    double value =
        weight / (2 * Math.PI * sigma * sigma) * Math.exp(exponent * distance * distance);
    double growth = Math.exp(exponent * (2 * distance + 1));
    for (int c = firstColumn; c <= lastColumn; c++) {
      profile[c] = (float) value;
      value *= growth;
      growth *= bend;
    }
    distance = firstRow - row;
    value = Math.exp(exponent * distance * distance);
    growth = Math.exp(exponent * (2 * distance + 1));
    for (int r = firstRow; r <= lastRow; r++) {
      float factor = (float) value;
      int at = r * box;
      for (int c = firstColumn; c <= lastColumn; c++) {
        pixels[at + c] += factor * profile[c];
      }
      value *= growth;
      growth *= bend;
    }
  }
}
