package org.cryoudl.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Brings particle images to mean 0 and standard deviation 1 of their background, as RELION's
 * preprocessing does: optionally takes off a linear ramp fitted to the background, with an edge of
 * ice or carbon where the background plainly shows one, replaces dust and dead pixels by noise,
 * then shifts and scales.
 *
 * <p>Immutable; may be used by several threads at once. The same seed and image index give the same
 * result in whatever order images come.
 */
public final class Normalisation {

  /** Larger shares of outliers than this are taken for the particle itself and left alone. */
  private static final double MOST_DUST = 0.005;

  private static final int DUST_PASSES = 3;

  /** Neighbours of dust stand out by less than this share of it, those of a peak by more. */
  private static final double ALONE = 0.25;

  private static final int[][] NEIGHBOURS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};

  /** Below this ratio of spread to magnitude the pixels differ by float rounding only. */
  private static final double CONSTANT = 1e-6;

  /** Separates this class's random numbers from those of others with the same seed. */
  private static final long DUST_PURPOSE = 0x6475737444555354L;

  /**
   * How to normalise.
   *
   * @param backgroundRadiusPixels pixels farther than this from the centre are background
   * @param removeRamp whether to take off a plane fitted to the background, and an edge across it
   * @param dustSigmas pixels farther than this many standard deviations of the image from its mean
   *     are replaced; 0 or less replaces none
   * @param seed of the noise that replaces dust
   */
  public record Options(
      double backgroundRadiusPixels, boolean removeRamp, double dustSigmas, long seed) {

    /**
     * Background outside 0.47 of the box, its ramp taken off, dust beyond 5 standard deviations.
     */
    public static Options defaults(int box) {
      return new Options(Math.floor(0.47 * box), true, 5, 0);
    }
  }

  /**
   * What was found and done.
   *
   * @param mean mean of the background before shifting (after ramp and dust)
   * @param sd its standard deviation before scaling; that of the whole image if the background is
   *     constant
   * @param replacedPixels number of dust pixels replaced
   * @param constant whether the whole image is constant: its pixels are now 0
   */
  public record Result(double mean, double sd, int replacedPixels, boolean constant) {}

  private final int box;
  private final Options options;
  private final BackgroundPixels background;
  private final BackgroundPixels whole;
  private final Optional<BackgroundEdge> edges;

  /**
   * @throws IllegalArgumentException if fewer than 8 pixels lie outside the radius
   */
  public Normalisation(int box, Options options) {
    this.box = box;
    this.options = options;
    this.background = new BackgroundPixels(box, options.backgroundRadiusPixels());
    this.whole = new BackgroundPixels(box, -1);
    this.edges =
        options.removeRamp()
            ? Optional.of(new BackgroundEdge(box, options.backgroundRadiusPixels()))
            : Optional.empty();
    if (!(options.backgroundRadiusPixels() >= 0) || background.count() < 8) {
      throw new IllegalArgumentException(
          "background radius "
              + options.backgroundRadiusPixels()
              + " leaves "
              + background.count()
              + " background pixels in a box of "
              + box
              + "; at least 8 are needed");
    }
  }

  /**
   * Normalises an image in place.
   *
   * @param pixels box x box finite values
   * @param imageIndex identifies the image in its data set; keys the noise that replaces dust
   */
  public Result apply(float[] pixels, long imageIndex) {
    if (pixels.length != box * box) {
      throw new IllegalArgumentException(
          "a box of " + box + " has " + box * box + " pixels, got " + pixels.length);
    }
    double[] raw = whole.statistics(pixels);
    double constantSd = CONSTANT * (Math.abs(raw[0]) + raw[1]);
    if (raw[1] <= constantSd) {
      Arrays.fill(pixels, 0);
      return new Result(raw[0], 0, 0, true);
    }
    double[] all = raw;
    if (options.removeRamp()) {
      edges
          .flatMap(known -> known.find(pixels))
          .ifPresentOrElse(
              edge -> edge.subtract(pixels),
              () -> LinearRamp.fit(pixels, box, background).subtract(pixels));
      all = whole.statistics(pixels);
    }
    int replaced = options.dustSigmas() > 0 ? replaceDust(pixels, all, imageIndex) : 0;
    double[] statistics = background.statistics(pixels);
    double mean = statistics[0];
    double sd = statistics[1] > constantSd ? statistics[1] : whole.statistics(pixels)[1];
    if (sd <= constantSd) {
      // A bare ramp, or nothing but dust.
      Arrays.fill(pixels, 0);
      return new Result(mean, 0, replaced, true);
    }
    double scale = 1 / sd;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) ((pixels[i] - mean) * scale);
    }
    return new Result(mean, sd, replaced, false);
  }

  /**
   * Replaces outliers by Gaussian noise with the background's mean and standard deviation. A huge
   * outlier hides lesser ones in the standard deviation, hence the passes.
   */
  private int replaceDust(float[] pixels, double[] raw, long imageIndex) {
    double[] all = raw;
    SplittableRandom random = null;
    int total = 0;
    for (int pass = 0; pass < DUST_PASSES; pass++) {
      double limit = options.dustSigmas() * all[1];
      int count = countDust(pixels, all[0], limit);
      if (count == 0 || total + count > Math.max(1, MOST_DUST * pixels.length)) {
        break;
      }
      double[] clean = cleanBackground(pixels, all[0], limit);
      random = random == null ? dustNoise(imageIndex) : random;
      for (int i = 0; i < pixels.length; i++) {
        if (isDust(pixels, i, all[0], limit)) {
          pixels[i] = (float) (clean[0] + clean[1] * random.nextGaussian());
        }
      }
      total += count;
      all = whole.statistics(pixels);
    }
    return total;
  }

  private int countDust(float[] pixels, double mean, double limit) {
    int count = 0;
    for (int i = 0; i < pixels.length; i++) {
      count += isDust(pixels, i, mean, limit) ? 1 : 0;
    }
    return count;
  }

  /**
   * Whether a pixel is beyond the limit, and is no peak of the particle. A microscope's images are
   * smooth, so that the neighbours of a peak stand out with it; noise in place of peaks would leave
   * the same dent in every particle, whatever its CTF.
   */
  private boolean isDust(float[] pixels, int index, double mean, double limit) {
    double beyond = pixels[index] - mean;
    if (!(Math.abs(beyond) > limit)) {
      return false;
    }
    int row = index / box;
    int column = index % box;
    double around = 0;
    for (int[] step : NEIGHBOURS) {
      int r = Math.floorMod(row + step[0], box);
      int c = Math.floorMod(column + step[1], box);
      around += pixels[r * box + c] - mean;
    }
    return around / NEIGHBOURS.length * Math.signum(beyond) < ALONE * Math.abs(beyond);
  }

  /** {mean, sd} of the background pixels within the limit. */
  private double[] cleanBackground(float[] pixels, double mean, double limit) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < background.count(); i++) {
      double d = pixels[background.index(i)] - mean;
      if (Math.abs(d) <= limit) {
        sum += d;
        squares += d * d;
        count++;
      }
    }
    double offset = sum / Math.max(1, count);
    double variance = squares / Math.max(1, count) - offset * offset;
    return new double[] {mean + offset, Math.sqrt(Math.max(0, variance))};
  }

  private SplittableRandom dustNoise(long imageIndex) {
    long key = new SplittableRandom(options.seed() ^ DUST_PURPOSE).nextLong();
    return new SplittableRandom(new SplittableRandom(key + imageIndex).nextLong());
  }
}
