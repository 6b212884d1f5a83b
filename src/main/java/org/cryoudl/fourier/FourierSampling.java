package org.cryoudl.fourier;

import org.cryoudl.image.Image;

/**
 * Brings an image to another box and another pixel size at once, by its Fourier series, about the
 * centre pixel floor(box/2). Detail that the new pixels cannot hold is left out.
 */
public final class FourierSampling {

  private FourierSampling() {}

  /**
   * The image in other pixels. What lies outside the image is 0.
   *
   * @param pixelRatio new pixel size over that of the image, above 0
   * @param toBox new side length in pixels
   */
  public static Image sample(Image image, double pixelRatio, int toBox) {
    int box = image.box();
    double[][] rows = kernel(box, pixelRatio, toBox);
    double[][] across = new double[box][toBox];
    for (int row = 0; row < box; row++) {
      for (int to = 0; to < toBox; to++) {
        double sum = 0;
        for (int column = 0; column < box; column++) {
          sum += rows[to][column] * image.pixels()[row * box + column];
        }
        across[row][to] = sum;
      }
    }
    float[] pixels = new float[toBox * toBox];
    for (int to = 0; to < toBox; to++) {
      for (int column = 0; column < toBox; column++) {
        double sum = 0;
        for (int row = 0; row < box; row++) {
          sum += rows[to][row] * across[row][column];
        }
        pixels[to * toBox + column] = (float) sum;
      }
    }
    return Image.square(toBox, pixels);
  }

  /** What each pixel counts in each new one along an axis: a Dirichlet kernel. */
  private static double[][] kernel(int box, double pixelRatio, int toBox) {
    double[][] kernel = new double[toBox][box];
    // Frequencies in cycles per box; a new pixel holds half a cycle.
    double finest = box / (2 * Math.max(1, pixelRatio));
    for (int to = 0; to < toBox; to++) {
      double at = (to - Image.centre(toBox)) * pixelRatio + Image.centre(box);
      if (at < -0.5 || at > box - 0.5) {
        continue;
      }
      for (int n = 0; n < box; n++) {
        double sum = 1;
        for (int k = 1; k <= finest; k++) {
          double cos = Math.cos(2 * Math.PI * k * (at - n) / box);
          sum += 2 * k == box ? cos : 2 * cos;
        }
        kernel[to][n] = sum / box;
      }
    }
    return kernel;
  }
}
