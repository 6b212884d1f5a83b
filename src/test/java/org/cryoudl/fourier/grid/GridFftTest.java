package org.cryoudl.fourier.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridFftTest {

  private static Grid random(int width, int height, int depth) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[width * height * depth];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Grid(width, height, depth, values);
  }

  /** Every frequency against the sum of the definition, for even, odd, flat and thin grids. */
  @ParameterizedTest
  @CsvSource({"8,6,5", "7,9,4", "12,10,1", "5,7,1", "20,1,1", "9,9,9"})
  void forwardIsTheSumOfTheDefinition(int width, int height, int depth) {
    Grid grid = random(width, height, depth);
    GridSpectrum spectrum = GridFft.of(grid).forward(grid);
    for (int kz = 0; kz < depth; kz++) {
      for (int ky = 0; ky < height; ky++) {
        for (int kx = 0; kx <= width / 2; kx++) {
          double re = 0;
          double im = 0;
          for (int z = 0; z < depth; z++) {
            for (int y = 0; y < height; y++) {
              for (int x = 0; x < width; x++) {
                double turns =
                    (double) kx * x / width + (double) ky * y / height + (double) kz * z / depth;
                re += grid.at(x, y, z) * Math.cos(2 * Math.PI * turns);
                im -= grid.at(x, y, z) * Math.sin(2 * Math.PI * turns);
              }
            }
          }
          int at = 2 * ((kz * height + ky) * spectrum.columns() + kx);
          assertEquals(re, spectrum.values()[at], 2e-5);
          assertEquals(im, spectrum.values()[at + 1], 2e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8,6,5", "7,9,4", "12,10,1", "33,17,1", "20,1,1", "16,16,16"})
  void inverseUndoesForwardWithAnyNumberOfThreads(int width, int height, int depth) {
    Grid grid = random(width, height, depth);
    GridFft fft = GridFft.of(grid);
    Grid one = Parallelism.of(1).call(() -> fft.inverse(fft.forward(grid)));
    Grid three = Parallelism.of(3).call(() -> fft.inverse(fft.forward(grid)));
    assertArrayEquals(grid.values(), one.values(), 2e-6f);
    assertArrayEquals(one.values(), three.values());
  }
}
