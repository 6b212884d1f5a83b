package org.cryoudl.image;

import java.util.List;
import java.util.Map;

/**
 * Writes short texts into pictures, with dots of our own: a machine without fonts must give the
 * same picture.
 */
public final class DotText {

  private static final int ROWS = 5;

  /** Dots of the characters, five rows each. */
  private static final Map<Character, List<String>> DOTS =
      Map.ofEntries(
          Map.entry('0', List.of("###", "#.#", "#.#", "#.#", "###")),
          Map.entry('1', List.of(".#.", "##.", ".#.", ".#.", "###")),
          Map.entry('2', List.of("###", "..#", "###", "#..", "###")),
          Map.entry('3', List.of("###", "..#", ".##", "..#", "###")),
          Map.entry('4', List.of("#.#", "#.#", "###", "..#", "..#")),
          Map.entry('5', List.of("###", "#..", "###", "..#", "###")),
          Map.entry('6', List.of("###", "#..", "###", "#.#", "###")),
          Map.entry('7', List.of("###", "..#", ".#.", ".#.", ".#.")),
          Map.entry('8', List.of("###", "#.#", "###", "#.#", "###")),
          Map.entry('9', List.of("###", "#.#", "###", "..#", "###")),
          Map.entry('.', List.of(".", ".", ".", ".", "#")),
          Map.entry('%', List.of("##..#", "##.#.", "..#..", ".#.##", "#..##")),
          Map.entry('C', List.of("###", "#..", "#..", "#..", "###")),
          Map.entry('E', List.of("###", "#..", "##.", "#..", "###")),
          Map.entry('H', List.of("#.#", "#.#", "###", "#.#", "#.#")),
          Map.entry('I', List.of("###", ".#.", ".#.", ".#.", "###")),
          Map.entry('L', List.of("#..", "#..", "#..", "#..", "###")),
          Map.entry('M', List.of("#...#", "##.##", "#.#.#", "#...#", "#...#")),
          Map.entry('N', List.of("#..#", "##.#", "#.##", "#..#", "#..#")),
          Map.entry('B', List.of("##.", "#.#", "##.", "#.#", "##.")),
          Map.entry('O', List.of("###", "#.#", "#.#", "#.#", "###")),
          Map.entry('P', List.of("###", "#.#", "###", "#..", "#..")),
          Map.entry('R', List.of("##.", "#.#", "##.", "#.#", "#.#")),
          Map.entry('S', List.of("###", "#..", "###", "..#", "###")),
          Map.entry('T', List.of("###", ".#.", ".#.", ".#.", ".#.")),
          Map.entry('U', List.of("#.#", "#.#", "#.#", "#.#", "###")),
          Map.entry('A', List.of(".#.", "#.#", "###", "#.#", "#.#")),
          Map.entry('p', List.of("...", "##.", "#.#", "##.", "#..")),
          Map.entry('x', List.of("...", "#.#", ".#.", "#.#", "...")),
          Map.entry('-', List.of("...", "...", "###", "...", "...")),
          Map.entry(' ', List.of("..", "..", "..", "..", "..")));

  private DotText() {}

  /** Width of a text in pixels, without a gap behind it. */
  public static int width(String text, int dotPixels) {
    int dots = text.chars().map(character -> dots((char) character).get(0).length() + 1).sum();
    return Math.max(0, dots - 1) * dotPixels;
  }

  private static List<String> dots(char character) {
    List<String> dots = DOTS.get(character);
    if (dots == null) {
      throw new IllegalArgumentException("there are no dots for '" + character + "'");
    }
    return dots;
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
   * @param text digits, blanks, the characters {@code . % p x -} and capitals of {@code
   *     ABCEHILMNOPRSTU}
   * @param dotPixels side of a dot
   * @param level that the dots get
   */
  public static void draw(
      Image picture, int left, int top, String text, int dotPixels, float level) {
    int at = left;
    for (char character : text.toCharArray()) {
      List<String> dots = dots(character);
      for (int r = 0; r < ROWS; r++) {
        for (int c = 0; c < dots.get(r).length(); c++) {
          if (dots.get(r).charAt(c) == '#') {
            int x = at + c * dotPixels;
            fill(picture, x, top + r * dotPixels, dotPixels, dotPixels, level);
          }
        }
      }
      at += (dots.get(0).length() + 1) * dotPixels;
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
