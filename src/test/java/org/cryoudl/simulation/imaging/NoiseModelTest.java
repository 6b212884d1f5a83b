package org.cryoudl.simulation.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.testing.RandomDensity;
import org.junit.jupiter.api.Test;

class NoiseModelTest {

  private static final int BOX = 64;

  @Test
  void whiteNoiseHasTheRequestedVariance() {
    float[] image = picture();
    float[] noisy = image.clone();
    new NoiseModel(10.0, false, null, null).addWhite(noisy, new SplittableRandom(1));
    double signal = NoiseModel.variance(image);
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] -= image[i];
    }
    // The spread of a variance from 4096 samples is 2.2 %.
    assertEquals(10, NoiseModel.variance(noisy) / signal, 0.9);
  }

  @Test
  void lowFrequenciesGetEightTimesTheirPowerAndOthersNothing() {
    NoiseModel noise = new NoiseModel(0.0, true, 10.0, 3.0);
    double pixelSize = 1.05;
    int radius = 9; // floor(10 / 1.05)
    assertEquals(radius, noise.lowFrequencyRadius(BOX, pixelSize));
    double before = 0;
    double after = 0;
    for (int index = 0; index < 40; index++) {
      SplittableRandom random = new SplittableRandom(index);
      float[] white = new float[BOX * BOX];
      for (int i = 0; i < white.length; i++) {
        white[i] = (float) random.nextGaussian();
      }
      HalfSpectrum plain = Fft2D.of(BOX).forward(white);
      noise.addLowFrequency(white, BOX, pixelSize, random);
      HalfSpectrum full = Fft2D.of(BOX).forward(white);
      for (int r = 0; r < BOX; r++) {
        int ky = HalfSpectrum.rowFrequency(BOX, r);
        for (int kx = 0; kx < HalfSpectrum.columns(BOX); kx++) {
          double change = Math.abs(power(full, r, kx) - power(plain, r, kx));
          if (kx * kx + ky * ky <= radius * radius) {
            before += HalfSpectrum.multiplicity(BOX, kx) * power(plain, r, kx);
            after += HalfSpectrum.multiplicity(BOX, kx) * power(full, r, kx);
          } else {
            assertTrue(change < 0.05 * BOX * BOX, "changed at " + ky + ", " + kx);
          }
        }
      }
    }
    // Each part has sd 3 m, the real part of the image keeps half of 18 m^2, and white noise has a
    // mean square of 4/pi m^2: 1 + 9 pi / 4 = 8.07.
    assertEquals(1 + 9 * Math.PI / 4, after / before, 0.3);
  }

  @Test
  void negativeVarianceIsRefusedByName() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new NoiseModel(-1.0, null, null, null))
            .getMessage();
    assertEquals("variance_ratio must be from 0 to 1000000, got -1", message);
  }

  private static double power(HalfSpectrum spectrum, int row, int kx) {
    int i = HalfSpectrum.index(BOX, row, kx);
    double re = spectrum.values()[i];
    double im = spectrum.values()[i + 1];
    return re * re + im * im;
  }

  private static float[] picture() {
    return RandomDensity.within(20, 3, 9)
        .project(org.cryoudl.geometry.EulerAngles.IDENTITY, 1)
        .render(BOX)
        .pixels();
  }
}
