package org.cryoudl.similarity.quality;

import java.util.stream.IntStream;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.Standardisation;

/**
 * An average whose pixels have mean 0 and standard deviation 1 within a disc.
 *
 * @param image the pixels; all 0 if the disc is even
 * @param disc indices of the pixels within the disc, ascending
 */
record DiscImage(Image image, int[] disc) {

  /** Radius of the disc, as a share of the side. */
  static final double RADIUS_SHARE = 0.45;

  /**
   * Prepares an average.
   *
   * @param most side that the result has at most; a smaller original stays as it is
   */
  static DiscImage of(Image original, int most) {
    int side = Math.min(most, original.box());
    Image image = original.box() == side ? original.copy() : FourierResize.resize(original, side);
    int[] disc = disc(side);
    float[] inside = new float[disc.length];
    for (int i = 0; i < disc.length; i++) {
      inside[i] = image.pixels()[disc[i]];
    }
    Standardisation standard = Standardisation.of(inside);
    for (int p = 0; p < image.pixels().length; p++) {
      image.pixels()[p] = (float) ((image.pixels()[p] - standard.mean()) * standard.scale());
    }
    return new DiscImage(image, disc);
  }

  private static int[] disc(int side) {
    int centre = Image.centre(side);
    double radius = RADIUS_SHARE * side;
    return IntStream.range(0, side * side)
        .filter(p -> square(p / side - centre) + square(p % side - centre) <= radius * radius)
        .toArray();
  }

  private static double square(double value) {
    return value * value;
  }
}
