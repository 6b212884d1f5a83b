package org.cryoudl.similarity.quality;

import java.util.OptionalDouble;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;

/**
 * How much there is to see in one average. None of these figures uses other images.
 *
 * @param texture how much neighbouring pixels agree: the correlation of the average with itself,
 *     two pixels away, within the disc; 0 is noise, 1 smooth
 * @param edges mean slope of the grey levels within the disc, in standard deviations a pixel at a
 *     side of 64 pixels
 * @param contrast share of the variance that lies within half the radius: 0.25 if it is even, near
 *     1 if a particle stands in the middle of calm surroundings
 * @param resolutionPixels finest detail above the spectrum's own floor, in pixels; empty if none is
 * @param score of all: 0 to 1
 */
public record AverageQuality(
    double texture, double edges, double contrast, OptionalDouble resolutionPixels, double score) {

  private static final int SIDE = 64;
  private static final int LAG = 2;

  /** Shells above this multiple of the floor hold signal. */
  private static final double ABOVE_FLOOR = 4;

  /** Shells below this share of the strongest one hold none: what filters and rounding leave. */
  private static final double WEAKEST = 1e-5;

  /** The floor is that of the outermost shells, from this share of the Nyquist frequency on. */
  private static final double FLOOR_FROM = 0.85;

  /** An even area: nothing is to be seen. */
  public static final AverageQuality EMPTY = new AverageQuality(0, 0, 0, OptionalDouble.empty(), 0);

  /** Measures an average, a square image. */
  public static AverageQuality of(Image average) {
    DiscImage prepared = DiscImage.of(average, SIDE);
    Image image = prepared.image();
    int[] disc = prepared.disc();
    double texture = Math.max(0, lagged(image, disc));
    double edges = slope(image, disc) * image.box() / SIDE;
    double contrast = inner(image, disc);
    if (variance(image, disc) == 0) {
      return EMPTY;
    }
    double central = Math.max(0, Math.min(1, (contrast - INNER_IF_EVEN) / (1 - INNER_IF_EVEN)));
    return new AverageQuality(
        texture, edges, contrast, resolution(average), Math.sqrt(texture * (0.5 + 0.5 * central)));
  }

  private static final double INNER_IF_EVEN = 0.25;

  private static double variance(Image image, int[] disc) {
    double sum = 0;
    for (int at : disc) {
      sum += image.pixels()[at] * image.pixels()[at];
    }
    return sum;
  }

  /** Correlation with the pixels to the right and below. */
  private static double lagged(Image image, int[] disc) {
    int side = image.box();
    double sum = 0;
    int count = 0;
    for (int at : disc) {
      if (at % side + LAG < side && at / side + LAG < side) {
        float here = image.pixels()[at];
        sum += here * (image.pixels()[at + LAG] + image.pixels()[at + LAG * side]) / 2;
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static double slope(Image image, int[] disc) {
    int side = image.box();
    double sum = 0;
    for (int at : disc) {
      int row = at / side;
      int column = at % side;
      if (row > 0 && row < side - 1 && column > 0 && column < side - 1) {
        float dx = (image.pixels()[at + 1] - image.pixels()[at - 1]) / 2;
        float dy = (image.pixels()[at + side] - image.pixels()[at - side]) / 2;
        sum += Math.sqrt(dx * dx + dy * dy);
      }
    }
    return sum / disc.length;
  }

  private static double inner(Image image, int[] disc) {
    int side = image.box();
    int centre = Image.centre(side);
    double radius = DiscImage.RADIUS_SHARE * side / 2;
    double all = 0;
    double within = 0;
    for (int at : disc) {
      double square = image.pixels()[at] * image.pixels()[at];
      all += square;
      double down = at / side - centre;
      double across = at % side - centre;
      within += down * down + across * across <= radius * radius ? square : 0;
    }
    return all == 0 ? 0 : within / all;
  }

  /** The last shell in a row that stands above the floor of the spectrum, as a length. */
  private static OptionalDouble resolution(Image average) {
    int box = average.box();
    double[] power = shells(average);
    int nyquist = box / 2;
    int from = (int) (FLOOR_FROM * nyquist);
    double floor = 0;
    for (int k = from; k < nyquist; k++) {
      floor += power[k] / (nyquist - from);
    }
    double strongest = 0;
    for (int k = 1; k < nyquist; k++) {
      strongest = Math.max(strongest, power[k]);
    }
    int last = 0;
    for (int k = 1; k < nyquist && power[k] > level(floor, strongest); k++) {
      last = k;
    }
    return last == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) box / last);
  }

  private static double level(double floor, double strongest) {
    return Math.max(ABOVE_FLOOR * floor, WEAKEST * strongest);
  }

  /** Mean power of each shell within the disc. */
  private static double[] shells(Image average) {
    int box = average.box();
    DiscImage prepared = DiscImage.of(average, box);
    float[] masked = new float[box * box];
    for (int at : prepared.disc()) {
      masked[at] = prepared.image().pixels()[at];
    }
    HalfSpectrum spectrum = Fft2D.of(box).forward(masked);
    double[] power = new double[box];
    int[] count = new int[box];
    for (int r = 0; r < box; r++) {
      for (int kx = 0; kx < HalfSpectrum.columns(box); kx++) {
        int shell = (int) Math.round(Math.hypot(kx, HalfSpectrum.rowFrequency(box, r)));
        int at = HalfSpectrum.index(box, r, kx);
        float re = spectrum.values()[at];
        float im = spectrum.values()[at + 1];
        power[shell] += re * re + im * im;
        count[shell]++;
      }
    }
    for (int k = 0; k < box; k++) {
      power[k] /= Math.max(1, count[k]);
    }
    return power;
  }
}
