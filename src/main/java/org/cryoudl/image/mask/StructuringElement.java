package org.cryoudl.image.mask;

/** What erosion and dilation put on every point. */
public enum StructuringElement {
  /** 3 x 3 pixels, or 3 x 3 x 3 voxels, as many times as the radius says. */
  SQUARE,
  /**
   * All points closer than the radius, as in RELION, and the nearest neighbours at least: a disc in
   * an image, a ball in a volume.
   */
  BALL
}
