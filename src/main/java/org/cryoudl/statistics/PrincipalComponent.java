package org.cryoudl.statistics;

import java.util.SplittableRandom;
import org.cryoudl.parallel.ParallelLoop;
import org.jspecify.annotations.Nullable;

/** The direction along which vectors differ most. */
public final class PrincipalComponent {

  private PrincipalComponent() {}

  /**
   * Projections of vectors, less their mean, on their first principal component, by power
   * iteration.
   *
   * @param vectors at least one, all of one length; their mean is taken away from them
   * @param rounds of the iteration
   * @param seed of the first direction
   * @return one value a vector, times the length that all of them have together; their sum is 0
   */
  public static double[] projections(float[][] vectors, int rounds, long seed) {
    int length = vectors[0].length;
    float[] mean = combination(vectors, null, 1.0 / vectors.length, length);
    ParallelLoop.run(
        vectors.length,
        v -> {
          for (int p = 0; p < length; p++) {
            vectors[v][p] -= mean[p];
          }
        });
    double[] projections = start(vectors.length, seed);
    for (int round = 0; round < rounds; round++) {
      double norm = 0;
      for (double value : projections) {
        norm += value * value;
      }
      if (!(norm > 0)) {
        return projections;
      }
      float[] direction = combination(vectors, projections, 1 / Math.sqrt(norm), length);
      ParallelLoop.run(vectors.length, v -> projections[v] = dot(vectors[v], direction));
    }
    return projections;
  }

  /**
   * Variance along the direction in which vectors are longest: the largest eigenvalue of their
   * second moments about zero, by power iteration.
   *
   * @param vectors at least one, all of one length
   * @param rounds of the iteration
   * @param seed of the first direction
   */
  public static double variance(float[][] vectors, int rounds, long seed) {
    int length = vectors[0].length;
    double[] direction = start(length, seed);
    double value = 0;
    for (int round = 0; round < rounds; round++) {
      double norm = 0;
      for (double d : direction) {
        norm += d * d;
      }
      if (!(norm > 0)) {
        return 0;
      }
      double scale = 1 / Math.sqrt(norm);
      double[] next = new double[length];
      for (float[] vector : vectors) {
        double projection = 0;
        for (int p = 0; p < length; p++) {
          projection += vector[p] * direction[p];
        }
        projection *= scale;
        for (int p = 0; p < length; p++) {
          next[p] += projection * vector[p];
        }
      }
      value = 0;
      for (int p = 0; p < length; p++) {
        value += next[p] * direction[p] * scale;
      }
      direction = next;
    }
    return value / vectors.length;
  }

  /** Small random numbers to begin an iteration with, so that no direction is left out. */
  public static double[] start(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] start = new double[count];
    for (int i = 0; i < count; i++) {
      start[i] = random.nextDouble() - 0.5;
    }
    return start;
  }

  /** The sum of all vectors times their weights, 1 each if there are none, and a scale. */
  private static float[] combination(
      float[][] vectors, double @Nullable [] weights, double scale, int length) {
    return ParallelLoop.reduce(
        vectors.length,
        () -> new float[length],
        (sum, v) -> {
          float factor = (float) (scale * (weights == null ? 1 : weights[v]));
          for (int p = 0; p < length; p++) {
            sum[p] += factor * vectors[v][p];
          }
        },
        (sum, other) -> {
          for (int p = 0; p < length; p++) {
            sum[p] += other[p];
          }
        });
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += a[p] * b[p];
    }
    return sum;
  }
}
