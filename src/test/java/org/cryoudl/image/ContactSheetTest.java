package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  private static final ContactSheet PLAIN =
      new ContactSheet(
          100, OptionalInt.empty(), OptionalInt.empty(), 1, ContrastStretch.MINIMUM_TO_MAXIMUM);

  /** Images of two pixels, the left one black, the right one white, at different scales. */
  private static List<Image> images(int count) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(new Image(2, 1, new float[] {i, 3 * i + 1}));
    }
    return images;
  }

  @Test
  void tilesAreNormalisedOneByOneAndLieInRows() {
    Image sheet = PLAIN.layOut(images(3));
    assertEquals(5, sheet.width());
    assertEquals(3, sheet.height());
    assertArrayEquals(
        new float[] {
          0, 1, 0, 0, 1, //
          0, 0, 0, 0, 0, //
          0, 1, 0, 0, 0
        },
        sheet.pixels());
  }

  @Test
  void columnsAndMaximumAreKept() {
    Image row = PLAIN.withColumns(7).withMaximumTiles(3).layOut(images(50));
    assertEquals(3 * 2 + 2, row.width());
    assertEquals(1, row.height());
    Image column = PLAIN.withColumns(1).layOut(images(4));
    assertEquals(2, column.width());
    assertEquals(4 + 3, column.height());
    Image square = PLAIN.layOut(images(10)); // 4 columns, 3 rows
    assertEquals(4 * 2 + 3, square.width());
    assertEquals(3 + 2, square.height());
  }

  @Test
  void tilesAreResizedByTheMeanOfTheAreaTheyCover() {
    // 4 x 2 pixels to 2 x 1: means of 2 x 2 blocks, 1 and 5; to 8 x 4 and back they return.
    Image image = new Image(4, 2, new float[] {0, 0, 4, 4, 2, 2, 4, 8});
    assertArrayEquals(new float[] {1, 5}, AreaResize.apply(image, 2, 1).pixels());
    Image enlarged = AreaResize.apply(image, 8, 4);
    assertArrayEquals(image.pixels(), AreaResize.apply(enlarged, 4, 2).pixels(), 1e-6f);
    // 3 pixels to 2: (a + b/2) / 1.5 and (b/2 + c) / 1.5
    float[] two = AreaResize.apply(new Image(3, 1, new float[] {3, 6, 9}), 2, 1).pixels();
    assertArrayEquals(new float[] {4, 8}, two, 1e-6f);
    Image sheet = PLAIN.withTileSize(2).layOut(List.of(image));
    assertArrayEquals(new float[] {0, 1}, sheet.pixels());
  }

  @Test
  void resizingKeepsTheMeanAtAnySize() {
    float[] pixels = new float[13 * 11];
    double sum = 0;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 31 % 17;
      sum += pixels[i];
    }
    for (int size = 1; size < 40; size += 3) {
      Image resized = AreaResize.apply(new Image(13, 11, pixels), size, size + 2);
      double mean = 0;
      for (float pixel : resized.pixels()) {
        mean += pixel / resized.pixels().length;
      }
      assertEquals(sum / pixels.length, mean, 1e-5);
    }
  }

  @Test
  void unequalSizesAndNothingAreRefused() {
    List<Image> mixed = List.of(Image.square(2), Image.square(3));
    String message =
        assertThrows(IllegalArgumentException.class, () -> PLAIN.layOut(mixed)).getMessage();
    assertTrue(message.contains("image 2") && message.contains("3 x 3"), message);
    assertThrows(IllegalArgumentException.class, () -> PLAIN.layOut(List.of()));
  }
}
