package org.cryoudl.pipeline.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.image.DotText;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassMontageTest {

  private static final int BOX = 16;

  /** A white spot on black, a different place in each class. */
  private static ClassTile tile(int number, int particles, OptionalDouble score) {
    Image average = Image.square(BOX);
    average.pixels()[(2 + number % 12) * BOX + 8] = 1;
    return new ClassTile(
        number, particles, particles / 100.0, OptionalDouble.of(9.54), score, average);
  }

  private static List<Integer> order(ClassTile... tiles) {
    return ClassMontage.sorted(List.of(tiles)).stream().map(ClassTile::number).toList();
  }

  @Test
  void theBestComeFirst() {
    OptionalDouble none = OptionalDouble.empty();
    assertEquals(List.of(3, 1, 2), order(tile(1, 20, none), tile(2, 5, none), tile(3, 30, none)));
    assertEquals(
        List.of(2, 1, 3),
        order(
            tile(1, 20, OptionalDouble.of(0.5)),
            tile(2, 5, OptionalDouble.of(0.9)),
            tile(3, 30, OptionalDouble.of(0.5))));
    assertEquals(
        List.of(3, 1, 2),
        order(tile(1, 20, none), tile(2, 5, OptionalDouble.of(0.9)), tile(3, 30, none)));
    assertEquals(List.of(2), order(tile(1, 0, none), tile(2, 5, none)));
    assertThrows(IllegalArgumentException.class, () -> order(tile(1, 0, none)));
  }

  @Test
  void captionsSayWhatIsKnown() {
    ClassTile tile = tile(1, 20, OptionalDouble.of(0.876));
    assertEquals("20  20.0%", tile.size());
    assertEquals("20 20%", tile.shortSize());
    assertEquals("9.5A", tile.resolution());
    assertEquals("0.88", tile.scoreText());
  }

  /** Every tile is drawn, all captions fit below it, and nothing is drawn twice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 50, 100, 200})
  void everyClassHasItsPlace(int count) {
    List<ClassTile> tiles = new ArrayList<>();
    for (int k = 1; k <= count; k++) {
      tiles.add(tile(k, 123_456 - k, OptionalDouble.empty()));
    }
    Image sheet = ClassMontage.draw(tiles, OptionalDouble.of(2));
    int side = count <= 4 ? 256 : count <= 24 ? 192 : 128;
    int dot = side / 64;
    int gap = 6 * dot;
    int columns = (sheet.width() - gap) / (side + gap);
    assertEquals(0, (sheet.width() - gap) % (side + gap));
    int cell = side + 2 * (DotText.height(dot + 1) + 2 * dot) + 2 * 4;
    for (int i = 0; i < count; i++) {
      int left = gap + i % columns * (side + gap);
      int top = gap + i / columns * (cell + gap);
      // The spot of class i + 1 is the brightest place of its tile.
      int row = Math.round((2 + (i + 1) % 12) * side / (float) BOX);
      assertEquals(1, sheet.at(top + row, left + side / 2), "class " + (i + 1));
      int caption = top + side + 4;
      assertTrue(lit(sheet, left, caption, side, DotText.height(dot)) > 50);
      // Neighbours' captions stay farther apart than the digits of one number.
      assertEquals(0, lit(sheet, left - gap, caption, gap, cell - side - 4));
    }
  }

  /** A share that does not fit beside number and count is rounded, then left out. */
  @Test
  void longCountsDoNotRunIntoTheNumber() {
    List<ClassTile> tiles = new ArrayList<>();
    for (int k = 1; k <= 150; k++) {
      Image average = Image.square(BOX);
      average.pixels()[k % BOX] = 1;
      tiles.add(
          new ClassTile(
              1000 + k, 9_999_999, 0.999, OptionalDouble.of(123), OptionalDouble.of(0.5), average));
    }
    Image sheet = ClassMontage.draw(tiles, OptionalDouble.of(2));
    int number = DotText.width("1001", 3);
    int count = DotText.width("9999999", 2);
    int top = 12 + 128 + 4;
    assertTrue(lit(sheet, 12, top, number, DotText.height(3)) > 0);
    assertEquals(0, lit(sheet, 12 + number, top, 128 - number - count, DotText.height(2)));
    assertTrue(lit(sheet, 12 + 128 - count, top, count, DotText.height(2)) > 0);
  }

  private static int lit(Image sheet, int left, int top, int width, int height) {
    int lit = 0;
    for (int r = top; r < top + height; r++) {
      for (int c = left; c < left + width; c++) {
        lit += sheet.at(r, c) > 0 ? 1 : 0;
      }
    }
    return lit;
  }

  /** The box of 16 px of 2 A is 32 A; the bar of 10 A is 10 / 32 of a tile. */
  @Test
  void theBarIsAsLongAsItSays() {
    for (double pixelSize : new double[] {2, Double.NaN}) {
      OptionalDouble known =
          Double.isNaN(pixelSize) ? OptionalDouble.empty() : OptionalDouble.of(pixelSize);
      Image sheet = ClassMontage.draw(List.of(tile(1, 5, OptionalDouble.empty())), known);
      int legend = 2 * 16;
      int row = sheet.height() - 24 - legend - (DotText.height(5) + 8) + 4 + DotText.height(4) / 2;
      int length = 0;
      while (sheet.at(row, 24 + length) == 1) {
        length++;
      }
      assertEquals(known.isPresent() ? 256 * 10 / 32 : 256 * 5 / 16, length);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 10", "20, 20", "49.9, 20", "50, 50", "99, 50", "100, 100", "0.7, 0.5"})
  void barsHaveRoundLengths(double most, double length) {
    assertEquals(length, ClassMontage.roundLength(most), 1e-12);
  }

  @Test
  void unknownCharactersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> DotText.width("12q", 1));
    assertEquals(2 * (3 + 1 + 1 + 1 + 3), DotText.width("1.5", 2));
  }
}
