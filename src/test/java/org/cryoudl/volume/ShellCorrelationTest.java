package org.cryoudl.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCorrelationTest {

  private static final int BOX = 48;

  private static Grid noise(int box, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Grid grid = Grid.cube(box);
    for (int i = 0; i < grid.size(); i++) {
      grid.values()[i] = (float) random.nextGaussian();
    }
    return grid;
  }

  /** A signal whose power over that of the noise is 4 exp(-s / 6) in shell s. */
  private static double snr(double shell) {
    return 4 * Math.exp(-shell / 6);
  }

  private static Grid withNoise(long seed) {
    GridFft fft = new GridFft(BOX, BOX, BOX);
    GridSpectrum signal = fft.forward(noise(BOX, 1));
    signal.multiply(f -> Math.sqrt(snr(Math.round(f * BOX))));
    Grid sum = fft.inverse(signal);
    Grid other = noise(BOX, seed);
    for (int i = 0; i < sum.size(); i++) {
      sum.values()[i] += other.values()[i];
    }
    return sum;
  }

  /** The expected value is SNR / (1 + SNR); its spread that of a sample of n pairs. */
  @Test
  void volumesOfKnownSignalToNoiseHaveTheirCorrelation() {
    double[] fsc = ShellCorrelation.of(withNoise(2), withNoise(3)).perShell();
    for (int s = 3; s <= BOX / 2; s++) {
      double expected = snr(s) / (1 + snr(s));
      double independent = 2 * Math.PI * s * s;
      double spread = (1 - expected * expected) / Math.sqrt(2 * independent);
      assertEquals(expected, fsc[s], 4.5 * spread + 2e-3, "shell " + s);
    }
  }

  @Test
  void aVolumeAgreesWithItselfAndNotWithItsNegative() {
    Grid grid = noise(9, 7);
    Grid negative = grid.copy();
    for (int i = 0; i < grid.size(); i++) {
      negative.values()[i] *= -3;
    }
    double[] same = ShellCorrelation.of(grid, grid).perShell();
    double[] opposite = ShellCorrelation.of(grid, negative).perShell();
    for (int s = 0; s < same.length; s++) {
      assertEquals(1, same[s], 1e-9);
      assertEquals(-1, opposite[s], 1e-6);
    }
    assertEquals(OptionalDouble.empty(), ShellCorrelation.of(grid, grid).crossing(0.143));
  }

  @Test
  void crossingsLieBetweenShells() {
    ShellCorrelation fsc = new ShellCorrelation(new double[] {0.2, 1, 0.8, 0.4, 0.1, 0.3});
    assertEquals(2.75, fsc.crossing(0.5).getAsDouble(), 1e-12);
    assertEquals(3 + 0.257 / 0.3, fsc.crossing(0.143).getAsDouble(), 1e-12);
    assertEquals(3, fsc.firstBelow(0.5));
  }

  @Test
  void correctionIsTheFormulaFromTwoShellsOn() {
    ShellCorrelation masked = new ShellCorrelation(new double[] {1, 1, 0.9, 0.8, 0.6, 0.5});
    ShellCorrelation random = new ShellCorrelation(new double[] {1, 1, 0.5, 0.5, 0.2, 1});
    assertArrayEquals(
        new double[] {1, 1, 0.9, 0.8, 0.5, 0}, masked.correctedBy(random, 2).perShell(), 1e-12);
  }

  /** Noise in a tight mask correlates with nothing but the mask: corrected, with nothing. */
  @Test
  void correctedCorrelationOfNoiseInAMaskIsNone() {
    Grid mask = Grid.cube(32);
    for (int z = 0; z < 32; z++) {
      for (int y = 0; y < 32; y++) {
        for (int x = 0; x < 32; x++) {
          double r = Math.hypot(Math.hypot(x - 16, y - 16), z - 16);
          mask.values()[mask.index(x, y, z)] = r < 6 ? 1 : 0;
        }
      }
    }
    Grid first = noise(32, 11);
    Grid second = noise(32, 12);
    for (int i = 0; i < first.size(); i++) {
      first.values()[i] += 5; // a constant that the mask turns into a common shape
      second.values()[i] += 5;
    }
    MaskedCorrelation result = MaskedCorrelation.of(first, second, mask, 0);
    double before = 0;
    double after = 0;
    for (int s = 4; s <= 16; s++) {
      before += result.masked().perShell()[s] / 13;
      after += result.corrected().perShell()[s] / 13;
    }
    assertTrue(before > 0.5, "masked " + before);
    assertEquals(0, after, 0.2); // few independent values in a small mask
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13})
  void randomPhasesKeepAllAmplitudes(int box) {
    Grid grid = noise(box, 21);
    float[] before = GridFft.of(grid).forward(grid).values();
    Grid random = PhaseRandomisation.randomised(grid, 3, 1, 0);
    float[] after = GridFft.of(random).forward(random).values();
    for (int i = 0; i < before.length; i += 2) {
      double amplitude = Math.hypot(before[i], before[i + 1]);
      assertEquals(amplitude, Math.hypot(after[i], after[i + 1]), 1e-4, "value " + i / 2);
    }
  }

  @Test
  void randomPhasesKeepAmplitudesAndInnerShells() {
    Grid grid = noise(16, 20);
    Grid random = PhaseRandomisation.randomised(grid, 4, 1, 0);
    double[] fsc = ShellCorrelation.of(grid, random).perShell();
    assertEquals(1, fsc[3], 1e-6);
    for (int s = 5; s <= 8; s++) {
      assertTrue(Math.abs(fsc[s]) < 0.25, "shell " + s + ": " + fsc[s]);
    }
  }
}
