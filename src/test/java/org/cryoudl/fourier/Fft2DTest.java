package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.testing.plain.PlainDft;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Fft2DTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 15, 16, 17, 32, 33, 53, 81})
  void forwardIsThePlainTransform(int box) {
    float[] image = noise(box, 1);
    double[] expected = PlainDft.forward(image, box);
    float[] spectrum = Fft2D.of(box).forward(image).values();
    for (int i = 0; i < spectrum.length; i++) {
      assertEquals(expected[i], spectrum[i], 2e-6 * box * Math.log(box + 2), "float " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 24, 25, 81, 101, 128, 200, 243, 256, 331})
  void inverseUndoesForwardAndEnergyIsKept(int box) {
    float[] image = noise(box, 2);
    HalfSpectrum spectrum = Fft2D.of(box).forward(image);
    assertArrayEquals(image, Fft2D.of(box).inverse(spectrum), 1e-5f);

    double energy = 0;
    for (float v : image) {
      energy += (double) v * v;
    }
    double power = 0;
    for (int r = 0; r < box; r++) {
      for (int kx = 0; kx < HalfSpectrum.columns(box); kx++) {
        int i = HalfSpectrum.index(box, r, kx);
        float re = spectrum.values()[i];
        float im = spectrum.values()[i + 1];
        power += HalfSpectrum.multiplicity(box, kx) * ((double) re * re + (double) im * im);
      }
    }
    assertEquals(energy, power / box / box, 1e-5 * energy);
  }

  @Test
  void theInverseIgnoresPartsNoRealImageHas() {
    HalfSpectrum spectrum = HalfSpectrum.zeros(4);
    spectrum.values()[1] = 3;
    spectrum.values()[HalfSpectrum.index(4, 0, 2) + 1] = 5;
    assertArrayEquals(new float[16], Fft2D.of(4).inverse(spectrum), 1e-7f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 8, 15, 16, 33})
  void centrePhaseMovesTheOriginToTheCentrePixel(int box) {
    float[] image = new float[box * box];
    image[(box / 2) * box + box / 2] = 1;
    HalfSpectrum spectrum = Fft2D.of(box).forward(image);
    float[] cornered = spectrum.values().clone();
    Fft2D.of(box).centrePhase(spectrum.values());
    for (int i = 0; i < spectrum.values().length; i += 2) {
      assertEquals(1, spectrum.values()[i], 1e-5);
      assertEquals(0, spectrum.values()[i + 1], 1e-5);
    }
    Fft2D.of(box).cornerPhase(spectrum.values());
    assertArrayEquals(cornered, spectrum.values(), 1e-5f);
  }

  @Test
  void manyThreadsGetWhatOneGets() {
    int box = 45;
    float[][] images = IntStream.range(0, 64).mapToObj(i -> noise(box, i)).toArray(float[][]::new);
    float[][] alone = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      alone[i] = Fft2D.of(box).inverse(Fft2D.of(box).forward(images[i]));
    }
    float[][] together = new float[images.length][];
    IntStream.range(0, images.length)
        .parallel()
        .forEach(i -> together[i] = Fft2D.of(box).inverse(Fft2D.of(box).forward(images[i])));
    for (int i = 0; i < images.length; i++) {
      assertArrayEquals(alone[i], together[i]);
    }
  }

  @Test
  void wrongLengthsAreNamed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Fft2D.of(8).forward(new float[63], new float[80]));
    assertEquals(
        "a box of 8 has 64 pixels and 80 floats of spectrum, got 63 and 80", e.getMessage());
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
