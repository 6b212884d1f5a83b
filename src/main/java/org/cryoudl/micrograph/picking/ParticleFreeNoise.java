package org.cryoudl.micrograph.picking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The power of the noise between the particles of a micrograph. Tiles as large as a particle are
 * compared shell by shell; those of little power hold no particle. How much less than the mean such
 * a choice finds in noise alone is measured with noise.
 */
final class ParticleFreeNoise {

  /** The share of tiles that is expected to be free of particles, at least. */
  private static final double FREE = 0.2;

  private static final int LEAST_TILE = 16;
  private static final int LARGEST_TILE = 128;

  /** Noise is measured in a picture of this side at most. */
  private static final int NOISE_SIDE = 512;

  private ParticleFreeNoise() {}

  /**
   * Power by frequency.
   *
   * @param picture the micrograph
   * @param diameterPixels of a particle
   * @return entry i is for i / (2 (length - 1)) cycles per pixel; white noise of variance 1 has 1
   */
  static double[] of(Image picture, double diameterPixels) {
    int wanted = (int) Math.max(LEAST_TILE, Math.min(LARGEST_TILE, Math.round(diameterPixels)));
    int side = Math.min(wanted, Math.min(picture.width(), picture.height()) / 2);
    side -= side % 2;
    double[] found = low(picture, side);
    Image noise =
        new Image(
            Math.min(NOISE_SIDE, picture.width()),
            Math.min(NOISE_SIDE, picture.height()),
            new float
                [Math.min(NOISE_SIDE, picture.width()) * Math.min(NOISE_SIDE, picture.height())]);
    SplittableRandom random = new SplittableRandom(0);
    for (int i = 0; i < noise.pixels().length; i++) {
      noise.pixels()[i] = (float) random.nextGaussian();
    }
    double[] white = low(noise, side);
    double[] power = new double[side / 2 + 1];
    double most = 0;
    for (int i = 0; i < power.length; i++) {
      power[i] = found[i] / white[i];
      most = Math.max(most, power[i]);
    }
    // What a taken-off plane leaves of the lowest frequency says little.
    power[0] = power[1];
    for (int i = 0; i < power.length; i++) {
      power[i] = Math.max(power[i], 1e-9 * most + 1e-300);
    }
    return power;
  }

  /** Of each shell the power that a share of the tiles stays below. */
  private static double[] low(Image picture, int side) {
    List<int[]> corners = new ArrayList<>();
    for (int top = 0; top + side <= picture.height(); top += side / 2) {
      for (int left = 0; left + side <= picture.width(); left += side / 2) {
        corners.add(new int[] {left, top});
      }
    }
    double[][] averages = new double[corners.size()][];
    ParallelLoop.run(
        averages.length,
        i -> {
          PeriodogramSum one = PeriodogramSum.ofTiles(side);
          one.add(picture.pixels(), picture.width(), corners.get(i)[0], corners.get(i)[1]);
          averages[i] = PeriodogramSum.rotational(side, one.mean());
        });
    double[] low = new double[side / 2 + 1];
    for (int shell = 0; shell < low.length; shell++) {
      double[] values = new double[averages.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = averages[i][shell];
      }
      Arrays.sort(values);
      low[shell] = values[(int) (FREE * (values.length - 1))];
    }
    return low;
  }
}
