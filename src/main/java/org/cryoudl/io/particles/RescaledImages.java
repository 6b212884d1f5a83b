package org.cryoudl.io.particles;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.stack.StackImages;

/** The images of a set in the pixels and the box that {@link CommonPixels} gives them. */
final class RescaledImages implements ImageSource {

  private final StackImages original;
  private final CommonPixels pixels;
  private final ImageRescaler rescaler;

  RescaledImages(StackImages original, CommonPixels pixels, ImageRescaler rescaler) {
    this.original = original;
    this.pixels = pixels;
    this.rescaler = rescaler;
  }

  @Override
  public int size() {
    return original.size();
  }

  @Override
  public int width() {
    return pixels.box();
  }

  @Override
  public int height() {
    return pixels.box();
  }

  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return OptionalDouble.of(pixels.sizeAngstroms());
  }

  @Override
  public void read(int row, float[] destination) {
    int box = original.width(row);
    double factor = pixels.inOwnPixels(row);
    if (box == pixels.box() && factor == 1) {
      original.read(row, destination);
      return;
    }
    float[] own = new float[box * box];
    original.read(row, own);
    if (isConstant(own)) {
      // Rounding would make an empty image look as if it held something.
      Arrays.fill(destination, own[0]);
    } else {
      rescaler.rescale(own, box, factor, pixels.box(), destination);
    }
  }

  private static boolean isConstant(float[] image) {
    for (float pixel : image) {
      if (pixel != image[0]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String describe(int row) {
    return original.describe(row);
  }

  @Override
  public void close() {
    original.close();
  }
}
