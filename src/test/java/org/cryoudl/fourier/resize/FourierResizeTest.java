package org.cryoudl.fourier.resize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierResizeTest {

  @ParameterizedTest
  @CsvSource({
    "24, 24", "24, 25", "25, 24", "24, 36", "36, 24", "25, 41", "41, 25", "24, 61", "61, 24",
    "25, 50", "50, 25", "23, 24", "24, 23"
  })
  void bandLimitedImagesAreSampledElsewhere(int from, int to) {
    Random random = new Random(7);
    double[][] waves = new double[12][];
    int limit = (Math.min(from, to) - 1) / 2;
    for (int i = 0; i < waves.length; i++) {
      waves[i] =
          new double[] {
            random.nextInt(2 * limit + 1) - limit,
            random.nextInt(2 * limit + 1) - limit,
            random.nextGaussian(),
            6.28 * random.nextDouble()
          };
    }
    Image resized = FourierResize.resize(waves(waves, from), to);
    assertArrayEquals(waves(waves, to).pixels(), resized.pixels(), 2e-5f);
  }

  @ParameterizedTest
  @CsvSource({"24, 25", "24, 36", "25, 26", "25, 64", "16, 17", "2, 3", "2, 4", "1, 5", "24, 48"})
  void paddingAndCuttingBackIsTheIdentity(int small, int large) {
    Random random = new Random(small);
    Image in = Image.square(small);
    for (int i = 0; i < small * small; i++) {
      in.pixels()[i] = (float) random.nextGaussian();
    }
    Image back = FourierResize.resize(FourierResize.resize(in, large), small);
    assertArrayEquals(in.pixels(), back.pixels(), 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"48, 20", "49, 21", "20, 48", "48, 21", "37, 37"})
  void anImageIsResizedAsItsWholeSpectrumIs(int from, int to) {
    Random random = new Random(from);
    Image in = Image.square(from);
    for (int i = 0; i < from * from; i++) {
      in.pixels()[i] = (float) random.nextGaussian();
    }
    HalfSpectrum whole = Fft2D.of(from).forward(in.pixels());
    float[] expected = Fft2D.of(to).inverse(FourierResize.resize(whole, to));
    assertArrayEquals(expected, FourierResize.resize(in, to).pixels());
  }

  @Test
  void cuttingSeesTheNewNyquistWaveAsSamplingWould() {
    // cos(pi x / 2) from 16 to 8 pixels: every other pixel of it is (-1)^x.
    Image in = Image.square(16);
    for (int i = 0; i < 256; i++) {
      in.pixels()[i] = (float) Math.cos(Math.PI / 2 * (i % 16 - 8));
    }
    Image out = FourierResize.resize(in, 8);
    for (int i = 0; i < 64; i++) {
      assertEquals(i % 2 == 0 ? 1 : -1, out.pixels()[i], 1e-6);
    }
  }

  @Test
  void blobsKeepTheirHeightAndTheirPlaceAboutTheCentre() {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(16, 5);
    Image in = Image.square(96, blobs.image(96));
    for (int to : new int[] {48, 49, 63, 128, 131}) {
      float[] expected = blobs.image(to, 96.0 / to);
      assertArrayEquals(expected, FourierResize.resize(in, to).pixels(), 2e-4f, "to " + to);
    }
  }

  /** Waves of whole cycles per box, phases referring to the centre pixel. */
  private static Image waves(double[][] waves, int box) {
    Image image = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      double x = (double) (i % box - box / 2) / box;
      double y = (double) (i / box - box / 2) / box;
      for (double[] w : waves) {
        image.pixels()[i] += (float) (w[2] * Math.cos(2 * Math.PI * (w[0] * x + w[1] * y) + w[3]));
      }
    }
    return image;
  }
}
