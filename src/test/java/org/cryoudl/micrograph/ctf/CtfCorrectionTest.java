package org.cryoudl.micrograph.ctf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.ctf.CtfCorrection.Method;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Test;

class CtfCorrectionTest {

  private static final CtfParameters CTF = new CtfParameters(300, 2.7, 0.1, 15000, 14000, 20, 0);
  private static final int BOX = 96;

  private static Image noise() {
    return TestMicrographs.ringsOnly(CTF, BOX, 3, 1, 2);
  }

  @Test
  void flippingTwiceChangesNothing() {
    CtfCorrection flip = new CtfCorrection(Method.FLIP, 1);
    Image image = noise();
    CtfParameters round = new CtfParameters(300, 2.7, 0.1, 15000, 15000, 0, 0);
    Image twice = flip.apply(flip.apply(image, 3, round), 3, round);
    assertArrayEquals(image.pixels(), twice.pixels(), 2e-5f);
  }

  /** Each frequency is multiplied by what the formula says. */
  @Test
  void weightsAreThoseOfTheirFormulas() {
    Image image = noise();
    HalfSpectrum before = Fft2D.of(BOX).forward(image.pixels());
    float[] ctf = new Ctf(CTF).sample(BOX, 3);
    for (Method method : Method.values()) {
      Image corrected = new CtfCorrection(method, 0.2).apply(image, 3, CTF);
      HalfSpectrum after = Fft2D.of(BOX).forward(corrected.pixels());
      for (int kx = 5; kx < 40; kx += 7) {
        int at = HalfSpectrum.index(BOX, 11, kx);
        double c = ctf[at / 2];
        double weight =
            switch (method) {
              case FLIP -> Math.signum(c);
              case MULTIPLY -> c;
              case WIENER -> c / (c * c + 5);
            };
        assertEquals(weight * before.values()[at], after.values()[at], 2e-3, method + " at " + kx);
      }
    }
  }

  @Test
  void rectanglesKeepTheirSizeAndMean() {
    Image image = new Image(90, 60, new float[90 * 60]);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = 50 + i % 7;
    }
    Image corrected = new CtfCorrection(Method.MULTIPLY, 1).apply(image, 3, CTF);
    assertEquals(90, corrected.width());
    assertEquals(60, corrected.height());
    double sum = 0;
    for (float value : corrected.pixels()) {
      sum += value;
    }
    assertEquals(53, sum / corrected.pixels().length, 0.2);
  }
}
