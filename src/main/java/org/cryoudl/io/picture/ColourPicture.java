package org.cryoudl.io.picture;

import org.cryoudl.image.Image;

/**
 * A picture that a person or a program drew.
 *
 * @param grey its luminance: 0 is black, 255 white, whatever the depth of the file
 * @param colour how far each pixel is from grey: the greatest less the least of red, green and
 *     blue, 0 to 255; one value a pixel, in the order of {@code grey}
 * @param lossy whether the file was compressed with losses, so that even areas are not exactly even
 */
public record ColourPicture(Image grey, byte[] colour, boolean lossy) {

  public ColourPicture {
    if (colour.length != grey.pixels().length) {
      throw new IllegalArgumentException(
          "a picture of " + grey.pixels().length + " pixels with " + colour.length + " colours");
    }
  }

  public int width() {
    return grey.width();
  }

  public int height() {
    return grey.height();
  }

  /** How far a pixel is from grey, 0 to 255. */
  public int colourAt(int index) {
    return colour[index] & 0xff;
  }
}
