package org.cryoudl.alignment.baseline;

import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/** Compares particles with one picture. */
interface ReferenceMatcher {

  /**
   * The pose that brings each particle onto a picture.
   *
   * @param reference a picture of the particles' box
   * @param particles positions of the particles to compare
   */
  Matched match(Image reference, int[] particles);

  /**
   * What a comparison yields.
   *
   * @param poses one a particle compared
   * @param scores correlation coefficients there
   */
  record Matched(Pose[] poses, double[] scores) {}
}
