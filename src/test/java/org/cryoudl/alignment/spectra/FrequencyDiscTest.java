package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencyDiscTest {

  @ParameterizedTest
  @ValueSource(ints = {16, 17})
  void holdsEachIndependentCoefficientOnce(int box) {
    for (int radius = 1; radius <= (box - 1) / 2; radius++) {
      FrequencyDisc disc = new FrequencyDisc(box, radius);
      Set<String> found = new HashSet<>();
      for (int kx = 0; kx <= radius; kx++) {
        for (int j = disc.columnStart(kx); j < disc.columnStart(kx + 1); j++) {
          assertEquals(kx, disc.kx(j));
          double length = Math.hypot(disc.kx(j), disc.ky(j));
          assertTrue(length >= 1 && length <= radius);
          assertEquals(Math.round(length), disc.shell(j));
          assertTrue(found.add(disc.kx(j) + " " + disc.ky(j)), "twice");
          assertTrue(disc.kx(j) > 0 || disc.ky(j) > 0, "a conjugate is in");
          assertTrue(j == disc.columnStart(kx) || disc.ky(j) == disc.ky(j - 1) + 1);
        }
      }
      int whole = 0;
      for (int y = -radius; y <= radius; y++) {
        for (int x = -radius; x <= radius; x++) {
          whole += x * x + y * y <= radius * radius ? 1 : 0;
        }
      }
      assertEquals((whole - 1) / 2, disc.size());
      assertEquals(disc.size(), found.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17})
  void packsThePlainTransformAboutTheCentre(int box) {
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    float[] image = PlainTransform.noise(box * box, box);
    float[] packed = disc.pack(Fft2D.of(box).forward(image));
    for (int j = 0; j < disc.size(); j++) {
      double[] plain = PlainTransform.coefficient(image, box, disc.kx(j), disc.ky(j));
      assertEquals(plain[0], packed[2 * j], 1e-4);
      assertEquals(plain[1], packed[2 * j + 1], 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17})
  void shiftPhasesMoveTheContent(int box) {
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    float[] image = PlainTransform.noise(box * box, 3);
    float[] moved = new float[image.length];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        moved[Math.floorMod(row - 5, box) * box + Math.floorMod(column + 3, box)] =
            image[row * box + column];
      }
    }
    float[] before = disc.pack(Fft2D.of(box).forward(image));
    float[] after = disc.pack(Fft2D.of(box).forward(moved));
    float[] cos = new float[disc.size()];
    float[] sin = new float[disc.size()];
    disc.shiftPhases(3, -5, cos, sin);
    for (int j = 0; j < disc.size(); j++) {
      assertEquals(after[2 * j], before[2 * j] * cos[j] - before[2 * j + 1] * sin[j], 1e-3);
      assertEquals(after[2 * j + 1], before[2 * j] * sin[j] + before[2 * j + 1] * cos[j], 1e-3);
    }
    disc.shiftPhases(0.37, -1.6, cos, sin);
    for (int j = 0; j < disc.size(); j++) {
      double angle = -2 * Math.PI * (disc.kx(j) * 0.37 - disc.ky(j) * 1.6) / box;
      assertEquals(Math.cos(angle), cos[j], 1e-5);
      assertEquals(Math.sin(angle), sin[j], 1e-5);
    }
  }

  @Test
  void findsItsPositionsInALargerDisc() {
    FrequencyDisc small = new FrequencyDisc(21, 4);
    FrequencyDisc large = new FrequencyDisc(21, 10);
    int[] positions = small.positionsIn(large);
    for (int j = 0; j < small.size(); j++) {
      assertEquals(small.kx(j), large.kx(positions[j]));
      assertEquals(small.ky(j), large.ky(positions[j]));
    }
    assertThrows(IllegalArgumentException.class, () -> large.positionsIn(small));
    FrequencyDisc otherBox = new FrequencyDisc(23, 10);
    assertThrows(IllegalArgumentException.class, () -> small.positionsIn(otherBox));
  }

  @Test
  void refusesRadiiThatReachTheNyquistFrequency() {
    assertThrows(IllegalArgumentException.class, () -> new FrequencyDisc(16, 8));
    assertThrows(IllegalArgumentException.class, () -> new FrequencyDisc(17, 9));
    assertThrows(IllegalArgumentException.class, () -> new FrequencyDisc(16, 0));
  }
}
