package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class NelderMeadTest {

  @Test
  void climbsToTheTopOfANarrowCurvedRidge() {
    // Rosenbrock's function, whose greatest value is at (1, 1).
    double[] top =
        NelderMead.climb(
            at -> -Math.pow(1 - at[0], 2) - 100 * Math.pow(at[1] - at[0] * at[0], 2),
            new double[] {-1.2, 1},
            new double[] {0.5, 0.5},
            400);
    assertArrayEquals(new double[] {1, 1}, top, 1e-6);
  }

  @Test
  void findsTheTopOfAParaboloidInThreeVariables() {
    double[] wanted = {3, -7, 0.25};
    double[] top =
        NelderMead.climb(
            at -> {
              double sum = 0;
              for (int i = 0; i < 3; i++) {
                sum -= (i + 1) * Math.pow(at[i] - wanted[i], 2);
              }
              return sum;
            },
            new double[3],
            new double[] {1, 1, 1},
            300);
    assertArrayEquals(wanted, top, 1e-5);
  }
}
