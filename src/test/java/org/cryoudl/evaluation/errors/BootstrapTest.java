package org.cryoudl.evaluation.errors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  private static double[] normal(int count, double mean, double deviation, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = mean + deviation * random.nextGaussian();
    }
    return values;
  }

  /** The interval of a mean is 1.96 standard errors either way. */
  @Test
  void intervalOfTheMeanIsThatOfTheCentralLimitTheorem() {
    double[] values = normal(400, 5, 2, 1);
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / 400 / 400);
    Estimate estimate = new Bootstrap(4000, 3).mean(values);
    assertEquals(mean, estimate.value(), 1e-12);
    assertEquals(mean - 1.96 * error, estimate.low(), 0.12 * error);
    assertEquals(mean + 1.96 * error, estimate.high(), 0.12 * error);
  }

  /** Of many sets drawn from one distribution, 95 % of the intervals hold its median. */
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    int held = 0;
    int sets = 300;
    for (int s = 0; s < sets; s++) {
      Estimate median = new Bootstrap(200, s).median(normal(80, 1, 1, 1000 + s));
      held += median.low() <= 1 && median.high() >= 1 ? 1 : 0;
    }
    assertTrue(held > 0.9 * sets && held < 0.99 * sets, held + " of " + sets);
  }

  @Test
  void figuresAreThoseOfTheirDefinitions() {
    double[] values = {4, 1, 3, 2};
    Bootstrap bootstrap = Bootstrap.STANDARD;
    assertEquals(3, bootstrap.median(values).value());
    assertEquals(Math.sqrt(30 / 4.0), bootstrap.rms(values).value(), 1e-12);
    assertEquals(0.5, bootstrap.shareAbove(values, 2).value());
    assertEquals(0, bootstrap.shareAbove(values, 4).value());
    assertEquals(4, values[0], "values are left as they are");
  }

  @Test
  void sameSeedSameIntervalWhateverTheThreads() {
    double[] values = normal(50, 0, 1, 2);
    Estimate first = new Bootstrap(100, 7).mean(values);
    int threads = Parallelism.current().threads() == 1 ? 3 : 1;
    assertEquals(first, Parallelism.of(threads).call(() -> new Bootstrap(100, 7).mean(values)));
    assertNotEquals(first, new Bootstrap(100, 8).mean(values));
  }

  @Test
  void tooLittleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Bootstrap(5, 1));
    assertThrows(IllegalArgumentException.class, () -> Bootstrap.STANDARD.mean(new double[0]));
  }
}
