package org.cryoudl.image.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridNormalisationTest {

  private static Grid noise(int width, int height, int depth) {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[width * height * depth];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Grid(width, height, depth, values);
  }

  /** A known ramp, scale and offset come off again: what is left is the noise that was there. */
  @ParameterizedTest
  @CsvSource({"70,50,1", "20,20,20", "31,40,9"})
  void rampScaleAndOffsetComeOff(int width, int height, int depth) {
    Grid clean = noise(width, height, depth);
    Grid dirty = clean.copy();
    for (int i = 0; i < dirty.size(); i++) {
      int x = i % width;
      int y = i / width % height;
      int z = i / width / height;
      dirty.values()[i] = (float) (40 + 3 * clean.values()[i] + 0.5 * x - 0.2 * y + 0.3 * z);
    }
    GridNormalisation normalisation = new GridNormalisation(-1, true, 0, 0);
    assertTrue(normalisation.apply(clean, 0));
    assertTrue(normalisation.apply(dirty, 0));
    double worst = 0;
    for (int i = 0; i < clean.size(); i++) {
      worst = Math.max(worst, Math.abs(clean.values()[i] - dirty.values()[i]));
    }
    assertEquals(0, worst, 1e-4);
  }

  @Test
  void theBackgroundAloneIsMeasured() {
    Grid grid = noise(30, 30, 30);
    for (int i = 0; i < grid.size(); i++) {
      double r =
          Math.sqrt(
              Math.pow(i % 30 - 15, 2) + Math.pow(i / 30 % 30 - 15, 2) + Math.pow(i / 900 - 15, 2));
      grid.values()[i] = r <= 10 ? 100 : 2 * grid.values()[i] + 5;
    }
    assertTrue(new GridNormalisation(10, false, 0, 0).apply(grid, 0));
    assertEquals(95 / 2.0, grid.at(15, 15, 15), 0.5);
  }

  @Test
  void dustIsReplacedByNoiseAndConstantsBecomeZero() {
    Grid grid = noise(60, 40, 1);
    grid.values()[777] = 500;
    new GridNormalisation(-1, true, 5, 0).apply(grid, 3);
    assertTrue(Math.abs(grid.values()[777]) < 5, "dust " + grid.values()[777]);
    double squares = 0;
    for (float value : grid.values()) {
      squares += (double) value * value;
    }
    assertEquals(1, Math.sqrt(squares / grid.size()), 1e-3);
    Grid flat = noise(9, 7, 1);
    Arrays.fill(flat.values(), 3);
    assertFalse(new GridNormalisation(-1, true, 5, 0).apply(flat, 0));
    assertEquals(0, flat.values()[5]);
  }
}
