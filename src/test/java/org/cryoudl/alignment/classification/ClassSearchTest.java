package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    float[][] logs = new float[shares.length][4];
    for (int i = 0; i < shares.length; i++) {
      for (int k = 0; k < 4; k++) {
        logs[i][k] = shares[i][k] > 0 ? (float) Math.log(shares[i][k]) : -30;
      }
    }
    int[] given = ClassSearch.leastMissed(logs, 4, 2);
    assertEquals(plainly(logs), given[0]);
    assertArrayEquals(new int[] {2, 3}, Arrays.stream(given).sorted().toArray());
    assertEquals(plainly(logs, given[0]), given[1]);
  }

  /** A few particles that nothing else is like: their class is missed more than a large one. */
  @Test
  void aSmallClassThatIsLikeNoOtherStays() {
    float[][] logs = new float[100][];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = i < 3 ? new float[] {-400, -300, 0} : new float[] {-(i % 5), -(i % 7), -50};
    }
    int[] given = ClassSearch.leastMissed(logs, 3, 1);
    assertEquals(plainly(logs), given[0]);
    assertTrue(given[0] != 2);
  }

  /** The class whose loss is least, each worked out from sums over all that are left. */
  private static int plainly(float[][] logs, int... gone) {
    int classes = logs[0].length;
    double[] losses = new double[classes];
    for (int k = 0; k < classes; k++) {
      int own = k;
      for (float[] log : logs) {
        double before = 0;
        double after = 0;
        for (int j = 0; j < classes; j++) {
          int other = j;
          if (Arrays.stream(gone).noneMatch(g -> g == other)) {
            before += Math.exp(log[j]);
            after += j == k ? 0 : Math.exp(log[j]);
          }
        }
        losses[k] += Math.log(before) - Math.log(after);
      }
      losses[k] = Arrays.stream(gone).anyMatch(g -> g == own) ? 1e9 : losses[k];
    }
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = losses[k] < losses[best] ? k : best;
    }
    return best;
  }
}
