package org.cryoudl.alignment.expectation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is kept of the posteriors of particles. */
class PolarPosteriorsTest {

  /** Posteriors that are rounded to 0 are taken from the likeliest pose of the class. */
  @Test
  void likelihoodsOfClassesReachFartherThanTheirPosteriors() {
    PolarPosteriors posteriors = new PolarPosteriors(1, 4, true);
    posteriors.shares[0] = new float[] {0.75f, 0.25f, 0, 1e-7f};
    double[] peaks = {100, 99, 1, 89};
    for (int k = 0; k < peaks.length; k++) {
      posteriors.keepPeak(0, k, peaks[k]);
    }
    float[] logs = posteriors.logLikelihoods()[0];
    assertEquals(Math.log(3), logs[0] - logs[1], 1e-6);
    assertEquals(99, logs[0] - logs[2], 1e-4);
    assertEquals(11, logs[0] - logs[3], 1.1);
  }
}
