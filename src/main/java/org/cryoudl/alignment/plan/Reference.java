package org.cryoudl.alignment.plan;

import org.cryoudl.image.Image;

/** What the angles of a set are first measured against. */
public sealed interface Reference {

  /** The average of the features of all images, found together with the angles. */
  record Auto() implements Reference {}

  /**
   * One particle of the set: the published way, with the first. The answer is in that particle's
   * orientation.
   *
   * @param index 0-based row
   */
  record Particle(int index) implements Reference {}

  /**
   * A picture from elsewhere, such as a class average; the answer is in its orientation.
   *
   * @param image square, of the particles' box and pixel size, white on dark
   */
  record Picture(Image image) implements Reference {}
}
