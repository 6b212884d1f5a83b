package org.cryoudl.image;

/**
 * Tells whether particles are brighter or darker than their background: accumulates, image by
 * image, the difference between the mean of a central disc and the mean of the background in units
 * of the background's standard deviation, and asks how sure its sign is.
 *
 * <p>Not thread-safe: use one per thread and {@link #merge} them.
 */
public final class BackgroundContrast {

  private final BackgroundPixels background;
  private final BackgroundPixels beyondDisc;
  private final int pixels;
  private long images;
  private double sum;
  private double sumOfSquares;

  /**
   * @param box side length of the images in pixels
   * @param discRadiusPixels radius of the central disc
   * @param backgroundRadiusPixels pixels farther than this from the centre are background
   */
  public BackgroundContrast(int box, double discRadiusPixels, double backgroundRadiusPixels) {
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
    double all = 0;
    for (float v : image) {
      all += v;
    }
    double beyond = beyondDisc.statistics(image)[0] * beyondDisc.count();
    double disc = (all - beyond) / (pixels - beyondDisc.count());
    double difference = (disc - outside[0]) / outside[1];
    images++;
    sum += difference;
    sumOfSquares += difference * difference;
  }

  /** Adds what another accumulator of the same geometry has seen. */
  public void merge(BackgroundContrast other) {
    images += other.images;
    sum += other.sum;
    sumOfSquares += other.sumOfSquares;
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
   * The mean difference over its standard error: below about -4 the particles are dark, above +4
   * they are white; 0 for fewer than two images.
   */
  public double zScore() {
    if (images < 2) {
      return 0;
    }
    double mean = sum / images;
    double variance = (sumOfSquares - sum * mean) / (images - 1);
    double error = Math.sqrt(Math.max(0, variance) / images);
    return mean == 0 ? 0 : mean / Math.max(error, Double.MIN_NORMAL);
  }
}
