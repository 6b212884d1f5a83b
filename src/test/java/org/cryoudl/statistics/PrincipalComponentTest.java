package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;

class PrincipalComponentTest {

  private static final long SEED = 20231L;

  /** Images a_i u + b_i v with u, v orthonormal: the largest eigenvalue is mean a^2. */
  @Test
  void varianceIsThatOfTheStrongestPattern() {
    SplittableRandom random = new SplittableRandom(1);
    float[][] images = new float[50][];
    double strong = 0;
    for (int i = 0; i < images.length; i++) {
      double a = (i % 2 == 0 ? 1 : -1) * (3 + random.nextDouble());
      double b = i % 4 < 2 ? 1 : -1;
      images[i] = new float[] {(float) (a * 0.6), (float) (a * 0.8), (float) b, 0};
      strong += a * a / images.length;
    }
    assertEquals(strong, PrincipalComponent.variance(images, 30, SEED), 0.02 * strong);
  }

  @Test
  void nothingLeftHasNoPattern() {
    assertEquals(0, PrincipalComponent.variance(new float[3][9], 30, SEED));
  }

  /** White noise: the largest eigenvalue of n samples in d dimensions is (1 + sqrt(d / n))^2. */
  @Test
  void varianceOfNoiseFollowsMarchenkoAndPastur() {
    float[][] images = new float[400][];
    for (int i = 0; i < images.length; i++) {
      images[i] = PlainTransform.noise(100, i);
    }
    double expected = Math.pow(1 + Math.sqrt(100.0 / images.length), 2);
    assertEquals(expected, PrincipalComponent.variance(images, 30, SEED), 0.1 * expected);
  }

  /** Vectors m + a_i u with a random mean m and unit u: projections are a_i less their mean. */
  @Test
  void projectionsAreThoseOnTheDirectionOfTheLargestVariance() {
    SplittableRandom random = new SplittableRandom(4);
    float[][] vectors = new float[40][];
    double[] along = new double[vectors.length];
    double mean = 0;
    for (int i = 0; i < vectors.length; i++) {
      along[i] = random.nextDouble(10);
      mean += along[i] / vectors.length;
      float rest = (float) random.nextDouble(0.01);
      vectors[i] =
          new float[] {(float) (5 + 0.6 * along[i]), (float) (-3 + 0.8 * along[i]), 7 + rest};
    }
    double[] found = PrincipalComponent.projections(vectors, 12, SEED);
    double length = 0;
    for (double a : along) {
      length += (a - mean) * (a - mean);
    }
    // The direction is as long as all projections together.
    double scale = Math.signum(found[0] * (along[0] - mean)) / Math.sqrt(length);
    for (int i = 0; i < vectors.length; i++) {
      assertEquals(along[i] - mean, scale * found[i], 0.01);
    }
  }
}
