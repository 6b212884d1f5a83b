package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.junit.jupiter.api.Test;

/** Columns of a batch against all scores of all classes, looked at one by one. */
class BatchColumnsTest {

  private static final int TURNS = PolarFrequencies.TURNS;
  private static final int HALF = PolarFrequencies.HALF_ANGLES;
  private static final int GRID = 5;
  private static final int CLASSES = 4;
  private static final int COUNT = 3;

  private final SplittableRandom random = new SplittableRandom(7);
  private final float[][][] scores = new float[CLASSES][2][HALF * GRID * COUNT];
  private final float[][] ofParticle = new float[CLASSES][COUNT];
  private final float[] ofShift = new float[GRID];
  private final float[][] peaks = new float[CLASSES][COUNT];

  private BatchColumns taken(int[] order, boolean turned) {
    for (float[][] parities : scores) {
      for (float[] parity : parities) {
        fill(parity, 4);
      }
    }
    for (float[] own : ofParticle) {
      fill(own, 6);
    }
    fill(ofShift, 3);
    BatchColumns columns = new BatchColumns(GRID);
    for (int times = 0; times < 2; times++) { // a batch leaves nothing to the next
      columns.begin(COUNT);
      for (int k : order) {
        columns.take(k, scores[k], ofParticle[k], ofShift, turned, peaks[k]);
      }
      for (int b = 0; b < COUNT; b++) {
        columns.settle(b);
      }
    }
    return columns;
  }

  private void fill(float[] values, double spread) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (spread * (random.nextDouble() - 0.5));
    }
  }

  private float value(int k, int o, int b, int turn) {
    int at = (turn % HALF * GRID + o) * COUNT + b;
    float odd = turn < HALF ? scores[k][1][at] : -scores[k][1][at];
    return ofParticle[k][b] + ofShift[o] + scores[k][0][at] + odd;
  }

  /** What is kept by the rule that the Javadoc states, from all values. */
  private TreeMap<Integer, float[]> plain(int b, int turns) {
    TreeMap<Integer, float[]> all = new TreeMap<>();
    float best = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < CLASSES; k++) {
      for (int o = 0; o < GRID; o++) {
        float[] values = new float[turns];
        for (int t = 0; t < turns; t++) {
          values[t] = value(k, o, b, t);
          best = Math.max(best, values[t]);
        }
        all.put(k * GRID + o, values);
      }
    }
    float least = best - 10;
    all.values().removeIf(values -> max(values) <= least);
    return all;
  }

  private static float max(float[] values) {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  private void assertPlain(BatchColumns columns, int turns) {
    for (int b = 0; b < COUNT; b++) {
      TreeMap<Integer, float[]> plain = plain(b, turns);
      assertEquals(plain.size(), columns.used(b));
      for (int n = 0; n < columns.used(b); n++) {
        float[] expected = plain.get(columns.columns(b)[n]);
        float[] found = Arrays.copyOfRange(columns.cells(b), n * TURNS, n * TURNS + turns);
        assertArrayEquals(expected, found, 1e-5f);
      }
    }
  }

  /** What is left out does not depend on the order in which classes come. */
  @Test
  void columnsAreThoseNearTheBestInWhateverOrderClassesCome() {
    assertPlain(taken(new int[] {0, 1, 2, 3}, false), TURNS);
    BatchColumns columns = taken(new int[] {3, 1, 0, 2}, false);
    assertPlain(columns, TURNS);
    for (int b = 0; b < COUNT; b++) {
      for (int k = 0; k < CLASSES; k++) {
        float peak = Float.NEGATIVE_INFINITY;
        for (int n = 0; n < GRID * TURNS; n++) {
          peak = Math.max(peak, value(k, n / TURNS, b, n % TURNS));
        }
        assertEquals(peak, peaks[k][b], 1e-5);
      }
    }
  }

  @Test
  void ofTurnedParticlesTheFirstTurnAloneIsKept() {
    BatchColumns columns = taken(new int[] {0, 1, 2, 3}, true);
    assertPlain(columns, 1);
    assertEquals(Float.NEGATIVE_INFINITY, columns.cells(0)[1]);
  }

  @Test
  void cellsAreWrittenAsSumsAndDifferences() {
    BatchColumns columns = taken(new int[] {0, 1, 2, 3}, false);
    int rows = 6;
    int[] rowOf = new int[CLASSES * GRID];
    Arrays.setAll(rowOf, n -> n < rows ? rows - 1 - n : -1);
    float[][] into = new float[2][HALF * rows * COUNT];
    columns.put(into, rowOf, rows);
    for (int b = 0; b < COUNT; b++) {
      TreeMap<Integer, float[]> plain = plain(b, TURNS);
      for (int row = 0; row < rows; row++) {
        float[] values = plain.getOrDefault(rows - 1 - row, new float[TURNS]);
        for (int h = 0; h < HALF; h++) {
          int at = (h * rows + row) * COUNT + b;
          assertEquals(values[h] + values[h + HALF], into[0][at], 1e-5);
          assertEquals(values[h] - values[h + HALF], into[1][at], 1e-5);
        }
      }
    }
  }
}
