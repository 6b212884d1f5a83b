package org.cryoudl.alignment.initial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs made from known angles, with and without wrong ones among them. */
class AngularSynchronisationTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 60})
  void exactPairsGiveExactAnglesUpToOneConstant(int images) {
    double[] psi = angles(images, 1);
    PairAngles pairs = pairs(psi, images, 0, 0, 5);
    assertTrue(largestError(AngularSynchronisation.solve(pairs).psiDegrees(), psi) < 1e-5);
    assertTrue(largestError(read(AngularSynchronisation.iterate(pairs)), psi) < 1e-4);
    for (double agreement : AngularSynchronisation.solve(pairs).agreement()) {
      assertEquals(1, agreement, 1e-6);
    }
  }

  /** A ring of images, each compared with the next only, has no spare pair but must come out. */
  @Test
  void fewPairsAreEnoughIfTheyJoinAllImages() {
    double[] psi = angles(30, 2);
    PairAngles ring = pairs(psi, 2, 0, 0, 3);
    assertEquals(30, ring.pairs());
    assertTrue(largestError(AngularSynchronisation.solve(ring).psiDegrees(), psi) < 1e-4);
  }

  /**
   * With a share of the pairs replaced by uniform ones the mean matrix is the true one times the
   * share that is right, so the eigenvector stays; what is left falls with the number of images.
   */
  @ParameterizedTest
  @CsvSource({"100, 0.3, 2", "100, 0.6, 4", "400, 0.6, 2"})
  void wrongPairsHardlyMatter(int images, double wrong, double expectedDegrees) {
    double[] psi = angles(images, 3);
    PairAngles pairs = pairs(psi, images, wrong, 0, 8);
    double mean = meanError(AngularSynchronisation.solve(pairs).psiDegrees(), psi);
    assertTrue(mean < expectedDegrees, "mean error " + mean);
    // Pair by pair, the same angles are off by a quarter turn's half in the wrong ones.
    double pairwise = 0;
    for (int p = 0; p < pairs.pairs(); p++) {
      double d = pairs.degrees()[p] - psi[pairs.second()[p]] + psi[pairs.first()[p]];
      pairwise += Math.abs(Angles.wrap(d, 180)) / pairs.pairs();
    }
    assertEquals(45 * wrong, pairwise, 2);
  }

  @Test
  void imagesWhosePairsAreAllWrongAreTold() {
    double[] psi = angles(80, 4);
    PairAngles pairs = pairs(psi, 80, 0, 0, 1);
    Random random = new Random(6);
    for (int p = 0; p < pairs.pairs(); p++) {
      if (pairs.first()[p] == 11 || pairs.second()[p] == 11) {
        pairs.degrees()[p] = 180 * random.nextDouble();
      }
    }
    double[] agreement = AngularSynchronisation.solve(pairs).agreement();
    for (int i = 0; i < 80; i++) {
      assertTrue(i == 11 ? agreement[i] < 0.3 : agreement[i] > 0.9, i + ": " + agreement[i]);
    }
  }

  /** The leading eigenvector maximises z* H z: no choice of angles from a grid may do better. */
  @Test
  void noOtherAnglesFitTheMatrixBetter() {
    double[] psi = angles(4, 5);
    PairAngles pairs = pairs(psi, 4, 0, 8, 9);
    double[] vector = AngularSynchronisation.project(pairs, new Nd4jProjector());
    double best = quality(pairs, vector);
    Random random = new Random(10);
    for (int trial = 0; trial < 20_000; trial++) {
      double[] other = new double[8];
      double norm = 0;
      for (int i = 0; i < 8; i++) {
        other[i] = random.nextGaussian();
        norm += other[i] * other[i];
      }
      double scale = 1 / Math.sqrt(norm);
      Arrays.setAll(other, i -> other[i] * scale);
      assertTrue(quality(pairs, other) <= best + 1e-9);
    }
    // For so few images the angles themselves can be searched for, in steps of 3 degrees.
    double fit = fit(pairs, AngularSynchronisation.solve(pairs).psiDegrees());
    double grid = Double.NEGATIVE_INFINITY;
    for (int a = 0; a < 60; a++) {
      for (int b = 0; b < 60; b++) {
        for (int c = 0; c < 60; c++) {
          grid = Math.max(grid, fit(pairs, new double[] {0, 3 * a, 3 * b, 3 * c}));
        }
      }
    }
    assertTrue(fit > grid - 0.02, fit + " against " + grid);
  }

  @ParameterizedTest
  @CsvSource({"90, 0, 12", "90, 10, 12", "90, 0, 13", "200, 0, 13", "200, 10, 15", "30, 20, 16"})
  void bothSolversAgree(int images, double noiseDegrees, long seed) {
    double[] psi = angles(images, seed - 5);
    PairAngles pairs = pairs(psi, 20, 0.2, noiseDegrees, seed);
    double[] dense = read(AngularSynchronisation.project(pairs, new Nd4jProjector()));
    double difference = largestError(read(AngularSynchronisation.iterate(pairs)), dense);
    assertTrue(difference < 1e-3, "difference " + difference);
  }

  /** Closed form: errors of d degrees per pair average down with the root of the pairs. */
  @Tag("slow")
  @Test
  void noiseAveragesOut() {
    int images = 300;
    double[] psi = angles(images, 8);
    PairAngles pairs = pairs(psi, images, 0, 6, 13);
    double mean = meanError(AngularSynchronisation.solve(pairs).psiDegrees(), psi);
    double expected = 6 / Math.sqrt(images) * Math.sqrt(2 / Math.PI);
    assertEquals(expected, mean, 0.15 * expected);
  }

  @Test
  void nonsenseIsRefused() {
    int[] one = {0};
    int[] two = {1};
    double[] value = {3};
    assertThrows(IllegalArgumentException.class, () -> new PairAngles(2, one, one, value, value));
    assertThrows(IllegalArgumentException.class, () -> new PairAngles(1, one, two, value, value));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PairAngles(2, one, two, value, new double[] {-1}));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PairAngles(2, one, two, new double[] {Double.NaN}, value));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PairAngles(2, one, two, value, new double[] {1, 2}));
  }

  private static double[] angles(int images, long seed) {
    Random random = new Random(seed);
    double[] psi = new double[images];
    Arrays.setAll(psi, i -> 360 * random.nextDouble());
    return psi;
  }

  private static PairAngles pairs(
      double[] psi, int partners, double wrong, double noiseDegrees, long seed) {
    Random random = new Random(seed);
    int[][] chosen = NetworkPairs.choose(psi.length, partners);
    double[] degrees = new double[chosen[0].length];
    double[] weight = new double[degrees.length];
    for (int p = 0; p < degrees.length; p++) {
      double right = psi[chosen[1][p]] - psi[chosen[0][p]] + noiseDegrees * random.nextGaussian();
      degrees[p] = random.nextDouble() < wrong ? 180 * random.nextDouble() : right;
      weight[p] = 1;
    }
    return new PairAngles(psi.length, chosen[0], chosen[1], degrees, weight);
  }

  private static double[] read(double[] vector) {
    double[] psi = new double[vector.length / 2];
    Arrays.setAll(psi, k -> Math.toDegrees(Math.atan2(vector[2 * k + 1], vector[2 * k])) / 2);
    return psi;
  }

  /** {@code z* H z}. */
  private static double quality(PairAngles pairs, double[] z) {
    double sum = 0;
    for (int p = 0; p < pairs.pairs(); p++) {
      int j = 2 * pairs.first()[p];
      int k = 2 * pairs.second()[p];
      double phase = Math.toRadians(2 * pairs.degrees()[p]);
      // Re(conj(z_k) exp(i phase) z_j), twice for both directions.
      double re = z[k] * z[j] + z[k + 1] * z[j + 1];
      double im = z[k] * z[j + 1] - z[k + 1] * z[j];
      sum += 2 * pairs.weight()[p] * (re * Math.cos(phase) - im * Math.sin(phase));
    }
    return sum;
  }

  private static double fit(PairAngles pairs, double[] psi) {
    double sum = 0;
    for (int p = 0; p < pairs.pairs(); p++) {
      double d = pairs.degrees()[p] - psi[pairs.second()[p]] + psi[pairs.first()[p]];
      sum += pairs.weight()[p] * Math.cos(Math.toRadians(2 * d));
    }
    return sum;
  }

  private static double[] errors(double[] found, double[] truth) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < found.length; i++) {
      re += Math.cos(Math.toRadians(2 * (found[i] - truth[i])));
      im += Math.sin(Math.toRadians(2 * (found[i] - truth[i])));
    }
    double common = Math.toDegrees(Math.atan2(im, re)) / 2;
    double[] errors = new double[found.length];
    Arrays.setAll(errors, i -> Math.abs(Angles.wrap(found[i] - truth[i] - common, 180)));
    return errors;
  }

  private static double largestError(double[] found, double[] truth) {
    return Arrays.stream(errors(found, truth)).max().orElseThrow();
  }

  private static double meanError(double[] found, double[] truth) {
    return Arrays.stream(errors(found, truth)).average().orElseThrow();
  }
}
