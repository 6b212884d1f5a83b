package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.junit.jupiter.api.Test;

class ViewedTest {

  private static final int VIEWS = 200;
  private static final ViewGrid GRID = ViewGrid.of(VIEWS);

  /** One particle with a posterior. */
  private static double certainty(float... shares) {
    PolarPosteriors posteriors = new PolarPosteriors(2, VIEWS);
    posteriors.shares[0] = new float[VIEWS];
    posteriors.shares[0][3] = 1;
    posteriors.shares[1] = shares;
    return new Viewed(GRID, posteriors, 1, 8, new float[VIEWS][]).certainty(new int[] {1});
  }

  @Test
  void aKnownDirectionIsCertain() {
    float[] shares = new float[VIEWS];
    shares[17] = 1;
    assertEquals(1, certainty(shares), 1e-9);
  }

  @Test
  void anyDirectionIsNone() {
    float[] shares = new float[VIEWS];
    Arrays.fill(shares, 1f / VIEWS);
    assertEquals(0, certainty(shares), 1e-4);
  }

  /** Halves of two directions with an angle between them have a mean of cos(angle / 2). */
  @Test
  void twoDirectionsShareIt() {
    float[] shares = new float[VIEWS];
    shares[20] = 0.5f;
    shares[90] = 0.5f;
    double cosine = 0;
    for (int n = 6; n < 9; n++) {
      cosine += GRID.frame(20)[n] * GRID.frame(90)[n];
    }
    assertEquals((1 + cosine) / 2, certainty(shares), 1e-6);
  }
}
