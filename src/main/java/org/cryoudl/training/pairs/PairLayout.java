package org.cryoudl.training.pairs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.Locale;
import org.cryoudl.network.matching.AngularCorrelation;
import org.cryoudl.training.config.OptimiserSettings;

/**
 * Which images of a batch are compared. View v of particle g stands at {@code v * particles + g},
 * all first views first; every view is compared with the views 1 ... offsets after it, cyclically.
 * Features are computed once an image, whatever the number of comparisons.
 *
 * @param particles number of particles
 * @param views views of each, at least 2
 * @param offsets how many of the following views each is compared with, at most views / 2
 */
public record PairLayout(int particles, int views, int offsets) {

  public PairLayout {
    if (particles < 1 || views < 2 || offsets < 1 || offsets > views / 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "pairs need at least 1 particle, 2 views and 1 to views / 2 offsets, got %d, %d, %d",
              particles,
              views,
              offsets));
    }
  }

  /** The comparisons of a step as a configuration has them. */
  public static PairLayout of(OptimiserSettings settings) {
    return new PairLayout(settings.particlesPerStep(), settings.views(), settings.comparisons());
  }

  /** Every two views of a particle, once. */
  static PairLayout all(int particles, int views) {
    return new PairLayout(particles, views, views / 2);
  }

  /** Number of images. */
  public int images() {
    return particles * views;
  }

  /** Number of comparisons. */
  public int pairs() {
    int pairs = 0;
    for (int s = 1; s <= offsets; s++) {
      pairs += pairsAt(s);
    }
    return pairs;
  }

  /** At half a cycle each pair would come twice. */
  private int pairsAt(int offset) {
    return 2 * offset == views ? images() / 2 : images();
  }

  /** The two images, {reference, image}, of every comparison, in the order of {@link #curves}. */
  public int[][] indices() {
    int[][] indices = new int[pairs()][];
    int at = 0;
    for (int s = 1; s <= offsets; s++) {
      for (int i = 0; i < pairsAt(s); i++) {
        indices[at++] = new int[] {i, (i + s * particles) % images()};
      }
    }
    return indices;
  }

  /**
   * The curves of all comparisons.
   *
   * @param features images x rows x angleBins
   * @return pairs x angleBins
   */
  public NDArray curves(NDArray features) {
    long bins = features.getShape().get(2);
    NDArray transforms = features.rfft(bins, 2);
    NDList curves = new NDList();
    for (int s = 1; s <= offsets; s++) {
      int first = s * particles;
      NDArray rolled =
          NDArrays.concat(
              new NDList(
                  transforms.get(new NDIndex("{}:", first)),
                  transforms.get(new NDIndex(":{}", first))),
              0);
      NDIndex compared = new NDIndex(":{}", pairsAt(s));
      curves.add(
          AngularCorrelation.curvesOfTransforms(
              transforms.get(compared), rolled.get(compared), bins));
    }
    return curves.size() == 1 ? curves.get(0) : NDArrays.concat(curves, 0);
  }
}
