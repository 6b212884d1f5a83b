package org.cryoudl.testing;

import java.util.Arrays;
import org.cryoudl.alignment.averages.Averages;

/** Averages without any error: pictures of blobs that are known everywhere. */
public final class ExactAverages {

  /** Nearly the correlation of two averages without noise, in all shells. */
  private static final double RESOLVED = 0.999;

  private static final double MASK_RADIUS = 0.43;

  private ExactAverages() {}

  /**
   * The average that both halves of a set would make of particles without noise.
   *
   * @param radius finest detail, in cycles per box
   */
  public static Averages of(GaussianBlobs blobs, int box, int radius) {
    return of(blobs.image(box), box, radius);
  }

  /** The same from a picture of the box. */
  public static Averages of(float[] picture, int box, int radius) {
    double[] resolved = new double[radius + 1];
    Arrays.fill(resolved, RESOLVED);
    return new Averages(
        box, radius, new float[][] {picture, picture}, picture, picture, resolved, MASK_RADIUS);
  }
}
