package org.cryoudl.micrograph.cleaning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class BadPixelsTest {

  private static final int WIDTH = 120;
  private static final int HEIGHT = 90;

  private static Image noise() {
    SplittableRandom random = new SplittableRandom(4);
    Image image = new Image(WIDTH, HEIGHT, new float[WIDTH * HEIGHT]);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] =
          (float) (20 + 0.05 * (i % WIDTH) - 0.03 * (i / WIDTH) + 2 * random.nextGaussian());
    }
    return image;
  }

  @Test
  void aPlaneIsTakenOffAndNothingElse() {
    Image image = noise();
    Image flat = BadPixels.flattened(image);
    double mean = 0;
    double most = 0;
    for (int i = 0; i < image.pixels().length; i++) {
      mean += flat.pixels()[i] / image.pixels().length;
      double plane = 20 + 0.05 * (i % WIDTH) - 0.03 * (i / WIDTH);
      most = Math.max(most, Math.abs(image.pixels()[i] - plane - flat.pixels()[i]));
    }
    assertEquals(0, mean, 1e-4);
    // The plane of 10,800 pixels of noise of deviation 2.
    assertTrue(most < 0.15, "differs by " + most);
  }

  @Test
  void linesAndHotPixelsGoAndTheRestStays() {
    Image good = noise();
    Image bad = noise();
    for (int r = 0; r < HEIGHT; r++) {
      bad.pixels()[r * WIDTH + 40] = 0;
      bad.pixels()[r * WIDTH + 41] = 0;
    }
    for (int c = 0; c < WIDTH; c++) {
      bad.pixels()[70 * WIDTH + c] += 15;
    }
    bad.pixels()[10 * WIDTH + 10] = 3000;
    Image flat = BadPixels.flattened(bad);
    Image wanted = BadPixels.flattened(good);
    for (int i = 0; i < flat.pixels().length; i++) {
      boolean touched =
          i % WIDTH == 40 || i % WIDTH == 41 || i / WIDTH == 70 || i == 10 * WIDTH + 10;
      // One hot pixel lifts a plane a little.
      assertEquals(wanted.pixels()[i], flat.pixels()[i], touched ? 20 : 0.7, "pixel " + i);
      assertTrue(Math.abs(flat.pixels()[i]) < 14, "pixel " + i + " is " + flat.pixels()[i]);
    }
  }

  @Test
  void anImageOfOneValueBecomesZero() {
    float[] pixels = new float[WIDTH * HEIGHT];
    java.util.Arrays.fill(pixels, 7);
    float[] flat = BadPixels.flattened(new Image(WIDTH, HEIGHT, pixels)).pixels();
    assertArrayEquals(new float[WIDTH * HEIGHT], flat, 1e-5f);
  }
}
