package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;

class ResidualHeterogeneityTest {

  /** Images a_i u + b_i v with u, v orthonormal: the largest eigenvalue is mean a^2. */
  @Test
  void leadingVarianceIsThatOfTheStrongestPattern() {
    SplittableRandom random = new SplittableRandom(1);
    float[][] images = new float[50][];
    double strong = 0;
    for (int i = 0; i < images.length; i++) {
      double a = (i % 2 == 0 ? 1 : -1) * (3 + random.nextDouble());
      double b = i % 4 < 2 ? 1 : -1;
      images[i] = new float[] {(float) (a * 0.6), (float) (a * 0.8), (float) b, 0};
      strong += a * a / images.length;
    }
    assertEquals(strong, ResidualHeterogeneity.leadingVariance(images), 0.02 * strong);
  }

  @Test
  void nothingLeftHasNoPattern() {
    assertEquals(0, ResidualHeterogeneity.leadingVariance(new float[3][9]));
  }

  /** White noise: the largest eigenvalue of n samples in d dimensions is (1 + sqrt(d / n))^2. */
  @Test
  void leadingVarianceOfNoiseFollowsMarchenkoAndPastur() {
    float[][] images = new float[400][];
    for (int i = 0; i < images.length; i++) {
      images[i] = PlainTransform.noise(100, i);
    }
    double expected = Math.pow(1 + Math.sqrt(100.0 / images.length), 2);
    assertEquals(expected, ResidualHeterogeneity.leadingVariance(images), 0.1 * expected);
  }
}
