package org.cryoudl.pipeline.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlignmentForecastTest {

  private static final long HEAP = 2L << 30;

  /** CPU seconds of runs that were measured on two cores. */
  @ParameterizedTest
  @CsvSource({
    "500, 128, 1, 26.7",
    "250, 200, 1, 45",
    "2000, 64, 1, 98",
    "2000, 64, 20, 562",
    "1000, 64, 10, 126"
  })
  void measuredRunsLieWithinHalfAndTwice(int particles, int box, int classes, double measured) {
    double cpu = new AlignmentForecast(particles, box, classes, 2, HEAP).cpuSeconds();
    assertEquals(1, cpu / measured, 0.5, "forecast " + cpu);
  }

  @Test
  void whatDoesNotFitIsNotKept() {
    assertTrue(new AlignmentForecast(500, 128, 1, 2, HEAP).keepsSpectra());
    assertFalse(new AlignmentForecast(500_000, 128, 1, 2, HEAP).keepsSpectra());
    // 12 bytes a coefficient of half a disc of radius 63: 75 MB for 1,000 particles.
    double more =
        new AlignmentForecast(1500, 128, 1, 2, HEAP).memoryBytes()
            - new AlignmentForecast(500, 128, 1, 2, HEAP).memoryBytes();
    assertEquals(2 * 12 * Math.PI * 63 * 63 / 2 * 1000, more, 0.03 * more);
  }
}
