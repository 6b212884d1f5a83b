package org.cryoudl.network.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CartesianInputTest {

  /** The definition, by sums over all pixels. */
  @ParameterizedTest
  @ValueSource(ints = {8, 7})
  void spectraAreThoseOfThePlainSum(int box) {
    float[] images = random(2 * box * box, box);
    float[] spectra = spectra(images, 2, box);
    for (int n = 0; n < 2; n++) {
      double[] expected = new double[box * box];
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < box * box; i++) {
        least = Math.min(least, images[n * box * box + i]);
        most = Math.max(most, images[n * box * box + i]);
      }
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < expected.length; i++) {
        int ky = i / box - box / 2;
        int kx = i % box - box / 2;
        double re = 0;
        double im = 0;
        for (int p = 0; p < box * box; p++) {
          double value = (images[n * box * box + p] - least) / (most - least);
          double phase = 2 * Math.PI * (ky * (p / box) + kx * (p % box)) / box;
          re += value * Math.cos(phase);
          im -= value * Math.sin(phase);
        }
        expected[i] = Math.log(1 + Math.hypot(re, im));
        low = Math.min(low, expected[i]);
        high = Math.max(high, expected[i]);
      }
      for (int i = 0; i < expected.length; i++) {
        double wanted = (expected[i] - low) / (high - low);
        assertEquals(wanted, spectra[n * box * box + i], 2e-5);
      }
      assertEquals(1, spectra[n * box * box + box / 2 * box + box / 2], 1e-5);
    }
  }

  @Test
  void scaleOffsetAndCyclicShiftDoNotShow() {
    int box = 16;
    float[] image = random(box * box, 3);
    float[] changed = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      int row = (i / box + 5) % box;
      int column = (i % box + 11) % box;
      changed[row * box + column] = 40 * image[i] - 7;
    }
    assertArrayEquals(spectra(image, 1, box), spectra(changed, 1, box), 2e-5f);
  }

  /** The centre of the larger box's amplitudes is what the smaller box has. */
  @Test
  void anotherBoxKeepsTheSpacingOfFrequencies() {
    int box = 24;
    float[] wave = new float[box * box];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = (float) Math.cos(2 * Math.PI * (3 * (i % box) + 2 * (i / box)) / box);
    }
    for (int to : new int[] {16, 24, 32}) {
      float[] resized = CartesianInput.resized(Image.square(box, wave), to);
      float[] spectrum = spectra(resized, 1, to);
      int brightest = 0;
      for (int i = 0; i < spectrum.length; i++) {
        boolean centre = i == to / 2 * to + to / 2;
        brightest = !centre && spectrum[i] > spectrum[brightest] ? i : brightest;
      }
      assertEquals(2, Math.abs(brightest / to - to / 2));
      assertEquals(3, Math.abs(brightest % to - to / 2));
    }
  }

  private static float[] spectra(float[] images, int count, int box) {
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      return CartesianInput.spectra(manager.create(images, new Shape(count, box, box)))
          .toFloatArray();
    }
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
