package org.cryoudl.montage;

import org.cryoudl.image.Image;

/**
 * A rectangle in a picture, in whole pixels.
 *
 * @param x column of its first pixel, from 0 at the left
 * @param y row of its first pixel, from 0 at the top
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record TileBox(int x, int y, int width, int height) {

  public TileBox {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a box of " + width + " x " + height + " pixels at " + x + ", " + y);
    }
  }

  /** Its pixels. */
  long area() {
    return (long) width * height;
  }

  /** The share of both boxes that they have in common: 0 apart, 1 the same. */
  public double overlap(TileBox other) {
    long common = common(other);
    return (double) common / (area() + other.area() - common);
  }

  /** Pixels that both hold. */
  long common(TileBox other) {
    long across = (long) Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
    long down = (long) Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
    return Math.max(0, across) * Math.max(0, down);
  }

  /** Whether all of another box but a small rim lies within. */
  boolean holds(TileBox other) {
    return common(other) > 0.9 * other.area();
  }

  /** The box less a rim of a share of its sides. */
  TileBox inset(double share) {
    int across = Math.min((width - 1) / 2, (int) Math.ceil(share * width));
    int down = Math.min((height - 1) / 2, (int) Math.ceil(share * height));
    return new TileBox(x + across, y + down, width - 2 * across, height - 2 * down);
  }

  /** Whether it lies in a picture. */
  public boolean isWithin(int pictureWidth, int pictureHeight) {
    return (long) x + width <= pictureWidth && (long) y + height <= pictureHeight;
  }

  /** The part of a picture that it frames. */
  public Image cut(Image picture) {
    Image part = new Image(width, height, new float[Math.multiplyExact(width, height)]);
    for (int r = 0; r < height; r++) {
      System.arraycopy(
          picture.pixels(), (y + r) * picture.width() + x, part.pixels(), r * width, width);
    }
    return part;
  }
}
