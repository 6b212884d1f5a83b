package org.cryoudl.micrograph.picking;

import java.util.List;
import org.cryoudl.image.Image;

/**
 * What is searched for: pictures of particles, white on black, in pixels of their own.
 *
 * @param pictures square, each with the particle in its middle
 * @param pixelSizeAngstroms of the pictures in A
 * @param diameterAngstroms of the particle in A
 * @param isRound whether the pictures look alike from all sides, so that they need no turning
 */
public record References(
    List<Image> pictures, double pixelSizeAngstroms, double diameterAngstroms, boolean isRound) {

  public References {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty() || !(diameterAngstroms > 0) || !(pixelSizeAngstroms > 0)) {
      throw new IllegalArgumentException(
          "references need a picture, a pixel size and a diameter, got "
              + pictures.size()
              + ", "
              + pixelSizeAngstroms
              + " and "
              + diameterAngstroms);
    }
  }

  /** A soft round blob of a diameter. */
  public static References blob(double diameterAngstroms) {
    int box = 48;
    double pixel = diameterAngstroms / 24;
    Image picture = Image.square(box);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double distance = Math.hypot(r - Image.centre(box), c - Image.centre(box)) / 12;
        picture.pixels()[r * box + c] =
            distance >= 1 ? 0 : (float) Math.sqrt(1 - distance * distance);
      }
    }
    return new References(List.of(picture), pixel, diameterAngstroms, true);
  }
}
