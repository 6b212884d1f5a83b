package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LinearEquationsTest {

  @Test
  void theSolutionFulfilsTheEquations() {
    double[][] rows = {{4, 2, 1, 11}, {2, 5, 3, 21}, {1, 3, 6, 25}};
    assertArrayEquals(new double[] {1, 2, 3}, LinearEquations.solve(rows), 1e-12);
    assertEquals(4, rows[0][0], "first pivot");
    assertEquals(4, rows[1][1], "second pivot: 5 - 2 2 / 4");
  }

  @Test
  void whatNothingDecidesIsZero() {
    double[][] rows = {{2, 0, 4}, {0, 0, 0}};
    assertArrayEquals(new double[] {2, 0}, LinearEquations.solve(rows), 0);
  }
}
