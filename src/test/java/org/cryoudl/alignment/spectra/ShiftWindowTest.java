package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryoudl.testing.plain.PlainTransform;
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
    int turns = 3;
    ShiftWindow.Work work = window.new Work(turns);
    float[][] scores = new float[turns][side * side];
    float[] y = PlainTransform.noise(2 * disc.size(), 1);
    float[][] templates = new float[turns][];
    // Twice: nothing of the first use may be left in the second; and not all slots are used.
    for (int count : new int[] {3, 2}) {
      for (int slot = 0; slot < count; slot++) {
        templates[slot] = PlainTransform.noise(2 * disc.size(), 10 * count + slot);
        Arrays.fill(scores[slot], 99);
        work.load(slot, y, templates[slot]);
      }
      work.correlate(count, scores);
      for (int slot = 0; slot < count; slot++) {
        assertPlainSum(disc, window, y, templates[slot], scores[slot]);
      }
    }
  }

  private static void assertPlainSum(
      FrequencyDisc disc, ShiftWindow window, float[] y, float[] t, float[] scores) {
    int side = window.side();
    for (int sy = 0; sy < side; sy++) {
      for (int sx = 0; sx < side; sx++) {
        double sum = 0;
        for (int j = 0; j < disc.size(); j++) {
          double angle = angle(disc, j, window.shift(sx), window.shift(sy));
          double re = y[2 * j] * t[2 * j] + y[2 * j + 1] * t[2 * j + 1];
          double im = y[2 * j + 1] * t[2 * j] - y[2 * j] * t[2 * j + 1];
          sum += 2 * (re * Math.cos(angle) - im * Math.sin(angle));
        }
        assertEquals(sum, scores[sy * side + sx], 4e-4, sx + " " + sy);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 5, 2, 0.5", "17, 8, 3, 0.8", "24, 11, 0.4, 0.4"})
  void mixtureOfPhasesIsThePlainSum(int box, int radius, double range, double step) {
    FrequencyDisc disc = new FrequencyDisc(box, radius);
    ShiftWindow window = new ShiftWindow(disc, range, step);
    int side = window.side();
    ShiftWindow.Mixer mixer = window.new Mixer(3);
    float[] phases = new float[2 * disc.size()];
    float[][] sets = new float[3][];
    for (int set = 0; set < 3; set++) {
      sets[set] = PlainTransform.noise(side * side, 2 + set);
      Arrays.fill(sets[set], 0, (set + 1) * side, 0);
    }
    mixer.mix(3, sets); // leaves nothing behind
    mixer.mix(2, sets);
    for (int set = 0; set < 2; set++) {
      float[] weights = sets[set];
      Arrays.fill(phases, 99);
      mixer.phases(set, phases);
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
  }

  private static double angle(FrequencyDisc disc, int j, double sx, double sy) {
    return 2 * Math.PI * (disc.kx(j) * sx + disc.ky(j) * sy) / disc.box();
  }
}
