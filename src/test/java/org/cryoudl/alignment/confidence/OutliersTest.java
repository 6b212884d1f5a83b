package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OutliersTest {

  private static final int COUNT = 20000;

  /** Nothing but chance, and true scales that differ: 5 in 10,000 by the normal distribution. */
  @Test
  void cleanSetsKeepTheirParticles() {
    assertTrue(flagged(draw(0.08, 0, 0)) < 0.0015 * COUNT);
    assertTrue(flagged(draw(0.08, 0.2, 0)) < 0.0015 * COUNT);
  }

  @Test
  void noiseAmongParticlesIsFlagged() {
    double[][] set = draw(0.1, 0.1, 0.1);
    boolean[] outlier = Outliers.find(set[0], set[1], set[2], set[3]);
    int recalled = 0;
    int wrong = 0;
    for (int i = 0; i < COUNT; i++) {
      recalled += i % 10 == 0 && outlier[i] ? 1 : 0;
      wrong += i % 10 != 0 && outlier[i] ? 1 : 0;
    }
    // Noise lies (1 - 0.3) / 0.155 = 4.5 deviations off, and WEAK is 3.3.
    assertTrue(recalled > 0.9 * COUNT / 10, "recalled " + recalled);
    assertTrue(wrong < 0.002 * COUNT, "wrong " + wrong);
  }

  /** Images of less noise than the others, whose faint scale is uncertain in units of their own. */
  @Test
  void lowCorrelationsAreFlaggedWhateverTheNoise() {
    double[][] set = draw(0.1, 0.1, 0);
    for (int i = 0; i < COUNT; i += 50) {
      set[0][i] = 0.25;
      set[2][i] = 0.93;
      set[1][i] = 0.6;
      set[3][i] = 0.06;
    }
    boolean[] outlier = Outliers.find(set[0], set[1], set[2], set[3]);
    for (int i = 0; i < COUNT; i += 50) {
      assertTrue(outlier[i], "image " + i);
    }
  }

  @Test
  void scalesAreDrawnToTheMedianAsFarAsTheirErrorSays() {
    double[][] set = draw(0.1, 0.2, 0);
    Outliers.Scales scales = Outliers.Scales.of(set[0], set[1]);
    assertEquals(1, scales.median(), 0.01);
    assertEquals(0.2, scales.spread(), 0.01);
    // Wiener: 0.04 / (0.04 + 0.01) of the way out.
    assertEquals(1.4, scales.shrunk(1.5, 0.1), 0.02);
    assertEquals(scales.median(), scales.shrunk(0, Double.POSITIVE_INFINITY), 1e-12);
  }

  private static int flagged(double[][] set) {
    int count = 0;
    for (boolean outlier : Outliers.find(set[0], set[1], set[2], set[3])) {
      count += outlier ? 1 : 0;
    }
    return count;
  }

  /** Scales, their errors and misfits; every tenth may be noise that shows 0.3 of the average. */
  private static double[][] draw(double error, double spread, double junk) {
    Random random = new Random(3);
    double[][] set = new double[4][COUNT];
    for (int i = 0; i < COUNT; i++) {
      double scale = junk > 0 && i % 10 == 0 ? 0.3 : 1 + spread * random.nextGaussian();
      set[0][i] = scale + error * random.nextGaussian();
      set[1][i] = error;
      set[2][i] = 1 + 0.03 * random.nextGaussian();
      set[3][i] = 0.3 * set[0][i];
    }
    return set;
  }
}
