package org.cryoudl.image;

import java.util.List;
import java.util.OptionalInt;

/**
 * Lays out equally sized images in a grid, row by row from the top left, for a person to look at.
 * Each tile's contrast is stretched on its own; gaps and places left over are black.
 *
 * @param maximumTiles how many images are shown at most; the first ones are
 * @param columns tiles in a row; if empty, the sheet is as square as it gets
 * @param tileSizePixels length of a tile's longer side; if empty, tiles keep the images' size
 * @param gapPixels pixels between tiles
 * @param contrast how pixels become grey levels
 */
public record ContactSheet(
    int maximumTiles,
    OptionalInt columns,
    OptionalInt tileSizePixels,
    int gapPixels,
    ContrastStretch contrast) {

  /** At most 100 tiles of the images' own size, two pixels apart, clipped contrast. */
  public static final ContactSheet DEFAULT =
      new ContactSheet(100, OptionalInt.empty(), OptionalInt.empty(), 2, ContrastStretch.CLIPPED);

  public ContactSheet {
    if (maximumTiles < 1 || columns.orElse(1) < 1 || tileSizePixels.orElse(1) < 1) {
      throw new IllegalArgumentException(
          "tiles, columns and tile size must be at least 1, got "
              + maximumTiles
              + ", "
              + columns
              + ", "
              + tileSizePixels);
    }
    if (gapPixels < 0) {
      throw new IllegalArgumentException("the gap must not be negative, got " + gapPixels);
    }
  }

  /** The same sheet with another limit on the number of tiles. */
  public ContactSheet withMaximumTiles(int tiles) {
    return new ContactSheet(tiles, columns, tileSizePixels, gapPixels, contrast);
  }

  /** The same sheet with tiles resized to a length of the longer side in pixels. */
  public ContactSheet withTileSize(int pixels) {
    return new ContactSheet(maximumTiles, columns, OptionalInt.of(pixels), gapPixels, contrast);
  }

  /** The same sheet with a number of tiles in a row. */
  public ContactSheet withColumns(int count) {
    return new ContactSheet(
        maximumTiles, OptionalInt.of(count), tileSizePixels, gapPixels, contrast);
  }

  /**
   * Draws the sheet.
   *
   * @param images at least one, all of one size, not changed
   * @return grey levels from 0 (black) to 1 (white)
   */
  public Image layOut(List<Image> images) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a contact sheet needs at least one image");
    }
    int count = Math.min(maximumTiles, images.size());
    int width = images.get(0).width();
    int height = images.get(0).height();
    double scale =
        (double) tileSizePixels.orElse(Math.max(width, height)) / Math.max(width, height);
    int tileWidth = Math.max(1, (int) Math.round(width * scale));
    int tileHeight = Math.max(1, (int) Math.round(height * scale));
    int across = Math.min(count, columns.orElse((int) Math.ceil(Math.sqrt(count))));
    int down = (count + across - 1) / across;
    int sheetWidth = across * (tileWidth + gapPixels) - gapPixels;
    int sheetHeight = down * (tileHeight + gapPixels) - gapPixels;
    float[] sheet = new float[Math.multiplyExact(sheetWidth, sheetHeight)];
    for (int i = 0; i < count; i++) {
      Image image = images.get(i);
      if (image.width() != width || image.height() != height) {
        throw new IllegalArgumentException(
            "image "
                + (i + 1)
                + " of a contact sheet has "
                + image.width()
                + " x "
                + image.height()
                + " pixels, the first has "
                + width
                + " x "
                + height);
      }
      // Resizing averages noise away, so the contrast is stretched afterwards.
      float[] tile = contrast.apply(resized(image, tileWidth, tileHeight)).pixels();
      int top = i / across * (tileHeight + gapPixels);
      int left = i % across * (tileWidth + gapPixels);
      for (int r = 0; r < tileHeight; r++) {
        System.arraycopy(tile, r * tileWidth, sheet, (top + r) * sheetWidth + left, tileWidth);
      }
    }
    return new Image(sheetWidth, sheetHeight, sheet);
  }

  private static Image resized(Image image, int width, int height) {
    boolean same = image.width() == width && image.height() == height;
    return same ? image : AreaResize.apply(image, width, height);
  }
}
