package org.cryoudl.montage;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cryoudl.image.Image;
import org.cryoudl.montage.MontageSheet.Contrast;

/** Many layouts of class averages, each by a name that tells what is peculiar to it. */
final class MontageLayouts {

  private static final Color DARK = new Color(24, 26, 30);
  private static final Color LIGHT = new Color(242, 242, 240);
  private static final Color CREAM = new Color(250, 240, 215);
  private static final Color CLEAR = new Color(255, 255, 255, 0);

  private MontageLayouts() {}

  /** A grid: what varies from layout to layout. */
  private record Grid(
      int columns, int count, int side, int gap, Color page, Contrast contrast, boolean masked) {

    static Grid of(int columns, int count, int side, int gap, Color page) {
      return new Grid(columns, count, side, gap, page, Contrast.FULL, false);
    }

    Grid with(Contrast other) {
      return new Grid(columns, count, side, gap, page, other, masked);
    }

    Grid masks() {
      return new Grid(columns, count, side, gap, page, contrast, true);
    }

    /** Draws it; {@code after} is called behind each tile. */
    MontageSheet draw(List<Image> averages, int margin, int above, Mark after) {
      int rows = (count + columns - 1) / columns;
      MontageSheet sheet =
          new MontageSheet(
              2 * margin + columns * (side + gap) - gap,
              2 * margin + rows * (side + gap + above) - gap,
              page,
              averages,
              count + side + gap);
      for (int k = 0; k < count; k++) {
        int x = margin + k % columns * (side + gap);
        int y = margin + above + k / columns * (side + gap + above);
        sheet.tile(x, y, side, contrast, masked);
        after.on(sheet, x, y, k);
      }
      return sheet;
    }
  }

  private interface Mark {
    void on(MontageSheet sheet, int x, int y, int number);
  }

  private static final Mark NONE = (sheet, x, y, k) -> {};

  private static Mark caption(Color colour, int points) {
    return (sheet, x, y, k) ->
        sheet.text("class " + (k + 1) + ": " + (100 - k) + ".4 %", x, y - 4, points, colour);
  }

  private static Mark inside(Color colour, int points) {
    return (sheet, x, y, k) ->
        sheet.text(Integer.toString(k + 1), x + 3, y + points, points, colour);
  }

  private static Mark frames(Color first, Color second, int width) {
    return (sheet, x, y, k) -> sheet.frame(k % 3 == 0 ? first : second, width);
  }

  /** All layouts, by name. */
  static Map<String, Function<List<Image>, MontageSheet>> all() {
    Map<String, Function<List<Image>, MontageSheet>> all = new LinkedHashMap<>();
    Map<String, Color> pages = new LinkedHashMap<>();
    pages.put("white", Color.WHITE);
    pages.put("black", Color.BLACK);
    pages.put("dark", DARK);
    pages.put("light", LIGHT);
    pages.put("grey", new Color(128, 128, 128));
    pages.put("cream", CREAM);
    pages.put("transparent", CLEAR);
    pages.forEach(
        (name, page) -> {
          all.put(name + " page", a -> Grid.of(6, 20, 96, 10, page).draw(a, 16, 0, NONE));
          all.put(
              name + " page, masked averages",
              a -> Grid.of(5, 15, 110, 12, page).masks().draw(a, 20, 0, NONE));
          all.put(
              name + " page, weak contrast",
              a -> Grid.of(5, 13, 90, 8, page).with(Contrast.WEAK).draw(a, 12, 0, NONE));
          Color ink = page.getRed() < 100 ? Color.WHITE : Color.BLACK;
          all.put(
              name + " page, captions",
              a -> Grid.of(5, 12, 120, 14, page).draw(a, 20, 24, caption(ink, 12)));
        });
    for (int gap : new int[] {1, 2, 3, 5, 30}) {
      all.put(
          "gaps of " + gap + " px", a -> Grid.of(7, 21, 80, gap, Color.WHITE).draw(a, 8, 0, NONE));
      all.put(
          "gaps of " + gap + " px on black",
          a -> Grid.of(7, 21, 80, gap, Color.BLACK).with(Contrast.SIGMA).draw(a, 0, 0, NONE));
    }
    all.put("no gaps, no margin", a -> Grid.of(6, 24, 96, 0, Color.WHITE).draw(a, 0, 0, NONE));
    all.put("no gaps, margin", a -> Grid.of(5, 20, 100, 0, Color.WHITE).draw(a, 25, 0, NONE));
    all.put(
        "no gaps, last row short", a -> Grid.of(5, 18, 100, 0, Color.WHITE).draw(a, 0, 0, NONE));
    all.put(
        "no gaps, last row short, black",
        a -> Grid.of(6, 20, 90, 0, Color.BLACK).draw(a, 10, 0, NONE));
    all.put(
        "no gaps, masked", a -> Grid.of(5, 20, 100, 0, Color.WHITE).masks().draw(a, 12, 0, NONE));
    all.put(
        "no gaps, sigma contrast",
        a -> Grid.of(8, 32, 72, 0, Color.BLACK).with(Contrast.SIGMA).draw(a, 0, 0, NONE));
    all.put("one row without gaps", a -> Grid.of(8, 8, 96, 0, Color.WHITE).draw(a, 10, 0, NONE));
    all.put("one column", a -> Grid.of(1, 6, 140, 12, Color.WHITE).draw(a, 14, 0, NONE));
    all.put("a single average", a -> Grid.of(1, 1, 256, 0, Color.WHITE).draw(a, 0, 0, NONE));
    all.put(
        "a single average on a page", a -> Grid.of(1, 1, 200, 0, Color.WHITE).draw(a, 90, 0, NONE));
    all.put("two averages", a -> Grid.of(2, 2, 200, 20, Color.WHITE).draw(a, 40, 0, NONE));
    all.put("small tiles", a -> Grid.of(15, 60, 40, 4, Color.WHITE).draw(a, 6, 0, NONE));
    all.put("small tiles on black", a -> Grid.of(20, 100, 32, 3, Color.BLACK).draw(a, 6, 0, NONE));
    all.put("large tiles", a -> Grid.of(3, 6, 400, 20, Color.WHITE).draw(a, 30, 0, NONE));
    all.put(
        "numbers inside, white",
        a -> Grid.of(6, 18, 96, 6, Color.WHITE).draw(a, 10, 0, inside(Color.WHITE, 12)));
    all.put(
        "numbers inside, yellow",
        a -> Grid.of(6, 18, 110, 6, Color.BLACK).draw(a, 10, 0, inside(Color.YELLOW, 14)));
    all.put(
        "numbers inside, black",
        a -> Grid.of(6, 18, 110, 6, Color.WHITE).draw(a, 10, 0, inside(Color.BLACK, 20)));
    all.put(
        "numbers inside, no gaps",
        a -> Grid.of(5, 20, 110, 0, Color.BLACK).draw(a, 0, 0, inside(Color.GREEN, 14)));
    all.put(
        "frames green and red",
        a ->
            Grid.of(5, 15, 100, 16, Color.WHITE).draw(a, 14, 0, frames(Color.GREEN, Color.RED, 4)));
    all.put(
        "frames of black",
        a ->
            Grid.of(5, 15, 100, 10, Color.WHITE)
                .draw(a, 14, 0, frames(Color.BLACK, Color.BLACK, 2)));
    all.put(
        "frames of blue on dark",
        a ->
            Grid.of(5, 15, 100, 14, DARK).draw(a, 14, 0, frames(new Color(40, 110, 240), DARK, 5)));
    all.put(
        "frames of white on black",
        a ->
            Grid.of(6, 15, 90, 12, Color.BLACK)
                .draw(a, 14, 0, frames(Color.WHITE, Color.WHITE, 1)));
    all.put(
        "frames that touch",
        a -> Grid.of(5, 15, 100, 6, Color.WHITE).draw(a, 14, 0, frames(Color.GREEN, Color.RED, 3)));
    all.put(
        "frames of orange, masked",
        a ->
            Grid.of(5, 15, 100, 18, LIGHT)
                .masks()
                .draw(a, 14, 0, frames(Color.ORANGE, Color.ORANGE, 6)));
    all.put("lines between tiles", a -> Grid.of(6, 24, 90, 2, Color.BLACK).draw(a, 2, 0, NONE));
    all.put("captions below, large", MontageLayouts::captionsBelow);
    all.put("title and panel letters", MontageLayouts::titled);
    all.put("unequal sizes", MontageLayouts::unequal);
    all.put("unequal sizes on black", a -> unequalOn(a, Color.BLACK));
    all.put("two blocks of different sizes", MontageLayouts::blocks);
    all.put(
        "scale bars",
        a ->
            Grid.of(5, 15, 120, 8, Color.WHITE)
                .draw(a, 10, 0, (s, x, y, k) -> s.bar(x + 70, y + 108, 40, 5, Color.WHITE)));
    all.put("empty tiles, black", a -> empties(a, Color.WHITE, 0));
    all.put("empty tiles, grey", a -> empties(a, Color.WHITE, 128));
    all.put("empty tiles, grey on black", a -> empties(a, Color.BLACK, 90));
    all.put(
        "scaled by 0.73",
        a -> Grid.of(6, 20, 120, 10, Color.WHITE).draw(a, 16, 0, NONE).scaled(0.73));
    all.put(
        "scaled by 1.37",
        a ->
            Grid.of(6, 20, 80, 8, Color.WHITE)
                .draw(a, 16, 20, caption(Color.BLACK, 11))
                .scaled(1.37));
    all.put(
        "scaled by 0.61, no gaps",
        a -> Grid.of(6, 24, 128, 0, Color.BLACK).draw(a, 0, 0, NONE).scaled(0.61));
    all.put("many tiles", a -> Grid.of(20, 200, 100, 4, Color.WHITE).draw(a, 10, 0, NONE));
    return all;
  }

  private static MontageSheet captionsBelow(List<Image> averages) {
    MontageSheet sheet = new MontageSheet(720, 420, Color.WHITE, averages, 4);
    for (int k = 0; k < 10; k++) {
      int x = 20 + k % 5 * 140;
      int y = 15 + k / 5 * 200;
      sheet.tile(x, y, 128, Contrast.FULL, false);
      sheet.text("9,123 ptcls", x + 4, y + 152, 18, Color.BLACK);
      sheet.text("6.2 Å", x + 4, y + 174, 18, new Color(200, 30, 30));
    }
    return sheet;
  }

  private static MontageSheet titled(List<Image> averages) {
    MontageSheet sheet = new MontageSheet(900, 520, Color.WHITE, averages, 5);
    sheet.text("Figure S2. Class averages of the apo complex", 30, 40, 26, Color.BLACK);
    sheet.text("a", 12, 84, 30, Color.BLACK);
    sheet.text("b", 12, 304, 30, Color.BLACK);
    for (int k = 0; k < 12; k++) {
      sheet.tile(40 + k % 6 * 138, 70 + k / 6 * 220, 128, Contrast.SIGMA, false);
    }
    sheet.bar(760, 490, 100, 6, Color.BLACK);
    sheet.text("100 Å", 780, 484, 16, Color.BLACK);
    return sheet;
  }

  private static MontageSheet unequal(List<Image> averages) {
    return unequalOn(averages, Color.WHITE);
  }

  private static MontageSheet unequalOn(List<Image> averages, Color page) {
    MontageSheet sheet = new MontageSheet(800, 560, page, averages, 6);
    int x = 10;
    for (int side : new int[] {64, 90, 120, 160, 200}) {
      sheet.tile(x, 12, side, Contrast.FULL, false);
      x += side + 14;
    }
    x = 10;
    for (int side : new int[] {200, 110, 75, 140, 64}) {
      sheet.tile(x, 250, side, Contrast.FULL, false);
      x += side + 14;
    }
    return sheet;
  }

  private static MontageSheet blocks(List<Image> averages) {
    MontageSheet sheet = new MontageSheet(900, 460, Color.WHITE, averages, 7);
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        sheet.tile(20 + c * 138, 20 + r * 138, 130, Contrast.FULL, false);
      }
      for (int c = 0; c < 4; c++) {
        sheet.tile(480 + c * 100, 20 + r * 138, 92, Contrast.FULL, true);
      }
    }
    return sheet;
  }

  private static MontageSheet empties(List<Image> averages, Color page, int grey) {
    MontageSheet sheet = new MontageSheet(640, 340, page, averages, 8);
    for (int k = 0; k < 15; k++) {
      int x = 10 + k % 5 * 125;
      int y = 10 + k / 5 * 108;
      if (k == 3 || k == 11) {
        sheet.empty(x, y, 100, grey);
      } else {
        sheet.tile(x, y, 100, Contrast.FULL, false);
      }
    }
    return sheet;
  }
}
