package org.cryoudl.fourier.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinesFftTest {

  private static LinesFft random(int length, int lines) {
    SplittableRandom random = new SplittableRandom(length);
    LinesFft fft = new LinesFft(length, lines);
    for (int k = 0; k < length; k++) {
      for (int i = 0; i < lines; i++) {
        fft.real(k)[i] = (float) random.nextGaussian();
        fft.imaginary(k)[i] = (float) random.nextGaussian();
      }
    }
    return fft;
  }

  /** Against the sum of its definition, in double precision. */
  @Test
  void isTheSumOfItsDefinition() {
    for (int length : new int[] {1, 2, 4, 8, 64, 256}) {
      for (boolean forward : new boolean[] {true, false}) {
        int lines = 3;
        LinesFft plain = random(length, lines);
        LinesFft fft = random(length, lines);
        if (forward) {
          fft.forward();
        } else {
          fft.inverse();
        }
        for (int i = 0; i < lines; i++) {
          for (int k = 0; k < length; k += Math.max(1, length / 16 - 1)) {
            double re = 0;
            double im = 0;
            for (int x = 0; x < length; x++) {
              double angle = (forward ? -1 : 1) * 2 * Math.PI * k * x / length;
              re += plain.real(x)[i] * Math.cos(angle) - plain.imaginary(x)[i] * Math.sin(angle);
              im += plain.real(x)[i] * Math.sin(angle) + plain.imaginary(x)[i] * Math.cos(angle);
            }
            double tolerance = 2e-6 * Math.sqrt(length) + 1e-7;
            assertEquals(re, fft.real(k)[i], tolerance, "length " + length + " value " + k);
            assertEquals(im, fft.imaginary(k)[i], tolerance, "length " + length + " value " + k);
          }
        }
      }
    }
  }

  @Test
  void linesAreCopiedAcross() {
    LinesFft from = random(16, 9);
    LinesFft to = new LinesFft(4, 14);
    from.copyAcross(3, 11, to, 2);
    for (int k = 0; k < 4; k++) {
      for (int i = 0; i < 14; i++) {
        boolean isCopied = i >= 2 && i < 13;
        assertEquals(isCopied ? from.real(i - 2)[3 + k] : 0, to.real(k)[i]);
        assertEquals(isCopied ? from.imaginary(i - 2)[3 + k] : 0, to.imaginary(k)[i]);
      }
    }
  }

  @Test
  void lengthsArePowersOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> new LinesFft(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new LinesFft(12, 1));
  }
}
