package org.cryoudl.simulation.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.imaging.CtfModel.Mode;
import org.junit.jupiter.api.Test;

class CtfModelTest {

  private static final int BOX = 192;
  private static final double PIXEL = 2;
  private static final double DEFOCUS = 15000;

  @Test
  void averagedPowerSpectrumVanishesAtTheZeros() {
    CtfModel model = model(Mode.FULL, 0.0, 0.0, DEFOCUS, DEFOCUS);
    double[] power = new double[BOX / 2];
    int[] count = new int[BOX / 2];
    for (int index = 0; index < 10; index++) {
      float[] image = white(index);
      model.apply(image, BOX, PIXEL, model.draw(new SplittableRandom(index)));
      HalfSpectrum spectrum = Fft2D.of(BOX).forward(image);
      for (int r = 0; r < BOX; r++) {
        int ky = HalfSpectrum.rowFrequency(BOX, r);
        for (int kx = 0; kx < HalfSpectrum.columns(BOX); kx++) {
          int radius = (int) Math.round(Math.hypot(kx, ky));
          if (radius < power.length) {
            int i = HalfSpectrum.index(BOX, r, kx);
            power[radius] +=
                Math.pow(spectrum.values()[i], 2) + Math.pow(spectrum.values()[i + 1], 2);
            count[radius]++;
          }
        }
      }
    }
    // Without spherical aberration and amplitude contrast sin(pi lambda d k^2) vanishes at
    // k^2 = n / (lambda d); lambda is 0.019687 A at 300 kV.
    for (int n = 1; n <= 3; n++) {
      int zero = (int) Math.round(BOX * PIXEL * Math.sqrt(n / (0.019687 * DEFOCUS)));
      int peak = (int) Math.round(BOX * PIXEL * Math.sqrt((n - 0.5) / (0.019687 * DEFOCUS)));
      double atZero = power[zero] / count[zero];
      double atPeak = power[peak] / count[peak];
      assertTrue(atZero < 0.05 * atPeak, n + ": " + atZero + " against " + atPeak);
      assertEquals((double) BOX * BOX, atPeak, 0.12 * BOX * BOX);
    }
  }

  @Test
  void flippedPhasesAreThoseOfTheImageAndAmplitudesThoseOfTheFullCtf() {
    float[] image = white(3);
    float[] full = image.clone();
    float[] flipped = image.clone();
    CtfModel signed = model(Mode.FULL, 0.1, 80.0, 5000, 20000);
    CtfParameters ctf = signed.draw(new SplittableRandom(5));
    signed.apply(full, BOX, PIXEL, ctf);
    model(Mode.PHASE_FLIPPED, 0.1, 80.0, 5000, 20000).apply(flipped, BOX, PIXEL, ctf);
    float[] before = Fft2D.of(BOX).forward(image).values();
    float[] withSign = Fft2D.of(BOX).forward(full).values();
    float[] without = Fft2D.of(BOX).forward(flipped).values();
    int negative = 0;
    for (int i = 0; i < before.length; i += 2) {
      double inPhase = before[i] * without[i] + before[i + 1] * without[i + 1];
      double signedPhase = before[i] * withSign[i] + before[i + 1] * withSign[i + 1];
      double scale = Math.hypot(before[i], before[i + 1]);
      assertTrue(inPhase >= -0.02 * scale, "phase changed at " + i);
      assertEquals(Math.abs(signedPhase) / scale, inPhase / scale, 0.05);
      negative += signedPhase < 0 ? 1 : 0;
    }
    assertTrue(negative > before.length / 8, "the full CTF changes signs, got " + negative);
  }

  @Test
  void envelopeFallsAsTheBFactorSays() {
    CtfModel with = model(Mode.FULL, 1.0, 200.0, 0, 0);
    float[] point = new float[BOX * BOX];
    point[0] = 1;
    CtfParameters ctf = new CtfParameters(300, 0, 1, 0, 0, 0, 0);
    with.apply(point, BOX, PIXEL, ctf); // sin(asin 1) = 1: the envelope alone
    float[] spectrum = Fft2D.of(BOX).forward(point).values();
    for (int kx : new int[] {0, 20, 50, 96}) {
      double k = kx / (BOX * PIXEL);
      assertEquals(
          Math.exp(-50 * k * k), spectrum[HalfSpectrum.index(BOX, 0, kx)], 1e-4, "at " + kx);
    }
  }

  @Test
  void defociFillTheirRangeAndAstigmatismSplitsThem() {
    CtfModel model = new CtfModel(Mode.FULL, null, null, null, 8000.0, 12000.0, 500.0, null, null);
    double least = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (int i = 0; i < 500; i++) {
      CtfParameters ctf = model.draw(new SplittableRandom(i));
      double mean = (ctf.defocusUAngstroms() + ctf.defocusVAngstroms()) / 2;
      double split = ctf.defocusUAngstroms() - ctf.defocusVAngstroms();
      assertTrue(split >= 0 && split <= 500, "astigmatism " + split);
      least = Math.min(least, mean);
      largest = Math.max(largest, mean);
    }
    assertTrue(least >= 8000 && least < 8100 && largest <= 12000 && largest > 11900);
  }

  @Test
  void rangesThatAreUpsideDownAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> model(Mode.FULL, 0.0, 0.0, 20000, 10000))
            .getMessage();
    assertEquals("defocus_maximum_angstroms must be from 20000 to 1000000, got 10000", message);
  }

  private static CtfModel model(
      Mode mode, Double contrast, Double b, double leastDefocus, double largestDefocus) {
    return new CtfModel(mode, null, 0.0, contrast, leastDefocus, largestDefocus, null, b, null);
  }

  private static float[] white(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] image = new float[BOX * BOX];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
