package org.cryoudl.alignment.initial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.matching.FeatureMatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkPairsTest {

  private static final int BINS = 90;

  @ParameterizedTest
  @CsvSource({"2, 40, 1", "5, 40, 10", "6, 40, 15", "41, 40, 820", "100, 40, 2000", "100, 7, 300"})
  void everyPairComesOnceAndImagesTakePartAlike(int images, int partners, int expected) {
    int[][] pairs = NetworkPairs.choose(images, partners);
    assertEquals(expected, pairs[0].length);
    Set<Long> seen = new HashSet<>();
    int[] count = new int[images];
    for (int p = 0; p < expected; p++) {
      int a = Math.min(pairs[0][p], pairs[1][p]);
      int b = Math.max(pairs[0][p], pairs[1][p]);
      assertFalse(a == b);
      assertTrue(seen.add((long) a * images + b), "pair " + a + ", " + b + " comes twice");
      count[a]++;
      count[b]++;
    }
    for (int c : count) {
      assertEquals(2 * expected / images, c);
    }
  }

  /** A curve with one sharp peak: the angle is the peak's, the weight near 1; flat: weight 0. */
  @Test
  void sharpCurvesGiveTheirAngleAndFlatOnesNothing() {
    FeatureMatcher matcher = new FeatureMatcher(1, BINS);
    float[] shape = new float[BINS];
    for (int a = 0; a < BINS; a++) {
      double distance = Angles.wrap(2.0 * a, 180);
      shape[a] = (float) Math.exp(-distance * distance / 50);
    }
    float[] plain = matcher.transform(shape);
    float[] turned = new float[plain.length];
    matcher.addTurned(turned, plain, 33, 1); // so that -33 brings it back
    float[] flat = matcher.transform(new float[BINS]);
    PairAngles pairs = NetworkPairs.compare(matcher, new float[][] {plain, turned, flat}, 200, 5);
    for (int p = 0; p < pairs.pairs(); p++) {
      if (pairs.first()[p] == 2 || pairs.second()[p] == 2) {
        assertEquals(0, pairs.weight()[p], 1e-5);
      } else {
        double sign = pairs.first()[p] == 0 ? 1 : -1;
        assertEquals(0, Angles.wrap(sign * pairs.degrees()[p] + 33, 180), 0.1);
        assertTrue(pairs.weight()[p] > 0.98, "weight " + pairs.weight()[p]);
      }
    }
  }
}
