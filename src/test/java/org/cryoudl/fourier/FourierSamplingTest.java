package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.image.Image;
import org.cryoudl.testing.ThreeMolecules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierSamplingTest {

  /** Gaussians drawn in other pixels, against the same drawn there: odd and even boxes. */
  @ParameterizedTest
  @CsvSource({"64, 2.5, 40, 4", "65, 2.5, 40, 4", "40, 4, 71, 2.5", "50, 4, 40, 4", "64, 3, 47, 4"})
  void picturesComeOutAsIfDrawnInTheNewPixels(int box, double size, int toBox, double toSize) {
    for (int k = 0; k < 3; k++) {
      Image expected = ThreeMolecules.clean(k, toBox, toSize);
      Image found =
          FourierSampling.sample(ThreeMolecules.clean(k, box, size), toSize / size, toBox);
      assertArrayEquals(expected.pixels(), found.pixels(), 0.02f, "molecule " + k);
    }
  }

  @Test
  void theSamePixelsAreTheSame() {
    Image image = ThreeMolecules.clean(0, 40, 4);
    assertArrayEquals(image.pixels(), FourierSampling.sample(image, 1, 40).pixels(), 1e-4f);
  }

  @Test
  void whatLiesOutsideIsZero() {
    Image image = ThreeMolecules.clean(0, 40, 4);
    float[] pixels = FourierSampling.sample(image, 1, 60).pixels();
    assertEquals(0, pixels[0]);
    assertEquals(image.at(20, 20), pixels[30 * 60 + 30], 1e-4);
  }
}
