package org.cryoudl.io;

import java.util.OptionalDouble;
import org.cryoudl.image.Image;

/**
 * Equally sized images that can be read one by one, in any order, by several threads at once,
 * without holding the whole stack in memory.
 */
public interface ImageSource extends AutoCloseable {

  /** Number of images. */
  int size();

  /** Columns of every image. */
  int width();

  /** Rows of every image. */
  int height();

  /** Size of a pixel in Angstrom, if the file or its metadata knows it. */
  OptionalDouble pixelSizeAngstroms();

  /**
   * Reads one image.
   *
   * @param index 0-based position
   * @param destination receives width x height values, row-major in file order
   * @throws org.cryoudl.failure.DataException if the image cannot be read or holds a pixel that is
   *     not finite; the message names the image
   * @throws IndexOutOfBoundsException if there is no such image; where a file is read by itself, a
   *     {@code DataException}
   */
  void read(int index, float[] destination);

  /** How a person finds the image: {@code 000012@stack.mrcs} (1-based). */
  String describe(int index);

  /** Reads one image into a new array. */
  default Image read(int index) {
    float[] pixels = new float[Math.multiplyExact(width(), height())];
    read(index, pixels);
    return new Image(width(), height(), pixels);
  }

  @Override
  void close();
}
