package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewGridTest {

  private static double degrees(double[] one, double[] other) {
    double cosine = one[6] * other[6] + one[7] * other[7] + one[8] * other[8];
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }

  private static ViewGrid turned(int count) {
    return ViewGrid.of(count).turned(ViewGrid.randomRotation(new SplittableRandom(3)));
  }

  /** A cell of the sphere of area 4 pi / n has a side of so many degrees. */
  private static double side(int count) {
    return Math.toDegrees(Math.sqrt(4 * Math.PI / count));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 100, 300})
  void neighboursAreEquallyFar(int count) {
    ViewGrid grid = turned(count);
    for (int v = 0; v < count; v++) {
      double nearest = 180;
      for (int w = 0; w < count; w++) {
        nearest = w == v ? nearest : Math.min(nearest, degrees(grid.frame(v), grid.frame(w)));
      }
      assertEquals(side(count), nearest, 0.25 * side(count));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 100, 300})
  void everyDirectionIsNear(int count) {
    ViewGrid grid = turned(count);
    for (double[] frame : ManyViews.frames(500, 4)) {
      double nearest = 180;
      for (int v = 0; v < count; v++) {
        nearest = Math.min(nearest, degrees(grid.frame(v), frame));
      }
      assertTrue(nearest < 0.9 * side(count), () -> "a hole about " + frame[8]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 300})
  void framesAreRotations(int count) {
    ViewGrid grid = turned(count);
    for (int v = 0; v < count; v++) {
      double[] m = grid.frame(v);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          double product =
              m[3 * i] * m[3 * j] + m[3 * i + 1] * m[3 * j + 1] + m[3 * i + 2] * m[3 * j + 2];
          assertEquals(i == j ? 1 : 0, product, 1e-12);
        }
      }
      assertEquals(m[6], m[1] * m[5] - m[2] * m[4], 1e-12);
    }
  }
}
