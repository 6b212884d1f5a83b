package org.cryoudl.report.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void histogramCountsEveryFiniteValueOnce() {
    double[] values = {0, 0.49, 0.5, 0.99, 1, 2, -7, Double.NaN, Double.POSITIVE_INFINITY};
    Series bars = Series.histogram("h", values, 0, 1, 2);
    assertArrayEquals(new double[] {0.25, 0.75}, bars.x());
    // Below 0.5: 0, 0.49 and -7; from 0.5 on: 0.5, 0.99, the upper edge 1, and 2.
    assertArrayEquals(new double[] {3, 4}, bars.y());
    assertEquals(Series.Kind.BARS, bars.kind());
  }

  @Test
  void cumulativeShareIsTheCountUpToAValue() {
    double[] values = {3, 1, 2, 2};
    Series steps = Series.cumulative("c", values);
    assertArrayEquals(new double[] {1, 2, 2, 3}, steps.x());
    for (int i = 0; i < 4; i++) {
      double limit = steps.x()[i];
      double share = Arrays.stream(values).filter(v -> v <= limit).count() / 4.0;
      if (i == 3 || steps.x()[i + 1] > limit) {
        assertEquals(share, steps.y()[i]);
      }
    }
    assertArrayEquals(new double[] {3, 1, 2, 2}, values, "the values are left as they are");
  }
}
