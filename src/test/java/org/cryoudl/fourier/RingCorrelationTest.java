package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingCorrelationTest {

  @ParameterizedTest
  @ValueSource(ints = {12, 13})
  void equalsThePlainSum(int box) {
    Image a = noise(box, 1);
    Image b = mixed(a, noise(box, 2), 0.7f);
    RingCorrelation rings = RingCorrelation.of(a, b);
    double[][] fa = plainTransform(a);
    double[][] fb = plainTransform(b);
    for (int s = 1; s < rings.size(); s++) {
      double ab = 0;
      double aa = 0;
      double bb = 0;
      int count = 0;
      for (int v = 0; v < box; v++) {
        for (int u = 0; u < box; u++) {
          int ky = v <= box / 2 ? v : v - box;
          int kx = u <= box / 2 ? u : u - box;
          if (Math.round(Math.hypot(kx, ky)) == s) {
            int i = v * box + u;
            ab += fa[i][0] * fb[i][0] + fa[i][1] * fb[i][1];
            aa += fa[i][0] * fa[i][0] + fa[i][1] * fa[i][1];
            bb += fb[i][0] * fb[i][0] + fb[i][1] * fb[i][1];
            count++;
          }
        }
      }
      assertEquals(ab / Math.sqrt(aa * bb), rings.perShell()[s], 1e-5, "shell " + s);
      assertEquals(count / 2.0, rings.frequencies()[s]);
    }
  }

  /** Same signal and independent noise of r times its power: FRC = 1 / (1 + r) in every shell. */
  @Test
  void knownPairHasTheClosedForm() {
    int box = 200;
    Image signal = noise(box, 3);
    float ratio = 0.5f;
    Image a = mixed(signal, noise(box, 4), (float) Math.sqrt(ratio));
    Image b = mixed(signal, noise(box, 5), (float) Math.sqrt(ratio));
    RingCorrelation rings = RingCorrelation.of(a, b);
    double expected = 1 / (1 + ratio);
    for (int s = 20; s < rings.size(); s++) {
      // Five standard deviations of a correlation coefficient of n complex numbers.
      double deviation = (1 - expected * expected) / Math.sqrt(2 * rings.frequencies()[s]);
      assertEquals(expected, rings.perShell()[s], 5 * deviation, "shell " + s);
    }
    assertEquals(expected, rings.mean(rings.size()), 0.01);
    double[] exact = {1, expected};
    double[] snr = new RingCorrelation(exact).spectralSnr();
    assertEquals(2 / ratio, snr[1], 1e-5); // two images of this noise are averaged
    assertEquals(OptionalDouble.empty(), rings.crossing(RingCorrelation.HALF));
  }

  @Test
  void noiseStaysWithinWhatChanceGives() {
    RingCorrelation rings = RingCorrelation.of(noise(128, 6), noise(128, 7));
    double[] chance = rings.chance();
    int beyond = 0;
    for (int s = 1; s < rings.size(); s++) {
      beyond += Math.abs(rings.smoothed(s)) > chance[s] ? 1 : 0;
    }
    assertTrue(beyond <= 2, beyond + " shells beyond three standard deviations");
  }

  /**
   * The line of chance is three standard deviations of what masked noise really reaches, a little
   * more because the mask makes coefficients alike across a few shells, of which only three count.
   */
  @Test
  void chanceIsThatOfMaskedNoise() {
    int box = 64;
    CircularMask mask = CircularMask.aroundParticle(box, 0.43);
    double square = 0;
    int pairs = 60;
    int from = 8;
    int to = 30;
    for (int i = 0; i < pairs; i++) {
      RingCorrelation rings = RingCorrelation.of(noise(box, 100 + i), noise(box, 200 + i), mask);
      for (int s = from; s < to; s++) {
        square += Math.pow(3 * rings.smoothed(s) / rings.chance()[s], 2);
      }
    }
    double deviation = Math.sqrt(square / (pairs * (to - from)));
    assertEquals(0.93, deviation, 0.08, "deviations of the smoothed correlation");
  }

  @Test
  void crossingLiesOnTheLineBetweenShells() {
    double[] values = new double[20];
    for (int s = 0; s < 20; s++) {
      values[s] = 1 - s / 20.0; // smoothing leaves a straight line as it is
    }
    RingCorrelation rings = new RingCorrelation(values);
    assertEquals(10, rings.crossing(0.5).orElseThrow(), 1e-9);
  }

  /** A long curve, whose shells hold so many coefficients that chance stays below every level. */
  @Test
  void withoutChanceTheLevelAloneDecides() {
    double[] values = new double[1000];
    for (int s = 0; s < values.length; s++) {
      values[s] = 1 - s / 1000.0;
    }
    assertEquals(857, new RingCorrelation(values).crossing(0.143).orElseThrow(), 1e-9);
  }

  /** Nothing is claimed where the curve lies below its own line of chance. */
  @Test
  void correlationBelowChanceIsNoAgreement() {
    double[] values = new double[40];
    Arrays.fill(values, 0.9);
    Arrays.fill(values, 25, 40, 0.2); // above 0.143 to the end
    RingCorrelation whole = new RingCorrelation(values);
    assertTrue(whole.chance()[30] < 0.2);
    assertEquals(OptionalDouble.empty(), whole.crossing(0.143));
    RingCorrelation masked = new RingCorrelation(values, 0.2);
    double[] chance = masked.chance();
    assertTrue(chance[30] > 0.2, "chance " + chance[30]);
    // Smoothed: 0.9 - 0.7 / 3 at shell 24, 0.9 - 1.4 / 3 at 25, 0.2 at 26.
    double before = 0.9 - 1.4 / 3 - chance[25];
    double after = 0.2 - chance[26];
    assertEquals(25 + before / (before - after), masked.crossing(0.143).orElseThrow(), 1e-12);
  }

  /** One shell that dips does not end the agreement. */
  @Test
  void singleDipIsNoCrossing() {
    RingCorrelation rings = new RingCorrelation(new double[] {0, 1, 0.1, 1, 0.9, 0.2, 0.1, 0.1});
    assertEquals(OptionalInt.of(5), rings.firstSmoothedShellBelow(0.5));
    // Smoothed: 0.7 at shell 4 and 0.4 at shell 5.
    assertEquals(4 + 0.2 / 0.3, rings.crossing(0.5).orElseThrow(), 1e-12);
    assertEquals(OptionalInt.empty(), rings.firstSmoothedShellBelow(0.05));
  }

  @Test
  void noiseAgreesToNoFrequency() {
    double[] values = {1, 0.2, -0.1, 0.1, 0, 0.05, -0.2, 0.1};
    assertTrue(new RingCorrelation(values).crossing(0.143).orElseThrow() < 1);
  }

  private static double[][] plainTransform(Image image) {
    int box = image.box();
    double[][] out = new double[box * box][2];
    for (int v = 0; v < box; v++) {
      for (int u = 0; u < box; u++) {
        for (int y = 0; y < box; y++) {
          for (int x = 0; x < box; x++) {
            double phase = -2 * Math.PI * (u * x + v * y) / box;
            out[v * box + u][0] += image.pixels()[y * box + x] * Math.cos(phase);
            out[v * box + u][1] += image.pixels()[y * box + x] * Math.sin(phase);
          }
        }
      }
    }
    return out;
  }

  private static Image noise(int box, long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[box * box];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return Image.square(box, pixels);
  }

  private static Image mixed(Image a, Image b, float share) {
    float[] pixels = a.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += share * b.pixels()[i];
    }
    return Image.square(a.box(), pixels);
  }
}
