package org.cryoudl.network.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureMatcherTest {

  private static final int ROWS = 5;
  private static final int BINS = 60;

  private final FeatureMatcher matcher = new FeatureMatcher(ROWS, BINS);

  @Test
  void curveIsThePlainCircularSum() {
    float[] a = noise(1);
    float[] b = noise(2);
    float[] curve = matcher.curve(matcher.transform(a), matcher.transform(b));
    float[] plain = new float[BINS];
    for (int t = 0; t < BINS; t++) {
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < BINS; i++) {
          plain[t] += a[row * BINS + i] * b[row * BINS + Math.floorMod(i - t, BINS)];
        }
      }
    }
    assertArrayEquals(plain, curve, 1e-3f);
  }

  @Test
  void whatAnImageHasOfItselfInAnAverageIsTakenOut() {
    float[] others = matcher.transform(noise(1));
    float[] image = matcher.transform(noise(2));
    float[] average = others.clone();
    matcher.addTurned(average, image, 40.7, 0.3);
    assertArrayEquals(
        matcher.curve(others, image),
        matcher.curveWithoutItself(average, image, matcher.power(image), 40.7, 0.3),
        1e-3f);
  }

  @Test
  void anImageAgainstItselfGivesZero() {
    float[] a = matcher.transform(noise(3));
    FeatureMatcher.Match match = matcher.match(a, a, 1);
    assertEquals(0, match.psiDegrees(), 1e-4);
    assertTrue(match.confidence() > 0.99, match.toString());
  }

  @Test
  void turningAnImageTakesItsTurnOff() {
    float[] a = matcher.transform(noise(4));
    float[] turned = new float[matcher.transformLength()];
    matcher.addTurned(turned, a, 21, 1);
    // 21 degrees are 7 bins: the image turned by 21 needs psi = -21 to lie on the original.
    assertEquals(-21, matcher.match(a, turned, 1).psiDegrees(), 1e-3);
    assertEquals(21, matcher.match(turned, a, 1).psiDegrees(), 1e-3);
    float[] whole = noise(4);
    float[] moved = new float[whole.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i / BINS * BINS + (i + 7) % BINS] = whole[i];
    }
    assertArrayEquals(matcher.transform(moved), turned, 1e-3f);
  }

  @Test
  void subBinTurnsAreSeen() {
    float[] smooth = new float[ROWS * BINS];
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] = (float) Math.exp(5 * Math.cos(2 * Math.PI * (i % BINS) / BINS));
    }
    float[] a = matcher.transform(smooth);
    float[] turned = new float[matcher.transformLength()];
    matcher.addTurned(turned, a, 10.7, 1);
    assertEquals(10.7, matcher.match(turned, a, 1).psiDegrees(), 0.05);
  }

  @Test
  void aFlatCurveIsWorthNothing() {
    FeatureMatcher.Match match = matcher.read(new float[BINS], 1);
    // Two bins of 3 degrees and the middle one: 3 of 60.
    assertEquals(3.0 / BINS, match.confidence(), 1e-6);
    assertEquals(0, match.logEvidence(), 1e-6);
  }

  private static float[] noise(long seed) {
    Random random = new Random(seed);
    float[] values = new float[ROWS * BINS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
