package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircularMaskTest {

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void fallsOffAsARaisedCosineAboutTheCentrePixel(int box) {
    float[] w = new CircularMask(box, 8, 4).weights();
    int row = box / 2 * box;
    int centre = box / 2;
    assertEquals(1, w[row + centre]);
    assertEquals(1, w[row + centre + 8]);
    assertEquals(0.853553, w[row + centre + 9], 1e-6); // (1 + cos 45 deg) / 2
    assertEquals(0.5, w[row + centre - 10], 1e-6);
    assertEquals(0.146447, w[(centre + 11) * box + centre], 1e-6);
    assertEquals(0, w[row + centre + 12]);
    // (3, 8): r = sqrt(73)
    double expected = 0.5 * (1 + Math.cos(Math.PI * (Math.sqrt(73) - 8) / 4));
    assertEquals(expected, w[(centre - 8) * box + centre + 3], 1e-6);
  }

  @Test
  void zeroFillLeavesNothingOutside() {
    float[] image = new float[32 * 32];
    Arrays.fill(image, 3);
    new CircularMask(32, 5, 0).apply(image, CircularMask.Fill.ZERO);
    double sum = 0;
    for (float v : image) {
      sum += v;
    }
    assertEquals(3 * 81, sum); // 81 lattice points within a radius of 5
  }

  @Test
  void edgeMeanFillsTheOutsideAndKeepsAConstant() {
    float[] image = new float[33 * 33];
    Arrays.fill(image, 7);
    float[] constant = image.clone();
    new CircularMask(33, 6, 5).apply(image, CircularMask.Fill.EDGE_MEAN);
    assertArrayEquals(constant, image, 1e-6f);

    float[] step = new float[33 * 33];
    for (int r = 0; r < 33; r++) {
      for (int c = 0; c < 33; c++) {
        step[r * 33 + c] = Math.hypot(c - 16, r - 16) > 6 ? 2 : 100;
      }
    }
    new CircularMask(33, 6, 5).apply(step, CircularMask.Fill.EDGE_MEAN);
    assertEquals(2, step[0], 1e-5);
    assertEquals(2, step[16 * 33 + 16 + 8], 1e-5);
    assertEquals(100, step[16 * 33 + 16], 1e-5);
  }

  @Test
  void hardEdgeIsFilledFromOutside() {
    float[] image = new float[32 * 32];
    Arrays.fill(image, 4);
    image[16 * 32 + 16] = 1000;
    new CircularMask(32, 3, 0).apply(image, CircularMask.Fill.EDGE_MEAN);
    assertEquals(4, image[0]);
    assertEquals(1000, image[16 * 32 + 16]);
  }

  @Test
  void rejectsNegativeSizes() {
    assertThrows(IllegalArgumentException.class, () -> new CircularMask(32, -1, 3));
    assertThrows(IllegalArgumentException.class, () -> new CircularMask(32, 3, Double.NaN));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CircularMask(32, 3, 3).apply(new float[5], CircularMask.Fill.ZERO));
  }
}
