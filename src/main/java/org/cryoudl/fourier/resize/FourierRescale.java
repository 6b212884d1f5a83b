package org.cryoudl.fourier.resize;

import org.cryoudl.image.Image;

/**
 * Samples the Fourier series of an image at other pixels, whatever the ratio of their sizes: what
 * {@link FourierResize} does where the field of view stays and both boxes are whole numbers. Detail
 * beyond the Nyquist frequency of the new pixels is left out, so that nothing is folded back; grey
 * values stay.
 */
public final class FourierRescale {

  private FourierRescale() {}

  /**
   * Rescales a square image about its centre pixel floor(box / 2).
   *
   * @param pixels row by row
   * @param box its side in pixels
   * @param factor new pixel size over its own, at least 1
   * @param toBox side of the result
   * @param destination receives the result row by row
   */
  public static void rescale(
      float[] pixels, int box, double factor, int toBox, float[] destination) {
    float[][] weights = weights(box, factor, toBox);
    float[] rows = new float[toBox * box];
    for (int to = 0; to < toBox; to++) {
      for (int from = 0; from < box; from++) {
        float weight = weights[to][from];
        for (int column = 0; column < box; column++) {
          rows[to * box + column] += weight * pixels[from * box + column];
        }
      }
    }
    for (int row = 0; row < toBox; row++) {
      for (int to = 0; to < toBox; to++) {
        float sum = 0;
        for (int column = 0; column < box; column++) {
          sum += weights[to][column] * rows[row * box + column];
        }
        destination[row * toBox + to] = sum;
      }
    }
  }

  /**
   * What each pixel of a line contributes to each new one: the sum of the frequencies that both can
   * hold, a frequency that is exactly at the limit counting half.
   */
  private static float[][] weights(int box, double factor, int toBox) {
    double limit = box / (2 * factor);
    float[][] weights = new float[toBox][box];
    for (int to = 0; to < toBox; to++) {
      double at = Image.centre(box) + factor * (to - Image.centre(toBox));
      for (int from = 0; from < box; from++) {
        double sum = 1;
        for (int k = 1; k <= limit; k++) {
          double share = k == limit ? 0.5 : 1;
          sum += 2 * share * Math.cos(2 * Math.PI * k * (at - from) / box);
        }
        weights[to][from] = (float) (sum / box);
      }
    }
    return weights;
  }
}
