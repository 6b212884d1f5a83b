package org.cryoudl.alignment.initial;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.PrincipalComponent;

/**
 * Sorts images into classes by their features, which a shift leaves alone and a turn moves along
 * angle: k-means in which every image is first turned onto the average it is compared with. An
 * image's own share is taken out of an average before the two are compared, so that small classes
 * do not hold on to their members' noise.
 */
final class FeatureMixture {

  private static final double HALF_TURN = 180;
  private static final int FIRST_ROUNDS = 6;
  private static final int PROPOSAL_ROUNDS = 4;
  private static final int COMPONENT_ROUNDS = 12;

  private final FeatureMatcher matcher;
  private final float[][] transforms;
  private final int classes;

  /** Correlation of each image with itself over angle. */
  private final float[][] ownCurves;

  private final int[] member;
  private final double[] psiDegrees;
  private final double[] gain;

  /**
   * @param transforms of the images' features, from {@link FeatureMatcher#transform}
   * @param classes how many, at most as many as images
   */
  FeatureMixture(FeatureMatcher matcher, float[][] transforms, int classes) {
    this.matcher = matcher;
    this.transforms = transforms;
    this.classes = classes;
    this.ownCurves = new float[transforms.length][];
    this.member = new int[transforms.length];
    this.psiDegrees = new double[transforms.length];
    this.gain = new double[transforms.length];
    Arrays.fill(member, -1);
    ParallelLoop.run(
        transforms.length, i -> ownCurves[i] = matcher.curve(transforms[i], transforms[i]));
  }

  /** Class of each image. */
  int[] members() {
    return member;
  }

  /** The turn that brings each image onto the average of its class, modulo 180. */
  double[] psiDegrees() {
    return psiDegrees;
  }

  /** Number of images in each class. */
  int[] sizes() {
    int[] sizes = new int[classes];
    for (int k : member) {
      sizes[k]++;
    }
    return sizes;
  }

  /** What all averages explain together; the larger the better. */
  double objective() {
    return Arrays.stream(gain).sum();
  }

  /**
   * Looks for the best classes: from single images as first averages, and then by proposals, each
   * of which gives up one average, splits another class or puts an image in its place, and is kept
   * if all averages together explain more (Franti, EURASIP J. Big Data 5 (2018) 13, for the
   * images).
   */
  void search(int proposals, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    seed(random);
    run(FIRST_ROUNDS);
    double best = objective();
    for (int proposal = 0; proposal < proposals; proposal++) {
      int[] members = member.clone();
      double[] turns = psiDegrees.clone();
      double[] gains = gain.clone();
      int given = givenUp(random);
      if (proposal % 2 == 0) {
        split(given, random);
      } else {
        swap(given, random);
      }
      run(PROPOSAL_ROUNDS);
      if (objective() > best) {
        best = objective();
      } else {
        System.arraycopy(members, 0, member, 0, members.length);
        System.arraycopy(turns, 0, psiDegrees, 0, turns.length);
        System.arraycopy(gains, 0, gain, 0, gains.length);
      }
    }
  }

  /** The class that a proposal does without: an empty one if there is any. */
  private int givenUp(SplittableRandom random) {
    int[] sizes = sizes();
    for (int k = 0; k < classes; k++) {
      if (sizes[k] == 0) {
        return k;
      }
    }
    return random.nextInt(classes);
  }

  /** Puts a badly explained image in the place of an average. */
  private void swap(int given, SplittableRandom random) {
    double[] unexplained = new double[transforms.length];
    Arrays.setAll(unexplained, i -> Math.max(0, ownCurves[i][0] - gain[i]));
    Sum[] sums = sums();
    sums[given] = single(draw(unexplained, random.nextDouble()));
    leave(given);
    assign(sums);
  }

  /**
   * Splits a class, drawn by its size, along the strongest pattern in what its average leaves of
   * its images, and gives one half to a class that is given up.
   */
  private void split(int given, SplittableRandom random) {
    int chosen = member[random.nextInt(member.length)];
    if (chosen == given) {
      return;
    }
    Sum[] sums = sums();
    sums[given] = new Sum(new float[matcher.transformLength()], 0, 0);
    leave(given);
    assign(sums);
    int[] inside = IntStream.range(0, member.length).filter(i -> member[i] == chosen).toArray();
    if (inside.length < 2) {
      return;
    }
    double[] side = projections(inside, random.nextLong());
    for (int m = 0; m < inside.length; m++) {
      member[inside[m]] = side[m] > 0 ? chosen : given;
    }
  }

  private void leave(int given) {
    for (int i = 0; i < member.length; i++) {
      member[i] = member[i] == given ? -1 : member[i];
    }
  }

  /** Projections of some turned images, less their mean, on their first principal component. */
  private double[] projections(int[] inside, long seed) {
    float[][] turned = new float[inside.length][matcher.transformLength()];
    ParallelLoop.run(
        inside.length,
        m -> matcher.addTurned(turned[m], transforms[inside[m]], psiDegrees[inside[m]], 1));
    return PrincipalComponent.projections(turned, COMPONENT_ROUNDS, seed);
  }

  private Sum single(int image) {
    return new Sum(transforms[image].clone(), 1, ownCurves[image][0]);
  }

  /** Starts from single images, each chosen far from those before it. */
  private void seed(SplittableRandom random) {
    double[] least = new double[transforms.length];
    Arrays.fill(least, 1);
    Sum[] sums = new Sum[classes];
    for (int k = 0; k < classes; k++) {
      int chosen = draw(least, random.nextDouble());
      boolean first = k == 0;
      sums[k] = single(chosen);
      ParallelLoop.run(
          transforms.length,
          i -> {
            float[] curve = matcher.curve(transforms[chosen], transforms[i]);
            double distance =
                Math.max(0, ownCurves[i][0] + ownCurves[chosen][0] - 2 * AngleCurve.largest(curve));
            least[i] = first ? distance : Math.min(least[i], distance);
          });
      least[chosen] = 0;
    }
    assign(sums);
  }

  /** An index, drawn in proportion to its weight. */
  private static int draw(double[] weights, double at) {
    double rest = at * Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      rest -= weights[i];
      if (rest < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /** Starts from averages of another mixture. */
  void start(float[][] averages) {
    Sum[] sums = new Sum[averages.length];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = new Sum(averages[k], 1, matcher.curve(averages[k], averages[k])[0]);
    }
    assign(sums);
  }

  /** Averages and assigns anew, until nothing moves. */
  void run(int rounds) {
    for (int round = 0; round < rounds; round++) {
      if (assign(sums()) == 0) {
        break;
      }
    }
  }

  /** The average of each class. */
  float[][] averages() {
    Sum[] sums = sums();
    float[][] averages = new float[classes][];
    for (int k = 0; k < classes; k++) {
      averages[k] = sums[k].values;
      double scale = sums[k].count > 0 ? 1 / sums[k].count : 0;
      for (int j = 0; j < averages[k].length; j++) {
        averages[k][j] *= (float) scale;
      }
    }
    return averages;
  }

  /** A sum of turned transforms, how many they are, and its squared length. */
  private record Sum(float[] values, double count, double power) {}

  private Sum[] sums() {
    float[][] values = new float[classes][matcher.transformLength()];
    int[] counts = new int[classes];
    ParallelLoop.run(
        classes,
        k -> {
          for (int i = 0; i < transforms.length; i++) {
            if (member[i] == k) {
              matcher.addTurned(values[k], transforms[i], psiDegrees[i], 1);
              counts[k]++;
            }
          }
        });
    Sum[] sums = new Sum[classes];
    for (int k = 0; k < classes; k++) {
      sums[k] = new Sum(values[k], counts[k], matcher.curve(values[k], values[k])[0]);
    }
    return sums;
  }

  /** Puts every image into the class that explains it best; returns how many changed. */
  private int assign(Sum[] sums) {
    int[] before = member.clone();
    ParallelLoop.run(
        transforms.length,
        i -> {
          double best = Double.NEGATIVE_INFINITY;
          int inside = member[i];
          double turned = psiDegrees[i];
          for (int k = 0; k < classes; k++) {
            double others = sums[k].count - (k == inside ? 1 : 0);
            if (!(others > 0)) {
              continue;
            }
            float[] curve = matcher.curve(sums[k].values, transforms[i]);
            double power = sums[k].power;
            if (k == inside) {
              power += ownCurves[i][0] - 2 * AngleCurve.at(curve, turned);
              for (int t = 0; t < curve.length; t++) {
                double apart = t * HALF_TURN / curve.length - turned;
                curve[t] = (float) (curve[t] - AngleCurve.at(ownCurves[i], apart));
              }
            }
            double peak = AngleCurve.peakDegrees(curve);
            double explained = (2 * AngleCurve.at(curve, peak) - power / others) / others;
            if (explained > best) {
              best = explained;
              member[i] = k;
              psiDegrees[i] = Angles.wrap(peak, HALF_TURN);
            }
          }
          gain[i] = best;
        });
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == member[i] ? 0 : 1;
    }
    return changed;
  }
}
