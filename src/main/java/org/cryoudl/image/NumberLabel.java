package org.cryoudl.image;

import java.util.Arrays;

/**
 * Writes numbers below pictures, with dots of our own: a machine without fonts must give the same
 * picture.
 */
public final class NumberLabel {

  /** Dots of the characters 0 to 9 and colon, three columns by five rows, row by row. */
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
    "..." + ".#." + "..." + ".#." + "..."
  };

  private static final int COLUMNS = 3;
  private static final int ROWS = 5;
  private static final int DOT_PIXELS = 2;
  private static final int MARGIN_PIXELS = 3;

  /** Height of the strip that a label adds. */
  public static final int HEIGHT_PIXELS = ROWS * DOT_PIXELS + 2 * MARGIN_PIXELS;

  private NumberLabel() {}

  /**
   * The picture with a black strip below it that shows a text in white, cut off if it is too long.
   *
   * @param levels grey levels from 0 to 1
   * @param text digits and colons
   */
  public static Image below(Image levels, String text) {
    int width = levels.width();
    int height = levels.height() + HEIGHT_PIXELS;
    float[] pixels = Arrays.copyOf(levels.pixels(), width * height);
    int top = levels.height() + MARGIN_PIXELS;
    int left = MARGIN_PIXELS;
    for (int i = 0; i < text.length(); i++) {
      int index = "0123456789:".indexOf(text.charAt(i));
      if (index < 0) {
        throw new IllegalArgumentException("a label holds digits and colons, got '" + text + "'");
      }
      if (left + COLUMNS * DOT_PIXELS > width) {
        break;
      }
      for (int r = 0; r < ROWS * DOT_PIXELS; r++) {
        for (int c = 0; c < COLUMNS * DOT_PIXELS; c++) {
          boolean on = DOTS[index].charAt(r / DOT_PIXELS * COLUMNS + c / DOT_PIXELS) == '#';
          pixels[(top + r) * width + left + c] = on ? 1 : 0;
        }
      }
      left += (COLUMNS + 1) * DOT_PIXELS;
    }
    return new Image(width, height, pixels);
  }
}
