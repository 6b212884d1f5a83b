package org.cryoudl.simulation.views;

import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.RandomPurpose;

/**
 * How strong the noise of a data set is. The signal is the variance of the filtered, noise-free
 * image over the pixels inside the molecule, where its projection before the CTF is above 5 % of
 * its largest value; its mean over some molecules, divided by the signal-to-noise ratio, is the
 * variance of the noise.
 *
 * @param deviation standard deviation of the white noise
 * @param peak mean over the same molecules of the largest value of their projections
 */
record NoiseLevel(double deviation, double peak) {

  private static final int MOLECULES = 1000;
  private static final double INSIDE = 0.05;

  static NoiseLevel of(ViewRecipe recipe, List<ViewedSpecimen> specimens) {
    return of(recipe, specimens, MOLECULES);
  }

  /** As the other, measured on fewer molecules where these are large. */
  static NoiseLevel of(ViewRecipe recipe, List<ViewedSpecimen> specimens, int molecules) {
    double[] sums =
        ParallelLoop.reduce(
            molecules,
            () -> new double[2],
            (sum, index) -> {
              double[] found = measure(recipe, specimens, index);
              sum[0] += found[0];
              sum[1] += found[1];
            },
            (into, from) -> {
              into[0] += from[0];
              into[1] += from[1];
            });
    return new NoiseLevel(Math.sqrt(sums[0] / molecules / recipe.snr()), sums[1] / molecules);
  }

  /** {variance inside, peak} of one centred molecule. */
  private static double[] measure(ViewRecipe recipe, List<ViewedSpecimen> specimens, int index) {
    SplittableRandom random = KeyedRandom.of(recipe.seed(), RandomPurpose.NOISE_LEVEL, index);
    ViewedSpecimen seen = specimens.get(ViewedSpecimen.pick(specimens, random.nextDouble()));
    EulerAngles view = seen.directions().draw(random, seen.listed(), index);
    int margin = recipe.ctf().mode() == CtfModel.Mode.NONE ? 0 : recipe.ctf().marginPixels();
    Image wide =
        seen.density()
            .project(view, recipe.pixelSizeAngstroms())
            .render(recipe.boxPixels() + 2 * margin);
    float[] clean = wide.cropped(recipe.boxPixels()).pixels();
    recipe
        .ctf()
        .apply(wide.pixels(), wide.box(), recipe.pixelSizeAngstroms(), recipe.ctf().draw(random));
    float[] filtered = wide.cropped(recipe.boxPixels()).pixels();
    double peak = 0;
    for (float value : clean) {
      peak = Math.max(peak, value);
    }
    return new double[] {varianceInside(clean, filtered, INSIDE * peak), peak};
  }

  /** The variance of {@code filtered} where {@code clean} is above {@code least}. */
  static double varianceInside(float[] clean, float[] filtered, double least) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < clean.length; i++) {
      if (clean[i] > least) {
        sum += filtered[i];
        squares += (double) filtered[i] * filtered[i];
        count++;
      }
    }
    double mean = sum / Math.max(1, count);
    return count == 0 ? 0 : Math.max(0, squares / count - mean * mean);
  }
}
