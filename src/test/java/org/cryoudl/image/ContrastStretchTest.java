package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ContrastStretchTest {

  @Test
  void extremesBecomeBlackAndWhite() {
    Image image = new Image(4, 1, new float[] {-2, 6, 0, 2});
    assertArrayEquals(
        new float[] {0, 1, 0.25f, 0.5f}, ContrastStretch.MINIMUM_TO_MAXIMUM.apply(image).pixels());
    assertArrayEquals(new float[] {-2, 6, 0, 2}, image.pixels());
  }

  @Test
  void percentilesAreNumPys() {
    // numpy.percentile([0, 1, 4, 9, 16], [10, 90]) = [0.4, 13.2]
    Image image = new Image(5, 1, new float[] {16, 9, 4, 1, 0});
    float[] levels = new ContrastStretch(10, 90).apply(image).pixels();
    assertEquals(1, levels[0]);
    assertEquals((9 - 0.4) / 12.8, levels[1], 1e-6);
    assertEquals((4 - 0.4) / 12.8, levels[2], 1e-6);
    assertEquals((1 - 0.4) / 12.8, levels[3], 1e-6);
    assertEquals(0, levels[4]);
  }

  @Test
  void constantPicturesAreGreyAndSingleSpotsShow() {
    Image image = Image.square(20);
    assertEquals(0.5f, ContrastStretch.CLIPPED.apply(image).at(3, 3));
    image.pixels()[7] = 3;
    assertEquals(1, ContrastStretch.CLIPPED.apply(image).pixels()[7]);
    assertEquals(0, ContrastStretch.CLIPPED.apply(image).pixels()[8]);
  }

  @Test
  void percentilesMustRise() {
    assertThrows(IllegalArgumentException.class, () -> new ContrastStretch(50, 50));
    assertThrows(IllegalArgumentException.class, () -> new ContrastStretch(-1, 50));
    assertThrows(IllegalArgumentException.class, () -> new ContrastStretch(0, Double.NaN));
  }
}
