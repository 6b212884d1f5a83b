package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadialFilterTest {

  @Test
  void edgesAreRaisedCosinesAroundTheCutOff() {
    RadialFilter low = RadialFilter.lowPass(0.2, 0.1);
    assertEquals(1, low.at(0));
    assertEquals(1, low.at(0.15), 1e-12);
    assertEquals(0.853553, low.at(0.175), 1e-6);
    assertEquals(0.5, low.at(0.2), 1e-12);
    assertEquals(0, low.at(0.25), 1e-12);
    assertEquals(0, low.at(0.7));
    assertEquals(0.146447, RadialFilter.highPass(0.2, 0.1).at(0.175), 1e-6);
    RadialFilter band = RadialFilter.bandPass(0.1, 0.3, 0.02);
    assertEquals(0, band.at(0.05));
    assertEquals(0.5, band.at(0.1), 1e-12);
    assertEquals(1, band.at(0.2));
    assertEquals(0.5, band.at(0.3), 1e-12);
    assertEquals(1, RadialFilter.lowPass(0.2, 0).at(0.2));
    assertEquals(0, RadialFilter.lowPass(0.2, 0).at(0.2000001));
  }

  @Test
  void unitsOfResolutionAndBFactor() {
    assertEquals(0.15, RadialFilter.cyclesPerPixel(10, 1.5), 1e-12);
    // k = 0.2 / 1.5 per A; exp(-100 k^2 / 4) = exp(-0.444444)
    assertEquals(0.641180, RadialFilter.bFactor(100, 1.5).at(0.2), 1e-6);
    assertThrows(IllegalArgumentException.class, () -> RadialFilter.cyclesPerPixel(0, 1));
    assertThrows(IllegalArgumentException.class, () -> RadialFilter.lowPass(-0.1, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33})
  void aWaveIsScaledByTheFactorOfItsFrequency(int box) {
    Image wave = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      wave.pixels()[i] = (float) Math.cos(2 * Math.PI * (3 * (i % box) - 4 * (i / box)) / box);
    }
    RadialFilter filter = f -> 1 / (1 + f);
    Image out = filter.apply(wave);
    double gain = 1 / (1 + 5.0 / box);
    for (int i = 0; i < box * box; i++) {
      assertEquals(gain * wave.pixels()[i], out.pixels()[i], 1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 24, 25})
  void shellsCountTheFullPlane(int box) {
    ShellTable table = ShellTable.of(box);
    int[] counts = new int[table.count()];
    double[] power = new double[table.count()];
    float[] image = noise(box);
    HalfSpectrum spectrum = Fft2D.of(box).forward(image);
    int lowest = -((box - 1) / 2);
    for (int ky = lowest; ky <= box / 2; ky++) {
      for (int kx = lowest; kx <= box / 2; kx++) {
        int shell = (int) Math.round(Math.sqrt(kx * kx + ky * ky));
        int row = Math.floorMod(kx < 0 ? -ky : ky, box);
        int i = 2 * (row * (box / 2 + 1) + Math.abs(kx));
        counts[shell]++;
        power[shell] += Math.pow(spectrum.values()[i], 2) + Math.pow(spectrum.values()[i + 1], 2);
      }
    }
    double[] mean = table.meanPower(spectrum);
    for (int s = 0; s < counts.length; s++) {
      assertEquals(counts[s], table.multiplicity(s), "shell " + s);
      assertEquals(power[s] / counts[s], mean[s], 1e-4 * mean[s] + 1e-9, "shell " + s);
    }
  }

  @Test
  void shellWeightsWhitenASpectrum() {
    int box = 33;
    HalfSpectrum spectrum = Fft2D.of(box).forward(noise(box));
    RadialFilter.bFactor(40, 1).apply(spectrum);
    ShellTable table = ShellTable.of(box);
    double[] weights = table.meanPower(spectrum);
    for (int s = 0; s < weights.length; s++) {
      weights[s] = 1 / Math.sqrt(weights[s]);
    }
    spectrum.multiply(table.spread(weights));
    double[] ones = new double[table.count()];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, table.meanPower(spectrum), 1e-4);

    spectrum.multiply(table.spread(new double[] {1, 1, 1}));
    double[] power = table.meanPower(spectrum);
    assertEquals(1, power[2], 1e-4);
    assertEquals(0, power[3]);
  }

  @Test
  void mismatchesAreRefused() {
    HalfSpectrum spectrum = HalfSpectrum.zeros(8);
    assertThrows(IllegalArgumentException.class, () -> spectrum.multiply(new float[41]));
    assertThrows(IllegalArgumentException.class, () -> ShellTable.of(9).meanPower(spectrum));
  }

  private static float[] noise(int box) {
    Random random = new Random(box);
    float[] image = new float[box * box];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
