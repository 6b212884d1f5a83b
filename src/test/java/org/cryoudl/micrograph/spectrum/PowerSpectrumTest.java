package org.cryoudl.micrograph.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;

class PowerSpectrumTest {

  private static final int SIDE = 64;

  /** White noise of variance 4 on a steep ramp. */
  private static Image noise(int width, int height, double ramp) {
    SplittableRandom random = new SplittableRandom(5);
    Image image = new Image(width, height, new float[width * height]);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) (1000 + ramp * (i % width) + 2 * random.nextGaussian());
    }
    return image;
  }

  @Test
  void whiteNoiseHasItsVarianceAtAllFrequenciesWhateverTheRamp() {
    PowerSpectrum spectrum = TiledSpectrum.of(noise(400, 300, 5), SIDE, 1).whole();
    assertTrue(spectrum.tiles() >= 80, "tiles: " + spectrum.tiles());
    double[] average = spectrum.rotationalAverage();
    for (int shell = 3; shell < SIDE / 2; shell++) {
      assertEquals(4, average[shell], 0.4, "shell " + shell);
    }
  }

  @Test
  void aWaveStandsAtItsFrequency() {
    Image image = new Image(256, 256, new float[256 * 256]);
    for (int r = 0; r < 256; r++) {
      for (int c = 0; c < 256; c++) {
        // 8 cycles of columns and -5 of rows for each tile.
        image.pixels()[r * 256 + c] =
            (float) Math.cos(2 * Math.PI * (8 * c - 5 * r) / (double) SIDE);
      }
    }
    PowerSpectrum spectrum = TiledSpectrum.of(image, SIDE, 1).whole();
    int largest = 0;
    for (int i = 0; i < spectrum.power().length; i++) {
      largest = spectrum.power()[i] > spectrum.power()[largest] ? i : largest;
    }
    assertEquals((SIDE - 5) * HalfSpectrum.columns(SIDE) + 8, largest);
  }

  @Test
  void partsHaveTheSpectraOfTheirPixels() {
    Image image = noise(256, 256, 0);
    for (int r = 0; r < 256; r++) {
      for (int c = 0; c < 256; c++) {
        image.pixels()[r * 256 + c] = (image.pixels()[r * 256 + c] - 1000) * (c < 128 ? 1 : 3);
      }
    }
    TiledSpectrum spectrum = TiledSpectrum.of(image, SIDE, 2);
    double[] power =
        spectrum.parts().stream()
            .mapToDouble(part -> part.spectrum().rotationalAverage()[20])
            .toArray();
    // One of four columns of tiles on the left reaches half across: (4 + 4 + 4 + 20) / 4 = 8 of 36.
    assertEquals(4.5, power[1] / power[0], 0.8);
    assertEquals(power[1], power[3], 0.2 * power[1]);
    double mean = 0;
    for (int p = 0; p < 4; p++) {
      TiledSpectrum.Part part = spectrum.parts().get(p);
      mean += power[p] * part.spectrum().tiles() / spectrum.whole().tiles();
      assertEquals(p % 2 == 0 ? 1 : 3, Math.round(part.column() / 64), "column of part " + p);
      assertEquals(p / 2 == 0 ? 1 : 3, Math.round(part.row() / 64), "row of part " + p);
    }
    assertEquals(mean, spectrum.whole().rotationalAverage()[20], 1e-9 * mean);
  }
}
