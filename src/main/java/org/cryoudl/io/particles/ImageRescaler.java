package org.cryoudl.io.particles;

/** Brings square images to other pixels. */
public interface ImageRescaler {

  /**
   * Rescales one image about its centre pixel floor(box / 2).
   *
   * @param pixels row by row
   * @param box its side in pixels
   * @param factor new pixel size over its own, at least 1
   * @param toBox side of the result, whose field lies within the image
   * @param destination receives the result row by row
   */
  void rescale(float[] pixels, int box, double factor, int toBox, float[] destination);
}
