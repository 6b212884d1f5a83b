package org.cryoudl.simulation.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.ShellTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColouredNoiseTest {

  @ParameterizedTest
  @ValueSource(ints = {24, 31})
  void powerIsTheOneAskedFor(int box) {
    double[] power = new double[box / 2 + 1];
    for (int s = 0; s < power.length; s++) {
      power[s] = 1000.0 / (1 + s * s);
    }
    int count = 400;
    ColouredNoise noise = new ColouredNoise(count, box, power, 5);
    ShellTable shells = ShellTable.of(box);
    double[] sums = new double[shells.count()];
    float[] pixels = new float[box * box];
    for (int i = 0; i < count; i++) {
      noise.read(i, pixels);
      shells.addPower(Fft2D.of(box).forward(pixels), sums);
    }
    for (int s = 1; s < power.length - 1; s++) {
      double found = sums[s] / count / shells.multiplicity(s);
      double deviation = power[s] / Math.sqrt(count * shells.multiplicity(s) / 2.0);
      assertEquals(power[s], found, 5 * deviation, "shell " + s);
    }
  }

  @Test
  void anImageDependsOnSeedAndIndexOnly() {
    double[] power = {1, 1, 1};
    float[] few = new float[256];
    float[] many = new float[256];
    new ColouredNoise(3, 16, power, 9).read(2, few);
    new ColouredNoise(30, 16, power, 9).read(2, many);
    assertArrayEquals(few, many);
  }
}
