package org.cryoudl.image;

/**
 * Finds whether particles are brighter or darker than their background, from two signs. One is the
 * difference between the mean of a central disc and that of the background, in units of the
 * background's standard deviation. The other is the skewness of the pixels within the box, averaged
 * over blocks: a particle is a few pixels far on one side of many. Each fails for some particles,
 * the first where the contrast transfer function leaves a halo larger than the disc, the second
 * where the particle fills the box; where they contradict each other nothing is said.
 *
 * <p>Not thread-safe: use one per thread and {@link #merge} them.
 */
public final class BackgroundContrast {

  /** Blocks across the box: small enough for a particle's parts, large enough to lose noise. */
  private static final int BLOCKS = 32;

  /** Part of the box within which blocks count; corners hold neighbours. */
  private static final double CIRCLE = 0.45;

  private static final double SURE = 4;

  private final BackgroundPixels background;
  private final BackgroundPixels beyondDisc;
  private final int pixels;
  private final int box;
  private long images;
  private double sum;
  private double sumOfSquares;
  private double skewnessSum;
  private double skewnessSquares;

  /**
   * @param box side length of the images in pixels
   * @param discRadiusPixels radius of the central disc
   * @param backgroundRadiusPixels pixels farther than this from the centre are background
   */
  public BackgroundContrast(int box, double discRadiusPixels, double backgroundRadiusPixels) {
    this.box = box;
    this.pixels = box * box;
    this.background = new BackgroundPixels(box, backgroundRadiusPixels);
    this.beyondDisc = new BackgroundPixels(box, discRadiusPixels);
    if (background.count() == 0 || beyondDisc.count() == pixels) {
      throw new IllegalArgumentException(
          "disc radius "
              + discRadiusPixels
              + " and background radius "
              + backgroundRadiusPixels
              + " leave no pixels to compare in a box of "
              + box);
    }
  }

  /** Compares a disc of a quarter of the box with the background of {@link Normalisation}. */
  public static BackgroundContrast forBox(int box) {
    return new BackgroundContrast(
        box, box / 4.0, Normalisation.Options.defaults(box).backgroundRadiusPixels());
  }

  /** Adds one image, normalised or not; constant backgrounds say nothing and are skipped. */
  public void add(float[] image) {
    double[] outside = background.statistics(image);
    if (outside[1] == 0) {
      return;
    }
    double difference = (discMean(image) - outside[0]) / outside[1];
    double skewness = skewness(image, box);
    images++;
    sum += difference;
    sumOfSquares += difference * difference;
    skewnessSum += skewness;
    skewnessSquares += skewness * skewness;
  }

  /** What an average, or any image with little noise, shows. */
  public static Contrast ofAverage(float[] average, int box) {
    BackgroundContrast one = forBox(box);
    double difference = one.discMean(average) - one.background.statistics(average)[0];
    double skewness = skewness(average, box);
    return difference > 0 && skewness > 0
        ? Contrast.WHITE
        : difference < 0 && skewness < 0 ? Contrast.DARK : Contrast.UNDECIDED;
  }

  private double discMean(float[] image) {
    double all = 0;
    for (float v : image) {
      all += v;
    }
    double beyond = beyondDisc.statistics(image)[0] * beyondDisc.count();
    return (all - beyond) / (pixels - beyondDisc.count());
  }

  /** Of the means of blocks within the box's circle; 0 if they are all equal. */
  private static double skewness(float[] image, int box) {
    int side = Math.max(1, box / BLOCKS);
    double centre = Image.centre(box) - (side - 1) / 2.0;
    double radius = CIRCLE * box;
    int count = 0;
    double first = 0;
    double second = 0;
    double third = 0;
    double pivot = image[Image.centre(box) * (box + 1)];
    for (int r = 0; r + side <= box; r += side) {
      for (int c = 0; c + side <= box; c += side) {
        if (Math.hypot(r - centre, c - centre) <= radius) {
          double mean = blockMean(image, box, r, c, side) - pivot;
          count++;
          first += mean;
          second += mean * mean;
          third += mean * mean * mean;
        }
      }
    }
    double mean = first / count;
    double variance = second / count - mean * mean;
    double moment = third / count - 3 * mean * second / count + 2 * mean * mean * mean;
    return variance > 1e-12 * second / count ? moment / Math.pow(variance, 1.5) : 0;
  }

  private static double blockMean(float[] image, int box, int row, int column, int side) {
    double total = 0;
    for (int r = row; r < row + side; r++) {
      for (int c = column; c < column + side; c++) {
        total += image[r * box + c];
      }
    }
    return total / (side * side);
  }

  /** Adds what another accumulator of the same geometry has seen. */
  public void merge(BackgroundContrast other) {
    images += other.images;
    sum += other.sum;
    sumOfSquares += other.sumOfSquares;
    skewnessSum += other.skewnessSum;
    skewnessSquares += other.skewnessSquares;
  }

  /** Number of images that counted. */
  public long images() {
    return images;
  }

  /** Mean difference, centre minus background, in standard deviations of the background. */
  public double meanDifference() {
    return images == 0 ? 0 : sum / images;
  }

  /**
   * How surely particles are white (above about +4) or dark (below about -4): the mean difference
   * over its standard error; 0 for fewer than two images, and where the skewness surely has the
   * other sign.
   */
  public double zScore() {
    double difference = overError(sum, sumOfSquares);
    double skewness = overError(skewnessSum, skewnessSquares);
    return Math.abs(skewness) > SURE && skewness * difference < 0 ? 0 : difference;
  }

  private double overError(double total, double squares) {
    if (images < 2) {
      return 0;
    }
    double mean = total / images;
    double variance = (squares - total * mean) / (images - 1);
    double error = Math.sqrt(Math.max(0, variance) / images);
    return mean == 0 ? 0 : mean / Math.max(error, Double.MIN_NORMAL);
  }
}
