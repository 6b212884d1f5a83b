package org.cryoudl.image.grid;

/**
 * Real values on a grid of one, two or three dimensions, x fastest: {@code values[(z * height + y)
 * * width + x]}. An image has a depth of 1.
 *
 * @param width values along x
 * @param height values along y
 * @param depth values along z
 * @param values width x height x depth values, shared and mutable
 */
public record Grid(int width, int height, int depth, float[] values) {

  public Grid {
    long count = (long) width * height * depth;
    if (width < 1 || height < 1 || depth < 1 || values.length != count) {
      throw new IllegalArgumentException(
          "a grid of "
              + width
              + " x "
              + height
              + " x "
              + depth
              + " needs "
              + count
              + " values, got "
              + values.length);
    }
  }

  /** A cube of zeros. */
  public static Grid cube(int side) {
    return new Grid(side, side, side, new float[Math.multiplyExact(side * side, side)]);
  }

  /** Another grid of the same size. */
  public Grid with(float[] other) {
    return new Grid(width, height, depth, other);
  }

  /** An independent copy. */
  public Grid copy() {
    return with(values.clone());
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  /** Position of a value. */
  public int index(int x, int y, int z) {
    return (z * height + y) * width + x;
  }

  /** One value. */
  public float at(int x, int y, int z) {
    return values[index(x, y, z)];
  }

  /** Whether it has three dimensions of one length. */
  public boolean isCube() {
    return width == height && height == depth;
  }

  /** Whether it is an image. */
  public boolean isFlat() {
    return depth == 1;
  }

  /** The size for messages: 64 x 64 x 64. */
  public String sizeWords() {
    return width + " x " + height + (depth == 1 ? "" : " x " + depth);
  }
}
