package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FourierShiftTest {

  @ParameterizedTest
  @ValueSource(ints = {24, 25})
  void wholePixelsAreARoll(int box) {
    Random random = new Random(1);
    Image in = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      in.pixels()[i] = (float) random.nextGaussian();
    }
    Image out = FourierShift.apply(in, 3, -7);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        float expected = in.at(Math.floorMod(r + 7, box), Math.floorMod(c - 3, box));
        assertEquals(expected, out.at(r, c), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 49})
  void aGaussianMovesByFractions(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(8, 2);
    Image out = FourierShift.apply(Image.square(box, blobs.image(box)), 2.37, -1.61);
    assertArrayEquals(blobs.moved(new Pose(0, 2.37, -1.61)).image(box), out.pixels(), 1e-5f);
  }

  @Test
  void nyquistStaysReal() {
    // The wave (-1)^x moved by d is seen at the pixels as cos(pi d) (-1)^x.
    int box = 8;
    Image wave = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      wave.pixels()[i] = i % 2 == 0 ? 1 : -1;
    }
    Image out = FourierShift.apply(wave, 0.25, 0.4);
    for (int i = 0; i < box * box; i++) {
      assertEquals(Math.cos(Math.PI / 4) * wave.pixels()[i], out.pixels()[i], 1e-6);
    }
  }

  @Test
  void thereAndBackAgain() {
    Random random = new Random(4);
    HalfSpectrum spectrum = HalfSpectrum.zeros(33);
    for (int i = 0; i < spectrum.values().length; i++) {
      spectrum.values()[i] = (float) random.nextGaussian();
    }
    HalfSpectrum moved = spectrum.copy();
    FourierShift.apply(moved, 0.7, 5.2);
    FourierShift.apply(moved, -0.7, -5.2);
    assertArrayEquals(spectrum.values(), moved.values(), 2e-6f);
  }
}
