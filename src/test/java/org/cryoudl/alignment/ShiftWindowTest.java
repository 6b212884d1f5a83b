package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftWindowTest {

  @Test
  void gridIsSymmetricAndReachesTheRange() {
    FrequencyDisc disc = new FrequencyDisc(16, 3);
    ShiftWindow exact = new ShiftWindow(disc, 3, 0.75);
    assertEquals(9, exact.side());
    assertEquals(-3, exact.shift(0), 1e-12);
    assertEquals(0, exact.shift(4), 1e-12);
    assertEquals(3, exact.shift(8), 1e-12);
    assertEquals(11, new ShiftWindow(disc, 3.1, 0.75).side());
  }

  @ParameterizedTest
  @CsvSource({"16, 5, 2, 0.5", "17, 8, 3, 0.8", "24, 11, 0.4, 0.4"})
  void correlationIsThePlainSum(int box, int radius, double range, double step) {
    FrequencyDisc disc = new FrequencyDisc(box, radius);
    ShiftWindow window = new ShiftWindow(disc, range, step);
    int side = window.side();
    float[] z = PlainTransform.noise(2 * disc.size(), 1);
    float[] scores = new float[side * side];
    float[] scratch = window.scratch();
    Arrays.fill(scores, 99);
    Arrays.fill(scratch, -7);
    window.correlate(z, scores, scratch);
    for (int sy = 0; sy < side; sy++) {
      for (int sx = 0; sx < side; sx++) {
        double sum = 0;
        for (int j = 0; j < disc.size(); j++) {
          double angle = angle(disc, j, window.shift(sx), window.shift(sy));
          sum += 2 * (z[2 * j] * Math.cos(angle) - z[2 * j + 1] * Math.sin(angle));
        }
        assertEquals(sum, scores[sy * side + sx], 2e-4, sx + " " + sy);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 5, 2, 0.5", "17, 8, 3, 0.8", "24, 11, 0.4, 0.4"})
  void mixtureOfPhasesIsThePlainSum(int box, int radius, double range, double step) {
    FrequencyDisc disc = new FrequencyDisc(box, radius);
    ShiftWindow window = new ShiftWindow(disc, range, step);
    int side = window.side();
    float[] weights = PlainTransform.noise(side * side, 2);
    float[] phases = new float[2 * disc.size()];
    float[] scratch = window.scratch();
    Arrays.fill(phases, 99);
    Arrays.fill(scratch, -7);
    window.mix(weights, phases, scratch);
    for (int j = 0; j < disc.size(); j++) {
      double re = 0;
      double im = 0;
      for (int sy = 0; sy < side; sy++) {
        for (int sx = 0; sx < side; sx++) {
          double angle = angle(disc, j, window.shift(sx), window.shift(sy));
          re += weights[sy * side + sx] * Math.cos(angle);
          im += weights[sy * side + sx] * Math.sin(angle);
        }
      }
      assertEquals(re, phases[2 * j], 1e-4);
      assertEquals(im, phases[2 * j + 1], 1e-4);
    }
  }

  private static double angle(FrequencyDisc disc, int j, double sx, double sy) {
    return 2 * Math.PI * (disc.kx(j) * sx + disc.ky(j) * sy) / disc.box();
  }
}
