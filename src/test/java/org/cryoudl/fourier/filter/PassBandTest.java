package org.cryoudl.fourier.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassBandTest {

  /** A wave along a slanted direction, of whole periods over 60 x 40 x depth values. */
  private static Grid wave(int depth, int kx, int ky, int kz) {
    Grid grid = new Grid(60, 40, depth, new float[60 * 40 * depth]);
    for (int z = 0; z < depth; z++) {
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 60; x++) {
          double turns = kx * x / 60.0 + ky * y / 40.0 + kz * z / (double) depth;
          grid.values()[grid.index(x, y, z)] = (float) Math.sin(2 * Math.PI * turns + 0.3);
        }
      }
    }
    return grid;
  }

  /** Root-mean-square of a wave after a filter over that before: its gain. */
  private static double gain(Grid wave, org.cryoudl.fourier.RadialFilter filter) {
    GridSpectrum spectrum = GridFft.of(wave).forward(wave);
    spectrum.multiply(filter);
    return rms(GridFft.of(wave).inverse(spectrum)) / rms(wave);
  }

  private static double rms(Grid grid) {
    double sum = 0;
    for (float value : grid.values()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / grid.size());
  }

  /** A sine wave in, its amplitude out. */
  @ParameterizedTest
  @CsvSource({"1,6,0,0", "1,6,4,0", "1,0,7,0", "20,6,4,2", "20,3,-8,5", "1,12,-9,0"})
  void wavesComeOutWithTheGainOfTheirFrequency(int depth, int kx, int ky, int kz) {
    Grid wave = wave(depth, kx, ky, kz);
    double f = Math.sqrt(square(kx / 60.0) + square(ky / 40.0) + square(kz / (double) depth));
    double bell = Math.exp(-Math.log(2) * square(f / 0.15));
    double step = f <= 0.15 ? 1 : 0;
    double cosine = f <= 0.1 ? 1 : f >= 0.2 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * (f - 0.1) / 0.1);
    double[] lows = {step, bell, cosine};
    for (PassBand.Edge edge : PassBand.Edge.values()) {
      int i = edge == PassBand.Edge.HARD ? 0 : edge == PassBand.Edge.GAUSSIAN ? 1 : 2;
      assertEquals(lows[i], gain(wave, PassBand.low(0.15, edge, 0.1)), 1e-5, edge + " " + f);
      assertEquals(1 - lows[i], gain(wave, PassBand.high(0.15, edge, 0.1)), 1e-5, edge + " " + f);
    }
  }

  private static double square(double x) {
    return x * x;
  }

  @Test
  void theCutOffItselfPassesAHardFilterBothWays() {
    assertEquals(1, PassBand.low(0.1, PassBand.Edge.HARD, 0).at(0.1));
    assertEquals(1, PassBand.high(0.1, PassBand.Edge.HARD, 0).at(0.1));
    assertEquals(0, PassBand.high(0.1, PassBand.Edge.HARD, 0).at(0.0999));
  }

  /** A high pass wide at its edge still takes the mean away. */
  @Test
  void noHighPassLetsTheMeanThrough() {
    for (PassBand.Edge edge : PassBand.Edge.values()) {
      assertEquals(0, PassBand.high(0.005, edge, 0.1).at(0), 1e-12, edge.toString());
    }
  }

  @Test
  void whiteningMakesEveryShellAsStrong() {
    SplittableRandom random = new SplittableRandom(8);
    Grid grid = new Grid(48, 36, 10, new float[48 * 36 * 10]);
    for (int i = 0; i < grid.size(); i++) {
      grid.values()[i] = (float) (7 + random.nextGaussian());
    }
    GridSpectrum spectrum = GridFft.of(grid).forward(grid);
    spectrum.multiply(f -> Math.exp(-10 * f));
    spectrum.multiply(ShellPower.forGrid(grid).add(spectrum).whitening(grid.size()));
    ShellPower after = ShellPower.forGrid(grid).add(spectrum);
    for (int s = 1; s < after.wholeShells(); s++) {
      assertEquals(grid.size(), after.mean(s), 1e-3 * grid.size(), "shell " + s);
    }
    assertEquals(0, after.mean(0), 1e-6);
    assertTrue(Math.abs(rms(GridFft.of(grid).inverse(spectrum)) - 1) < 0.01);
  }
}
