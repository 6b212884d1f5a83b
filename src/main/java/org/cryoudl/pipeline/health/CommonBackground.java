package org.cryoudl.pipeline.health;

import org.cryoudl.image.Image;
import org.cryoudl.image.Normalisation;

/**
 * Finds what lies at the same place in the backgrounds of all images: a pattern of the camera, of
 * the gain reference, of stripes. Particles that lie in any turn have nothing in common there but
 * what is the same all round, which is left out; an alignment finds such a pattern before it finds
 * the particles.
 *
 * <p>With images that were brought to mean 0 and standard deviation 1 of their background, and
 * freed of ramp, edge and wave as they will be aligned ({@link Normalisation}), the mean of n
 * images has a variance of 1 / n where they have nothing in common, whatever the spectrum of the
 * noise.
 *
 * <p>Not thread-safe: use one per thread and {@link #merge} them.
 */
final class CommonBackground {

  /** Images looked at; they tell a tenth of the background's standard deviation clearly. */
  static final int IMAGES = 300;

  private final int box;
  private final Normalisation normalisation;

  /** Shell of each pixel of the background; -1 of the others. */
  private final int[] shells;

  private final double[] sums;
  private final double[] squares;
  private int images;

  /**
   * @param box side length of the images in pixels
   */
  CommonBackground(int box) {
    this(box, new Normalisation(box, Normalisation.Options.defaults(box)));
  }

  private CommonBackground(int box, Normalisation normalisation) {
    this.box = box;
    Normalisation.Options options = Normalisation.Options.defaults(box);
    this.normalisation = normalisation;
    this.shells = new int[box * box];
    int centre = Image.centre(box);
    for (int i = 0; i < shells.length; i++) {
      double radius = Math.hypot(i / box - centre, i % box - centre);
      shells[i] = radius > options.backgroundRadiusPixels() ? (int) Math.round(radius) : -1;
    }
    this.sums = new double[shells.length];
    this.squares = new double[shells.length];
  }

  /** An empty one for other images of the same box. */
  CommonBackground another() {
    return new CommonBackground(box, normalisation);
  }

  /** Adds an image; one without a background is left out. */
  void add(float[] image) {
    float[] pixels = image.clone();
    if (normalisation.apply(pixels, 0).constant()) {
      return;
    }
    images++;
    for (int i = 0; i < pixels.length; i++) {
      sums[i] += pixels[i];
      squares[i] += (double) pixels[i] * pixels[i];
    }
  }

  /** Adds what another has seen of images of the same box. */
  void merge(CommonBackground other) {
    images += other.images;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
      squares[i] += other.squares[i];
    }
  }

  /** Number of images. */
  int images() {
    return images;
  }

  /**
   * The variance of what all backgrounds have in common, as a share of their whole variance; about
   * 0, and as often below as above it, where they have nothing in common. 0 of fewer than two
   * images.
   */
  double share() {
    if (images < 2) {
      return 0;
    }
    double[] levels = new double[2 * box];
    int[] counts = new int[2 * box];
    for (int i = 0; i < shells.length; i++) {
      if (shells[i] >= 0) {
        levels[shells[i]] += sums[i] / images;
        counts[shells[i]]++;
      }
    }
    double power = 0;
    double noise = 0;
    double whole = 0;
    for (int i = 0; i < shells.length; i++) {
      int count = shells[i] < 0 ? 0 : counts[shells[i]];
      if (count > 1) {
        double mean = sums[i] / images;
        double own = mean - levels[shells[i]] / count;
        double variance = (squares[i] - images * mean * mean) / (images - 1);
        power += own * own * count / (count - 1);
        noise += variance / images;
        whole += squares[i] / images;
      }
    }
    return whole > 0 ? (power - noise) / whole : 0;
  }
}
