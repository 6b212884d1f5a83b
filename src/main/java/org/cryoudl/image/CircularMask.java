package org.cryoudl.image;

/**
 * A soft-edged disc about the centre pixel: 1 up to the radius, 0 from radius + edge width on, a
 * raised cosine {@code (1 + cos(pi (r - radius) / edgeWidth)) / 2} between.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class CircularMask {

  /** What takes the image's place where the mask is 0. */
  public enum Fill {
    /** Zeros. */
    ZERO,
    /**
     * The mean over the soft edge, weighted by 1 - mask; over all of the outside when the edge has
     * no pixels. The mask then leaves no step at its rim.
     */
    EDGE_MEAN
  }

  private final int box;
  private final float[] weights;

  /**
   * @param box side length of the images in pixels
   * @param radiusPixels radius of the part that is kept whole, 0 or more
   * @param edgeWidthPixels width of the soft edge beyond it; 0 makes a hard edge
   */
  public CircularMask(int box, double radiusPixels, double edgeWidthPixels) {
    if (!(radiusPixels >= 0) || !(edgeWidthPixels >= 0)) {
      throw new IllegalArgumentException(
          "mask radius and edge width must not be negative, got "
              + radiusPixels
              + " and "
              + edgeWidthPixels);
    }
    this.box = box;
    this.weights = new float[Math.multiplyExact(box, box)];
    int centre = Image.centre(box);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double beyond = Math.hypot(c - centre, r - centre) - radiusPixels;
        weights[r * box + c] = (float) weight(beyond, edgeWidthPixels);
      }
    }
  }

  /**
   * The soft disc around a particle.
   *
   * @param box side length of the images in pixels
   * @param radiusShare radius of the part that is kept whole, as a share of the box
   */
  public static CircularMask aroundParticle(int box, double radiusShare) {
    return new CircularMask(box, radiusShare * box, Math.max(2, 0.04 * box));
  }

  private static double weight(double beyond, double edgeWidth) {
    if (beyond <= 0) {
      return 1;
    }
    return beyond >= edgeWidth ? 0 : 0.5 * (1 + Math.cos(Math.PI * beyond / edgeWidth));
  }

  /** A copy of the weights, box x box values in [0, 1]. */
  public float[] weights() {
    return weights.clone();
  }

  /** Area of the mask over that of the box: the mean of its weights. */
  public double share() {
    double sum = 0;
    for (float w : weights) {
      sum += w;
    }
    return sum / weights.length;
  }

  /**
   * Masks an image in place.
   *
   * @param pixels box x box values
   */
  public void apply(float[] pixels, Fill fill) {
    if (pixels.length != weights.length) {
      throw new IllegalArgumentException(
          "mask of box " + box + " needs " + weights.length + " pixels, got " + pixels.length);
    }
    float outside = fill == Fill.ZERO ? 0 : (float) edgeMean(pixels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = outside + weights[i] * (pixels[i] - outside);
    }
  }

  private double edgeMean(float[] pixels) {
    double edgeSum = 0;
    double edgeWeight = 0;
    double outsideSum = 0;
    int outsideCount = 0;
    for (int i = 0; i < pixels.length; i++) {
      float w = weights[i];
      if (w == 0) {
        outsideSum += pixels[i];
        outsideCount++;
      } else if (w < 1) {
        edgeSum += (1 - w) * (double) pixels[i];
        edgeWeight += 1 - w;
      }
    }
    if (edgeWeight > 0) {
      return edgeSum / edgeWeight;
    }
    return outsideCount > 0 ? outsideSum / outsideCount : 0;
  }
}
