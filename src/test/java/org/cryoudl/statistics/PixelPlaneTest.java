package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PixelPlaneTest {

  @Test
  void aPartOfAPlaneIsFoundAgain() {
    float[] pixels = new float[20 * 12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (3 + 0.25 * (i % 20) - 0.5 * (i / 20));
    }
    // Columns 4 to 12 and rows 2 to 8.
    PixelPlane plane = PixelPlane.fit(pixels, 20, 2 * 20 + 4, 9, 7);
    assertEquals(0.25, plane.riseX(), 1e-9);
    assertEquals(-0.5, plane.riseY(), 1e-9);
    assertEquals(3 + 0.25 * 8 - 0.5 * 5, plane.mean(), 1e-9);
    for (int r = 0; r < 7; r++) {
      assertEquals(3 + 0.25 * 4 - 0.5 * (2 + r), plane.start(r), 1e-9);
      assertEquals(plane.mean(), plane.even().start(r), 0);
    }
  }

  @Test
  void whatIsLeftHasNoMeanAndNoRise() {
    Random random = new Random(3);
    float[] pixels = new float[15 * 11];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (100 + random.nextGaussian() + 0.3 * (i % 15));
    }
    PixelPlane plane = PixelPlane.fit(pixels, 15, 0, 15, 11);
    double sum = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < pixels.length; i++) {
      double left = pixels[i] - plane.start(i / 15) - plane.riseX() * (i % 15);
      sum += left;
      x += left * (i % 15);
      y += left * (i / 15);
    }
    assertEquals(0, sum, 1e-8);
    assertEquals(0, x, 1e-8);
    assertEquals(0, y, 1e-8);
  }

  @Test
  void aSingleColumnRisesOnlyAlongItself() {
    PixelPlane plane = PixelPlane.fit(new float[] {1, 2, 3}, 1, 0, 1, 3);
    assertEquals(0, plane.riseX(), 0);
    assertEquals(1, plane.riseY(), 1e-12);
    assertEquals(1, plane.start(0), 1e-12);
  }
}
