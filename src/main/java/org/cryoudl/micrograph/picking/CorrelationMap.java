package org.cryoudl.micrograph.picking;

import java.util.Arrays;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The highest and the lowest normalised correlation coefficient of each place of a plane with any
 * of the templates: {@code sum t (I - mean I) / (|t| |I - mean I|)} over the disc around the place,
 * which lies between -1 and 1. Made by fast Fourier transforms; the sums of squares under the disc
 * are local (Roseman, Ultramicroscopy 94 (2003) 225).
 *
 * @param side of the plane
 * @param highest coefficients, row by row
 * @param highestTemplate which template has it
 * @param lowest coefficients, row by row
 * @param lowestTemplate which template has it
 */
record CorrelationMap(
    int side, float[] highest, int[] highestTemplate, float[] lowest, int[] lowestTemplate) {

  private static CorrelationMap empty(int side) {
    float[] highest = new float[side * side];
    float[] lowest = new float[side * side];
    Arrays.fill(highest, Float.NEGATIVE_INFINITY);
    Arrays.fill(lowest, Float.POSITIVE_INFINITY);
    return new CorrelationMap(side, highest, new int[side * side], lowest, new int[side * side]);
  }

  /** Searches a plane; places nearer than a disc's radius to the rim wrap around. */
  static CorrelationMap of(Image plane, TurnedTemplates templates) {
    int side = plane.box();
    HalfSpectrum image = Fft2D.of(side).forward(plane.pixels());
    float[] scale = inverseLengths(plane, image, templates);
    CorrelationMap best =
        ParallelLoop.reduce(
            templates.count(),
            8,
            () -> empty(side),
            (map, t) -> map.take(correlation(image, templates.pixels(t), templates.box()), t),
            CorrelationMap::merge);
    for (int i = 0; i < scale.length; i++) {
      best.highest[i] *= scale[i];
      best.lowest[i] *= scale[i];
    }
    return best;
  }

  private void take(float[] values, int template) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] > highest[i]) {
        highest[i] = values[i];
        highestTemplate[i] = template;
      }
      if (values[i] < lowest[i]) {
        lowest[i] = values[i];
        lowestTemplate[i] = template;
      }
    }
  }

  private static void merge(CorrelationMap into, CorrelationMap from) {
    for (int i = 0; i < into.highest.length; i++) {
      if (from.highest[i] > into.highest[i]) {
        into.highest[i] = from.highest[i];
        into.highestTemplate[i] = from.highestTemplate[i];
      }
      if (from.lowest[i] < into.lowest[i]) {
        into.lowest[i] = from.lowest[i];
        into.lowestTemplate[i] = from.lowestTemplate[i];
      }
    }
  }

  /** {@code sum_y I(x + y) t(y)} for all x, y counted from the template's centre pixel. */
  private static float[] correlation(HalfSpectrum image, float[] template, int box) {
    int side = image.box();
    float[] plane = new float[side * side];
    for (int r = 0; r < box; r++) {
      int row = Math.floorMod(r - Image.centre(box), side);
      for (int c = 0; c < box; c++) {
        int column = Math.floorMod(c - Image.centre(box), side);
        plane[row * side + column] = template[r * box + c];
      }
    }
    float[] spectrum = new float[HalfSpectrum.length(side)];
    Fft2D.of(side).forward(plane, spectrum);
    float[] values = image.values();
    for (int i = 0; i < spectrum.length; i += 2) {
      float re = values[i] * spectrum[i] + values[i + 1] * spectrum[i + 1];
      spectrum[i + 1] = values[i + 1] * spectrum[i] - values[i] * spectrum[i + 1];
      spectrum[i] = re;
    }
    Fft2D.of(side).inverse(spectrum, plane);
    return plane;
  }

  /**
   * One over the length of the plane's pixels about their mean, under the disc around each place.
   */
  private static float[] inverseLengths(
      Image plane, HalfSpectrum image, TurnedTemplates templates) {
    int side = plane.box();
    float[] squares = new float[side * side];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = plane.pixels()[i] * plane.pixels()[i];
    }
    float[] disc = templates.discPixels();
    double count = 0;
    for (float value : disc) {
      count += value;
    }
    float[] sums = correlation(image, disc, templates.box());
    float[] squareSums = correlation(Fft2D.of(side).forward(squares), disc, templates.box());
    double largest = 0;
    for (float value : squareSums) {
      largest = Math.max(largest, value);
    }
    float[] scale = new float[side * side];
    for (int i = 0; i < scale.length; i++) {
      double variance = squareSums[i] - sums[i] * sums[i] / count;
      // Where there is nothing but the padding there is no coefficient.
      scale[i] = variance > 1e-4 * largest ? (float) (1 / Math.sqrt(variance)) : 0;
    }
    return scale;
  }
}
