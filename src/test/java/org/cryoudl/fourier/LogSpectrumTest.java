package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSpectrumTest {

  private static final PolarGrid GRID = new PolarGrid(24, 36, 1.5, 0.5);

  /** A windowed wave has its power at its own frequency and direction, +kx toward +ky. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 25, 60, 90, 115, 170})
  void aWaveShowsAtItsFrequencyAndAngle(double degrees) {
    int box = 50;
    double k = 8;
    float[] wave = new float[box * box];
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double x = c - box / 2;
        double y = r - box / 2;
        double along =
            x * Math.cos(Math.toRadians(degrees)) + y * Math.sin(Math.toRadians(degrees));
        wave[r * box + c] =
            (float) (Math.exp(-(x * x + y * y) / 200) * Math.cos(2 * Math.PI * k * along / box));
      }
    }
    float[] polar = polar(wave, box);
    int ring = (int) Math.round((k - 1.5) / 0.5);
    int best = 0;
    for (int a = 1; a < 36; a++) {
      best = polar[ring * 36 + a] > polar[ring * 36 + best] ? a : best;
    }
    assertEquals(degrees, best * 5.0, 2.5);
  }

  /** A quarter turn of an odd box moves pixels onto pixels, so that nothing is interpolated. */
  @Test
  void aQuarterTurnMovesTheSpectrumByHalfItsBins() {
    int box = 41;
    float[] image = noise(box, 1);
    float[] turned = new float[image.length];
    int centre = box / 2;
    for (int y = -centre; y <= centre; y++) {
      for (int x = -centre; x <= centre; x++) {
        // R(90) (x, y) = (-y, x)
        turned[(x + centre) * box + centre - y] = image[(y + centre) * box + x + centre];
      }
    }
    float[] polar = polar(image, box);
    float[] expected = new float[polar.length];
    for (int i = 0; i < polar.length; i++) {
      expected[i / 36 * 36 + (i + 18) % 36] = polar[i];
    }
    assertArrayEquals(expected, polar(turned, box), 2e-3f);
  }

  @Test
  void scaleAndOffsetDoNotMatter() {
    float[] image = noise(40, 2);
    float[] other = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      other[i] = 5 - 3 * image[i];
    }
    assertArrayEquals(polar(image, 40), polar(other, 40), 1e-3f);
  }

  @Test
  void ringsBeyondNyquistAreEmptyAndSaySo() {
    int box = 16;
    float[] polar = new float[GRID.size()];
    float[] profile = new float[LogSpectrum.PROFILE_CHANNELS * 24];
    LogSpectrum.of(box, GRID).measure(noise(box, 3), polar, profile);
    int present = GRID.ringsWithin(box);
    assertEquals(12, present); // 1.5, 2, ... 7 cycles a box
    for (int ring = 0; ring < 24; ring++) {
      assertEquals(ring < present ? 1 : 0, profile[3 * 24 + ring]);
      double sum = 0;
      for (int a = 0; a < 36; a++) {
        sum += Math.abs(polar[ring * 36 + a]);
      }
      assertEquals(ring < present, sum > 0, "ring " + ring);
    }
  }

  @Test
  void anEmptyImageGivesFiniteNumbers() {
    float[] polar = polar(new float[40 * 40], 40);
    for (float value : polar) {
      assertTrue(Float.isFinite(value));
    }
  }

  @Test
  void aBoxWithoutARingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> LogSpectrum.of(4, GRID));
  }

  private static float[] polar(float[] image, int box) {
    float[] polar = new float[GRID.size()];
    LogSpectrum.of(box, GRID).measure(image, polar, new float[LogSpectrum.PROFILE_CHANNELS * 24]);
    return polar;
  }

  private static float[] noise(int box, long seed) {
    Random random = new Random(seed);
    float[] image = new float[box * box];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
