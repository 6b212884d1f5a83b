package org.cryoudl.alignment.harmonics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RingHarmonics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Masks against Gaussians, whose transforms are known, and Bessel functions against tables. */
class RingMaskTest {

  private static final int BOX = 64;
  private static final int RINGS = 12;

  /** Abramowitz and Stegun, tables 9.1 and 9.2. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.7651976866", "1, 1, 0.4400505857", "2, 5, 0.0465651163", "5, 10, -0.2340615282",
    "0, 17.5, -0.1031103982", "9, 10, 0.2918556853", "31, 1, 0", "3, 80, 0.0594743333"
  })
  void besselFunctionsAreThoseOfTheTables(int order, double x, double value) {
    assertEquals(value, Bessel.upTo(31, x)[order], 2e-8);
  }

  /** What lies well inside the mask stays, what lies outside goes. */
  @Test
  void blobsInsideStayAndBlobsOutsideGo() {
    PolarFrequencies frequencies = new PolarFrequencies(BOX, RINGS, 0.5);
    RingMask mask = new RingMask(frequencies, 0.25);
    GaussianBlobs inside = new GaussianBlobs(new double[][] {{1, 6, 3, 2.5}, {-0.7, -4, 5, 2.5}});
    GaussianBlobs outside = new GaussianBlobs(new double[][] {{1, -29, 4, 2.5}});
    float[] kept = masked(mask, frequencies, RingHarmonics.of(frequencies, inside));
    float[] before = RingHarmonics.of(frequencies, inside);
    double scale = norm(before);
    for (int i = 0; i < kept.length; i++) {
      assertEquals(before[i], kept[i], 0.03 * scale);
    }
    float[] gone = masked(mask, frequencies, RingHarmonics.of(frequencies, outside));
    assertTrue(norm(gone) < 0.1 * norm(RingHarmonics.of(frequencies, outside)), norm(gone) + "");
  }

  /** Of white noise the mask leaves its share of the box's area. */
  @Test
  void noiseKeepsItsShareOfTheArea() {
    double radius = 0.3;
    double[] kept = new RingMask(new PolarFrequencies(BOX, RINGS, 0.45), radius).noiseKept();
    double whole = Math.PI * radius * radius;
    double withEdge = Math.PI * (radius + 0.06) * (radius + 0.06);
    for (double share : kept) {
      assertTrue(share > 0.97 * whole && share < withEdge, share + " of " + whole);
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float v : values) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }

  private static float[] masked(RingMask mask, PolarFrequencies frequencies, float[] values) {
    float[] masked = new float[values.length];
    for (int j = 0; j < frequencies.harmonics(); j++) {
      mask.apply(j, values, 2 * RINGS * j, masked, 2 * RINGS * j);
    }
    return masked;
  }
}
