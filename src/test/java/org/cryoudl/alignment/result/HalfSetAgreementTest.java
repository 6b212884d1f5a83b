package org.cryoudl.alignment.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.statistics.NormalDistribution;
import org.junit.jupiter.api.Test;

class HalfSetAgreementTest {

  private static final int MANY = 1_000_000_000;

  /** Two judges who are right with probability a each agree in {@code a^2 + (1 - a)^2}. */
  @Test
  void certaintyIsThatOfOneJudge() {
    for (double right : new double[] {0.55, 0.7, 0.9, 0.99}) {
      double agreement = right * right + (1 - right) * (1 - right);
      assertEquals(right, of(MANY, 1, agreement).likelyHalfTurns(), 1e-3);
      // A wrong turn is any of nine.
      double turns = right * right + (1 - right * right) / 9;
      assertEquals(right, of(MANY, turns, 1).turnCertainty(), 1e-3);
    }
  }

  /**
   * Particles drawn one by one: a signal of strength {@code x}, noise of the particle, and noise of
   * two averages; what is right is counted for the average of both.
   */
  @Test
  void halfTurnsAreAsCertainAsTheyAreRightInTheAverageOfBoth() {
    for (double[] drawn : new double[][] {{0.3, 0.05}, {1, 0.3}, {1.5, 1}, {3, 4}}) {
      double x = drawn[0]; // power of the signal
      double noise = x / drawn[1]; // power of the noise of each average, in other coefficients
      Random random = new Random(8);
      int count = 400_000;
      int agree = 0;
      int right = 0;
      for (int i = 0; i < count; i++) {
        double common = Math.sqrt(x) * random.nextGaussian();
        double one = Math.sqrt(noise) * random.nextGaussian();
        double two = Math.sqrt(noise) * random.nextGaussian();
        double mean = x / Math.sqrt(2);
        agree += (mean + common + one > 0) == (mean + common + two > 0) ? 1 : 0;
        right += mean + common + 0.5 * (one + two) > 0 ? 1 : 0;
      }
      HalfSetAgreement found =
          new HalfSetAgreement(MANY, 1, (double) agree / count, 1, 0, 1, 0, 0, x / (x + noise), 0);
      assertEquals((double) right / count, found.halfTurnCertainty(), 0.01, "power " + x);
    }
  }

  /** Averages that agree on noise alone agree on the half-turns of noise, too. */
  @Test
  void agreementOnTheSameNoiseIsNoCertainty() {
    double byNoise = 0.5 + Math.asin(0.5) / Math.PI;
    HalfSetAgreement found = new HalfSetAgreement(MANY, 1, byNoise, 1, 0, 1, 0, 0, 0.5, 0);
    assertEquals(0.5, found.halfTurnCertainty(), 0.01);
    assertTrue(found.likelyHalfTurns() > 0.75);
  }

  /** Averages of the same picture agree whatever it is; its own asymmetry says what is right. */
  @Test
  void separationHoldsWhereAveragesAreTheSame() {
    HalfSetAgreement found = new HalfSetAgreement(500, 1, 0.99, 1, 0, 1, 0, 0, 0.99, 1.2);
    assertTrue(found.halfTurnCertainty() >= NormalDistribution.cumulative(1.2));
  }

  @Test
  void whatMayBeChanceTellsNothing() {
    assertEquals(0.5, of(500, 1, 0.54).halfTurnCertainty(), 1e-6);
    assertEquals(0, of(500, 0.13, 0.5).turnCertainty());
    assertTrue(of(500, 1, 1).halfTurnCertainty() > 0.998);
  }

  /** Ten particles that agree are right less surely than a thousand. */
  @Test
  void fewParticlesAreNoProof() {
    double few = of(10, 1, 1).halfTurnCertainty();
    assertTrue(few > 0.8 && few < 0.98, "ten particles: " + few);
    assertTrue(of(10, 1, 1).turnCertainty() < 0.95);
    assertTrue(of(1000, 1, 1).halfTurnCertainty() > 0.998);
    assertEquals(1, of(10, 1, 1).likelyHalfTurns());
    assertEquals(0.5, of(10, 1, 0.7).halfTurnCertainty(), 1e-6);
  }

  private static HalfSetAgreement of(int particles, double turns, double halfTurns) {
    return new HalfSetAgreement(particles, turns, halfTurns, 1, 0, 1, 0, 0, 0, 0);
  }
}
