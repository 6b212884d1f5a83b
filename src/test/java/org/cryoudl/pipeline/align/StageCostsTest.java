package org.cryoudl.pipeline.align;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageCostsTest {

  /** 10 ms of the network, 2 of growing rounds and 3 of all others a particle, beside 1 s once. */
  private static Map<String, Double> run(int particles) {
    return Map.of(
        "angles", 0.01 * particles,
        "growing", 0.002 * particles,
        "view", 1 + 0.003 * particles);
  }

  private final StageCosts costs = StageCosts.of(run(100), 100, run(50), 50);

  /** The second that is taken once is not a hundred particles': at least half of it is left out. */
  @Test
  void ofTheStepsThatAreTakenOnceAtMostHalfCountsForParticles() {
    assertEquals(0.01, costs.secondsEach().get("angles"), 1e-12);
    assertEquals((1 + 0.3) / 100 / 2, costs.secondsEach().get("view"), 1e-12);
  }

  /** 400 see the network, 3,000 grow and were looked for anywhere, all join from anywhere. */
  @Test
  void aLargeSetTakesItsFirstStepsWithAPart() {
    StageCosts plain = new StageCosts(Map.of("angles", 0.01, "growing", 0.002, "round", 0.003));
    assertEquals(300 * (0.01 + 0.002 + 0.003), plain.seconds(300), 1e-9);
    assertEquals(
        400 * 0.01 + 2000 * (0.002 + 0.003) + 2000 * 0.7 * 0.002, plain.seconds(2000), 1e-9);
    assertEquals(
        400 * 0.01 + 3000 * 0.002 * 1.7 + 1e6 * (0.003 + 0.82 * 0.002),
        plain.seconds(1_000_000),
        1e-6);
  }

  /** Errors are simulated for 300 particles, and 100 are held out at most. */
  @Test
  void testsDoNotGrowWithTheSet() {
    StageCosts tests = new StageCosts(Map.of("view", 0.008, "held out", 0.001));
    assertEquals(200 * 0.009, tests.seconds(200), 1e-9);
    assertEquals(300 * 0.007 + 10_000 * 0.001 + 1000 * 0.001, tests.seconds(10_000), 1e-9);
  }
}
