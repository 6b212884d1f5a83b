package org.cryoudl.training.molecules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.projection.BlobProjection;
import org.junit.jupiter.api.Test;

class ImageFormationTest {

  private static final BlobProjection MOLECULE =
      new BlobProjection(
          new double[] {-5, 7, 2},
          new double[] {3, -2, 9},
          new double[] {4, 3, 2},
          new double[] {3, 2, 1});

  @Test
  void whiteNoiseHasTheVarianceAskedFor() {
    float[] clean = picture(1e-9, 0, 0);
    float[] noisy = picture(10, 0, 0);
    double signal = variance(clean);
    assertEquals(11, variance(noisy) / signal, 0.6);
  }

  /** The published recipe: inside the radius the noise is about eight times the white noise. */
  @Test
  void lowFrequencyNoiseIsThatOfThePublishedRecipe() {
    double radius = 16;
    double inside = 0;
    double outside = 0;
    for (int key = 0; key < 16; key++) {
      float[] values = Fft2D.of(64).forward(picture(1000, radius, 3, key)).values();
      inside += meanPower(values, 1, radius);
      outside += meanPower(values, radius + 1, 32);
    }
    // 1 + 3^2 x pi/4: one part of variance 9 x mean^2 left after the real part is taken.
    assertEquals(1 + 9 * Math.PI / 4, inside / outside, 0.4);
  }

  @Test
  void aPictureDependsOnItsKeyOnly() {
    assertArrayEquals(picture(5, 8, 2), picture(5, 8, 2));
    SplittableRandom first = KeyedRandom.of(1, "view", 3);
    assertFalse(first.nextLong() == KeyedRandom.of(1, "view", 4).nextLong());
    assertFalse(KeyedRandom.of(1, "a", 3).nextLong() == KeyedRandom.of(1, "b", 3).nextLong());
    assertFalse(KeyedRandom.of(1, "a", 3).nextLong() == KeyedRandom.of(2, "a", 3).nextLong());
  }

  @Test
  void everyKindOfMoleculeHasAPicture() {
    for (int i = 0; i < 200; i++) {
      float[] pixels =
          RandomMolecule.draw(KeyedRandom.of(1, "molecule", i), 48).render(48).pixels();
      double variance = variance(pixels);
      assertEquals(true, variance > 0 && Double.isFinite(variance), "molecule " + i);
    }
  }

  private static float[] picture(double noise, double radius, double low) {
    return picture(noise, radius, low, 1);
  }

  private static float[] picture(double noise, double radius, double low, int key) {
    ImagingConditions imaging =
        new ImagingConditions(64, 3, 100, noise, radius, low, 10000, 10000, 0, 0);
    return new ImageFormation(imaging).picture(MOLECULE, 0, KeyedRandom.of(9, "test", key));
  }

  private static double variance(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    double mean = Arrays.stream(doubles).average().orElseThrow();
    return Arrays.stream(doubles).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  private static double meanPower(float[] values, double from, double to) {
    double sum = 0;
    int count = 0;
    for (int r = 0; r < 64; r++) {
      for (int kx = 1; kx < 32; kx++) {
        double k = Math.hypot(kx, HalfSpectrum.rowFrequency(64, r));
        if (k >= from && k <= to) {
          int i = HalfSpectrum.index(64, r, kx);
          sum += values[i] * values[i] + values[i + 1] * values[i + 1];
          count++;
        }
      }
    }
    return sum / count;
  }
}
