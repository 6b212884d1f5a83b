package org.cryoudl.micrograph.picking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** Templates whose transforms are in memory at a time. */
  private static final int BATCH = 16 * BlockCorrelation.TOGETHER;

  /**
   * Searches a plane; places nearer than a disc's radius to the rim wrap around.
   *
   * @param margin places nearer to the rim get 0
   */
  static CorrelationMap of(Image plane, TurnedTemplates templates, int margin) {
    int side = plane.box();
    BlockCorrelation blocks = new BlockCorrelation(side, templates.box(), margin);
    BlockCorrelation.Spectrum[] image = transformed(blocks, plane.pixels());
    float[] scale = inverseLengths(plane, blocks, image, templates);
    CorrelationMap best = empty(side);
    for (int first = 0; first < templates.count(); first += BATCH) {
      best.take(blocks, image, templates, first, Math.min(BATCH, templates.count() - first));
    }
    for (int i = 0; i < scale.length; i++) {
      best.highest[i] = scale[i] > 0 ? best.highest[i] * scale[i] : 0;
      best.lowest[i] = scale[i] > 0 ? best.lowest[i] * scale[i] : 0;
    }
    return best;
  }

  /** The lowest coefficients with their sign turned, so that they are peaks. */
  float[] negativeLowest() {
    float[] negative = new float[lowest.length];
    for (int i = 0; i < negative.length; i++) {
      negative[i] = -lowest[i];
    }
    return negative;
  }

  /** Compares what is known with some more templates. */
  private void take(
      BlockCorrelation blocks,
      BlockCorrelation.Spectrum[] image,
      TurnedTemplates templates,
      int first,
      int count) {
    int together = BlockCorrelation.TOGETHER;
    BlockCorrelation.Spectrum[] groups =
        new BlockCorrelation.Spectrum[(count + together - 1) / together];
    ParallelLoop.run(
        groups.length,
        g -> {
          List<float[]> group = new ArrayList<>();
          for (int t = g * together; t < Math.min(count, (g + 1) * together); t++) {
            group.add(templates.pixels(first + t));
          }
          groups[g] = blocks.templates(group);
        });
    // Each block has places of its own, so that threads do not meet.
    ParallelLoop.run(
        image.length,
        b -> {
          BlockCorrelation.Scratch scratch = blocks.new Scratch();
          for (int g = 0; g < groups.length; g++) {
            int start = g * together;
            scratch.correlate(
                b,
                image[b],
                groups[g],
                (t, at, values, from, places) -> {
                  if (start + t < count) {
                    take(at, values, from, places, first + start + t);
                  }
                });
          }
        });
  }

  private void take(int at, float[] values, int from, int count, int template) {
    for (int i = 0; i < count; i++) {
      float value = values[from + i];
      if (value > highest[at + i]) {
        highest[at + i] = value;
        highestTemplate[at + i] = template;
      }
      if (value < lowest[at + i]) {
        lowest[at + i] = value;
        lowestTemplate[at + i] = template;
      }
    }
  }

  private static BlockCorrelation.Spectrum[] transformed(BlockCorrelation blocks, float[] plane) {
    BlockCorrelation.Spectrum[] image = new BlockCorrelation.Spectrum[blocks.blocks()];
    ParallelLoop.run(image.length, b -> image[b] = blocks.block(plane, b));
    return image;
  }

  /** One template's correlation with a whole plane. */
  private static float[] whole(
      BlockCorrelation blocks, int side, float[] template, BlockCorrelation.Spectrum[] image) {
    float[] result = new float[side * side];
    BlockCorrelation.Spectrum one = blocks.templates(List.of(template));
    ParallelLoop.run(
        image.length,
        b ->
            blocks.new Scratch()
                .correlate(
                    b,
                    image[b],
                    one,
                    (t, at, values, from, count) -> {
                      if (t == 0) {
                        System.arraycopy(values, from, result, at, count);
                      }
                    }));
    return result;
  }

  /**
   * One over the length of the plane's pixels about their mean, under the disc around each place.
   */
  private static float[] inverseLengths(
      Image plane,
      BlockCorrelation blocks,
      BlockCorrelation.Spectrum[] image,
      TurnedTemplates templates) {
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
    float[] sums = whole(blocks, side, disc, image);
    float[] squareSums = whole(blocks, side, disc, transformed(blocks, squares));
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
