package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which classes are given up. */
class ClassSearchTest {

  /** Classes 1 and 3 are alike: one of them is missed least, the other then is missed most. */
  @Test
  void ofTwoAlikeClassesOneStays() {
    float[][] shares = new float[40][];
    for (int i = 0; i < shares.length; i++) {
      shares[i] =
          i < 25
              ? new float[] {0.005f, 0.5f, 0.005f, 0.49f}
              : i < 32 ? new float[] {0.9f, 0, 0.1f, 0} : new float[] {0.3f, 0, 0.7f, 0};
    }
    int[] given = ClassSearch.leastMissed(shares, 4, 2);
    assertEquals(plainly(shares, new int[0]), given[0]);
    assertArrayEquals(new int[] {2, 3}, Arrays.stream(given).sorted().toArray());
    assertEquals(plainly(shares, new int[] {given[0]}), given[1]);
  }

  /** The class whose loss is least, each worked out from sums over all that are left. */
  private static int plainly(float[][] shares, int[] gone) {
    double[] losses = new double[4];
    for (int k = 0; k < 4; k++) {
      int own = k;
      for (float[] share : shares) {
        double before = 1;
        for (int g : gone) {
          before -= share[g];
        }
        losses[k] -= Math.log(Math.max(1e-5, before - share[k]) / before);
      }
      losses[k] = Arrays.stream(gone).anyMatch(g -> g == own) ? 1e9 : losses[k];
    }
    int best = 0;
    for (int k = 1; k < 4; k++) {
      best = losses[k] < losses[best] ? k : best;
    }
    return best;
  }
}
