package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.fourier.RotatedSlices.Interpolation;
import org.cryoudl.image.GaussianBlobs;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RotatedSlicesTest {

  /** Blobs at up to a quarter of the box from the centre; the tolerance is relative to RMS. */
  @ParameterizedTest
  @CsvSource({"64, LINEAR, 0.02", "65, LINEAR, 0.02", "64, CUBIC, 5e-4", "65, CUBIC, 5e-4"})
  void slicesAreTheTransformsOfTurnedBlobs(int box, Interpolation interpolation, double tolerance) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(box / 4.0, 1.5);
    int radius = (box - 1) / 2;
    RotatedSlices slices =
        new RotatedSlices(Image.square(box, blobs.image(box)), radius, interpolation);
    float[] out = new float[HalfSpectrum.length(box)];
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      double psi = 720 * random.nextDouble() - 360;
      slices.sample(psi, radius, out);
      GaussianBlobs turned = blobs.turned(psi);
      double error = 0;
      double power = 0;
      for (int r = 0; r < box; r++) {
        int ky = HalfSpectrum.rowFrequency(box, r);
        for (int kx = 0; kx <= box / 2; kx++) {
          int o = HalfSpectrum.index(box, r, kx);
          if (kx * kx + ky * ky > radius * radius) {
            assertEquals(0, out[o]);
            assertEquals(0, out[o + 1]);
            continue;
          }
          double[] expected = turned.transform((double) kx / box, (double) ky / box);
          error += Math.pow(out[o] - expected[0], 2) + Math.pow(out[o + 1] - expected[1], 2);
          power += Math.pow(expected[0], 2) + Math.pow(expected[1], 2);
        }
      }
      assertTrue(
          Math.sqrt(error / power) < tolerance,
          "psi " + psi + ": relative error " + Math.sqrt(error / power));
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void theInverseTransformIsTheTurnedImage(Interpolation interpolation) {
    int box = 48;
    GaussianBlobs blobs = GaussianBlobs.asymmetric(10, 2.5);
    RotatedSlices slices =
        new RotatedSlices(Image.square(box, blobs.image(box)), 23, interpolation);
    HalfSpectrum out = HalfSpectrum.zeros(box);
    slices.sample(33, 23, out.values());
    Fft2D.of(box).cornerPhase(out.values());
    float tolerance = interpolation == Interpolation.CUBIC ? 2e-3f : 0.03f;
    assertArrayEquals(blobs.turned(33).image(box), Fft2D.of(box).inverse(out), tolerance);
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void derivativeIsThatOfTheInterpolatedValues(Interpolation interpolation) {
    int box = 33;
    int radius = 16;
    float[] image = GaussianBlobs.asymmetric(8, 1.5).image(box);
    RotatedSlices slices = new RotatedSlices(Image.square(box, image), radius, interpolation);
    int length = HalfSpectrum.length(box);
    float[] value = new float[length];
    float[] same = new float[length];
    float[] derivative = new float[length];
    float[] before = new float[length];
    float[] after = new float[length];
    double psi = 41.3;
    double step = 0.01;
    slices.sample(psi, radius, value);
    slices.sample(psi, radius, same, derivative);
    assertArrayEquals(value, same, 1e-5f);
    slices.sample(psi - step, radius, before);
    slices.sample(psi + step, radius, after);
    int off = 0;
    for (int i = 0; i < length; i++) {
      double slope = (after[i] - before[i]) / Math.toRadians(2 * step);
      off += Math.abs(slope - derivative[i]) > 0.1 ? 1 : 0;
    }
    // Linear interpolation has kinks; a few frequencies may pass one within the step.
    assertTrue(off <= (interpolation == Interpolation.LINEAR ? 8 : 0), off + " values are off");
  }

  @Test
  void aSmallerRadiusGivesTheSameFrequencies() {
    int box = 40;
    float[] image = GaussianBlobs.asymmetric(8, 1.5).image(box);
    RotatedSlices slices = new RotatedSlices(Image.square(box, image), 19, Interpolation.CUBIC);
    float[] all = new float[HalfSpectrum.length(box)];
    float[] few = new float[HalfSpectrum.length(box)];
    slices.sample(-77, 19, all);
    slices.sample(-77, 7, few);
    for (int ky = -7; ky <= 7; ky++) {
      for (int kx = 0; kx <= 7; kx++) {
        int o = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky), kx);
        boolean inside = kx * kx + ky * ky <= 49;
        assertEquals(inside ? all[o] : 0, few[o]);
        assertEquals(inside ? all[o + 1] : 0, few[o + 1]);
      }
    }
  }

  @Test
  void rightAnglesAreExact() {
    for (int box : new int[] {32, 33}) {
      // A single pixel at c = (4, 1) goes to (-1, 4) by a quarter turn, as RELION has it.
      Image in = Image.square(box);
      in.pixels()[(box / 2 + 1) * box + box / 2 + 4] = 1;
      RotatedSlices slices = new RotatedSlices(in, (box - 1) / 2, Interpolation.CUBIC);
      float[] out = new float[HalfSpectrum.length(box)];
      slices.sample(90, 12, out);
      for (int ky = -12; ky <= 12; ky++) {
        for (int kx = 0; kx * kx + ky * ky <= 144; kx++) {
          int o = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky), kx);
          double phase = -2 * Math.PI * (-kx + 4 * ky) / box;
          assertEquals(Math.cos(phase), out[o], 1e-3);
          assertEquals(Math.sin(phase), out[o + 1], 1e-3);
        }
      }
    }
  }

  @Test
  void radiiBeyondTheGridAreRefused() {
    Image image = Image.square(32);
    assertThrows(
        IllegalArgumentException.class, () -> new RotatedSlices(image, 16, Interpolation.LINEAR));
    RotatedSlices slices = new RotatedSlices(image, 10, Interpolation.LINEAR);
    float[] out = new float[HalfSpectrum.length(32)];
    assertThrows(IllegalArgumentException.class, () -> slices.sample(0, 11, out));
    assertThrows(IllegalArgumentException.class, () -> slices.sample(0, 5, new float[3]));
  }
}
