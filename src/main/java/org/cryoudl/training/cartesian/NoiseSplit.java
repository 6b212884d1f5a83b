package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;

/**
 * Gaussian noise with the rotationally averaged power spectrum of a set of images. If n is an
 * image's noise and m such a draw, n + m and n - m are independent: adding m to the image and
 * taking it away from a second copy makes two views of one particle that share nothing but the
 * particle (Neufeld et al., J. Mach. Learn. Res. 25 (2024), "Data thinning"). As the particle's own
 * power is a small part of the images', the images' spectrum stands for that of the noise.
 */
final class NoiseSplit {

  /** Images whose mean spectrum is known well enough. */
  private static final int MOST_IMAGES = 500;

  private final int box;
  private final float[] amplitude;

  private NoiseSplit(CartesianImages images) {
    this.box = images.box();
    int count = Math.min(MOST_IMAGES, images.size());
    double[] power = new double[box];
    long[] members = new long[box];
    for (int i = 0; i < count; i++) {
      float[] values =
          Fft2D.of(box).forward(images.of((int) ((long) i * images.size() / count))).values();
      for (int row = 0; row < box; row++) {
        int ky = HalfSpectrum.rowFrequency(box, row);
        for (int kx = 0; kx < HalfSpectrum.columns(box); kx++) {
          int at = HalfSpectrum.index(box, row, kx);
          int shell = shell(kx, ky);
          power[shell] += values[at] * values[at] + values[at + 1] * values[at + 1];
          members[shell]++;
        }
      }
    }
    this.amplitude = new float[box * box];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        int ky = HalfSpectrum.rowFrequency(box, row);
        int shell = shell(HalfSpectrum.rowFrequency(box, column), ky);
        // White noise of deviation 1 has the power box^2 in every frequency.
        amplitude[row * box + column] =
            (float) (Math.sqrt(power[shell] / Math.max(1, members[shell])) / box);
      }
    }
  }

  /** Noise like that of these images. */
  static NoiseSplit of(CartesianImages images) {
    return new NoiseSplit(images);
  }

  private int shell(int kx, int ky) {
    return Math.min(box - 1, (int) Math.round(Math.hypot(kx, ky)));
  }

  /**
   * Draws noise.
   *
   * @param manager owns the result
   * @param count number of images
   * @param seed of the run
   * @param first number of the first draw; a number gives the same noise again
   * @return count x box x box
   */
  NDArray draw(NDManager manager, int count, long seed, long first) {
    int pixels = box * box;
    float[] white = new float[count * pixels];
    ParallelLoop.run(
        count,
        i -> {
          SplittableRandom random = KeyedRandom.of(seed, "noise split", first + i);
          for (int p = 0; p < pixels; p++) {
            white[i * pixels + p] = (float) random.nextGaussian();
          }
        });
    long[] sides = {box, box};
    long[] axes = {1, 2};
    NDArray filter = manager.create(amplitude, new Shape(1, box, box));
    return manager
        .create(white, new Shape(count, box, box))
        .fft2(sides, axes)
        .mul(filter)
        .ifft2(sides, axes)
        .real()
        .get(":, :, :, 0");
  }
}
