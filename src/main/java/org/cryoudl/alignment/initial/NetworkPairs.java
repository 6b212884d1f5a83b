package org.cryoudl.alignment.initial;

import java.util.SplittableRandom;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.parallel.ParallelLoop;

/** Compares images of a set with each other by their features. */
final class NetworkPairs {

  private static final long SEED = 90210L;

  private NetworkPairs() {}

  /**
   * The angles of pairs, as the mean direction of the network's distribution over angle.
   *
   * @param transforms of the images' features, from {@link FeatureMatcher#transform}
   * @param logitScale what turns curves into logits
   * @param partners images that each one is compared with, at most; all if there are no more
   */
  static PairAngles compare(
      FeatureMatcher matcher, float[][] transforms, double logitScale, int partners) {
    int[][] pairs = choose(transforms.length, partners);
    int count = pairs[0].length;
    double[] degrees = new double[count];
    double[] weight = new double[count];
    ParallelLoop.run(
        count,
        p -> {
          float[] curve = matcher.curve(transforms[pairs[0][p]], transforms[pairs[1][p]]);
          float[] probabilities = AngleCurve.probabilities(curve, logitScale);
          double re = 0;
          double im = 0;
          for (int a = 0; a < probabilities.length; a++) {
            double phase = 2 * Math.PI * a / probabilities.length;
            re += probabilities[a] * Math.cos(phase);
            im += probabilities[a] * Math.sin(phase);
          }
          degrees[p] = Math.toDegrees(Math.atan2(im, re)) / 2;
          weight[p] = Math.hypot(re, im);
        });
    return new PairAngles(transforms.length, pairs[0], pairs[1], degrees, weight);
  }

  /**
   * Pairs as {first, second}: all of them, or for each of {@code partners / 2} random distances
   * every image with the one so far behind it in a cycle, which joins all images evenly.
   */
  static int[][] choose(int images, int partners) {
    boolean all = partners >= images - 1;
    int distances = all ? (images - 1) / 2 : Math.max(1, partners / 2);
    int[] distance = new int[(images - 1) / 2];
    for (int d = 0; d < distance.length; d++) {
      distance[d] = d + 1;
    }
    if (!all) {
      SplittableRandom random = new SplittableRandom(SEED);
      for (int d = 1; d < distances; d++) { // distance 1 stays, so that the cycle is connected
        int other = d + random.nextInt(distance.length - d);
        int swap = distance[d];
        distance[d] = distance[other];
        distance[other] = swap;
      }
    }
    // An even cycle has one more distance, opposite images, of which there are half as many pairs.
    int opposite = all && images % 2 == 0 ? images / 2 : 0;
    int[][] pairs = new int[2][distances * images + opposite];
    int at = 0;
    for (int d = 0; d < distances; d++) {
      for (int i = 0; i < images; i++, at++) {
        pairs[0][at] = i;
        pairs[1][at] = (i + distance[d]) % images;
      }
    }
    for (int i = 0; i < opposite; i++, at++) {
      pairs[0][at] = i;
      pairs[1][at] = i + images / 2;
    }
    return pairs;
  }
}
