package org.cryoudl.alignment.poses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClassBalanceTest {

  /** All particles prefer the first class by the same odds: those are what its weight loses. */
  @Test
  void weightsUndoACommonPreference() {
    float[][] logs = new float[50][];
    Arrays.fill(logs, new float[] {3, 0});
    double[] weights = ClassBalance.logWeights(logs, new double[] {Math.log(0.5), Math.log(0.5)});
    assertEquals(-3, weights[0] - weights[1], 0.05);
    assertEquals(1, Math.exp(weights[0]) + Math.exp(weights[1]), 1e-9);
  }

  /** Particles that are sure of their classes, 70 % of the first, are spread evenly. */
  @Test
  void sizesBecomeEqual() {
    Random random = new Random(2);
    int classes = 4;
    float[][] logs = new float[2000][classes];
    for (int i = 0; i < logs.length; i++) {
      int own = i % 10 < 7 ? 0 : 1 + i % 3;
      for (int k = 0; k < classes; k++) {
        logs[i][k] = (float) ((k == own ? 30 : 0) + 8 * random.nextGaussian());
      }
    }
    double[] start = new double[classes];
    Arrays.fill(start, -Math.log(classes));
    double[] weights = ClassBalance.logWeights(logs, start);
    double[] sizes = new double[classes];
    for (float[] own : logs) {
      int best = 0;
      for (int k = 1; k < classes; k++) {
        best = own[k] + weights[k] > own[best] + weights[best] ? k : best;
      }
      sizes[best]++;
    }
    for (double size : sizes) {
      assertEquals(500, size, 30, Arrays.toString(sizes));
    }
    assertTrue(ClassBalance.isEven(new double[] {98, 102}));
    assertFalse(ClassBalance.isEven(new double[] {90, 110}));
  }
}
