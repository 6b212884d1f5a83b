package org.cryoudl.image;

/**
 * Writes short texts into pictures, with dots of our own: a machine without fonts must give the
 * same picture.
 */
public final class DotText {

  private static final String CHARACTERS = "0123456789:.%A px-";

  /** Dots of the characters, three columns by five rows, row by row. */
  private static final String[] DOTS = {
    "###" + "#.#" + "#.#" + "#.#" + "###",
    ".#." + "##." + ".#." + ".#." + "###",
    "###" + "..#" + "###" + "#.." + "###",
    "###" + "..#" + ".##" + "..#" + "###",
    "#.#" + "#.#" + "###" + "..#" + "..#",
    "###" + "#.." + "###" + "..#" + "###",
    "###" + "#.." + "###" + "#.#" + "###",
    "###" + "..#" + ".#." + ".#." + ".#.",
    "###" + "#.#" + "###" + "#.#" + "###",
    "###" + "#.#" + "###" + "..#" + "###",
    "..." + ".#." + "..." + ".#." + "...",
    "..." + "..." + "..." + "..." + ".#.",
    "#.#" + "..#" + ".#." + "#.." + "#.#",
    ".#." + "#.#" + "###" + "#.#" + "#.#",
    "..." + "..." + "..." + "..." + "...",
    "..." + "##." + "#.#" + "##." + "#..",
    "..." + "#.#" + ".#." + "#.#" + "...",
    "..." + "..." + "###" + "..." + "...",
  };

  private static final int COLUMNS = 3;
  private static final int ROWS = 5;

  private DotText() {}

  /** Width of a text in pixels, without a gap behind it. */
  public static int width(String text, int dotPixels) {
    return Math.max(0, text.length() * (COLUMNS + 1) - 1) * dotPixels;
  }

  /** Height of a text in pixels. */
  public static int height(int dotPixels) {
    return ROWS * dotPixels;
  }

  /**
   * Draws a text into a picture, cut off at its rim.
   *
   * @param picture whose pixels are changed
   * @param left column of the first dot
   * @param top row of the first dot
   * @param text digits, blanks and the characters {@code : . % A p x -}
   * @param dotPixels side of a dot
   * @param level that the dots get
   */
  public static void draw(
      Image picture, int left, int top, String text, int dotPixels, float level) {
    for (int i = 0; i < text.length(); i++) {
      int index = CHARACTERS.indexOf(text.charAt(i));
      if (index < 0) {
        throw new IllegalArgumentException(
            "there are dots for '" + CHARACTERS + "', got '" + text + "'");
      }
      int at = left + i * (COLUMNS + 1) * dotPixels;
      for (int d = 0; d < COLUMNS * ROWS; d++) {
        if (DOTS[index].charAt(d) == '#') {
          fill(
              picture,
              at + d % COLUMNS * dotPixels,
              top + d / COLUMNS * dotPixels,
              dotPixels,
              dotPixels,
              level);
        }
      }
    }
  }

  /** Fills a rectangle of a picture, cut off at its rim. */
  public static void fill(Image picture, int left, int top, int width, int height, float level) {
    for (int r = Math.max(0, top); r < Math.min(picture.height(), top + height); r++) {
      for (int c = Math.max(0, left); c < Math.min(picture.width(), left + width); c++) {
        picture.pixels()[r * picture.width() + c] = level;
      }
    }
  }
}
