package org.cryoudl.montage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class LocalContrastTest {

  /** Waves on a slope, strong on the left and weak on the right. */
  @Test
  void weakWavesBecomeStronger() {
    Image image = Image.square(64);
    for (int p = 0; p < image.pixels().length; p++) {
      int column = p % 64;
      double strength = column < 32 ? 1 : 0.1;
      image.pixels()[p] = (float) (strength * Math.sin(column * 0.8) * Math.sin(p / 64 * 0.8));
    }
    Image levelled = LocalContrast.level(image);
    double before = spread(image, 40, 60) / spread(image, 4, 24);
    double after = spread(levelled, 40, 60) / spread(levelled, 4, 24);
    assertTrue(after > 2 * before, before + " became " + after);
    for (float pixel : levelled.pixels()) {
      assertTrue(pixel >= 0 && pixel <= 1, "level " + pixel);
    }
  }

  @Test
  void anEvenImageStaysEven() {
    assertEquals(0, spread(LocalContrast.level(Image.square(32)), 0, 32));
  }

  private static double spread(Image image, int from, int to) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int r = 0; r < image.height(); r++) {
      for (int c = from; c < to; c++) {
        sum += image.at(r, c);
        squares += image.at(r, c) * image.at(r, c);
        count++;
      }
    }
    return Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
  }
}
