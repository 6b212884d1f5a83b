package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EulerConventionTest {

  private static final double ROUND_TRIP = 1e-10;

  @ParameterizedTest
  @EnumSource
  void roundTripsGiveTheSameRotation(EulerConvention convention) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      double tilt =
          switch (i % 5) {
            case 0 -> 0;
            case 1 -> 180;
            case 2 -> random.nextDouble() * 1e-7;
            default -> random.nextDouble() * 180;
          };
      EulerAngles view =
          new EulerAngles(random.nextDouble() * 720 - 360, tilt, random.nextDouble() * 720 - 360);
      EulerAngles back = convention.read(convention.write(view));
      assertArrayEquals(view.matrix(), back.matrix(), ROUND_TRIP);
    }
  }

  /** Within the canonical ranges, the angles themselves come back. */
  @ParameterizedTest
  @EnumSource
  void roundTripsGiveTheSameAngles(EulerConvention convention) {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 1000; i++) {
      EulerAngles view =
          new EulerAngles(
              random.nextDouble() * 360 - 180,
              1 + random.nextDouble() * 178,
              random.nextDouble() * 360 - 180);
      EulerAngles back = convention.read(convention.write(view));
      assertEquals(view.tiltDegrees(), back.tiltDegrees(), ROUND_TRIP);
      assertEquals(0, Angles.wrap(view.rotDegrees() - back.rotDegrees(), 360), ROUND_TRIP);
      assertEquals(0, Angles.wrap(view.psiDegrees() - back.psiDegrees(), 360), ROUND_TRIP);
    }
  }

  /** The definition, multiplied out of single turns. */
  @Test
  void zxzIsThreeTurnsOfTheFrame() {
    double[] expected = product(aboutZ(70), product(aboutX(40), aboutZ(20)));
    assertArrayEquals(expected, EulerConvention.ZXZ.read(20, 40, 70).matrix(), 1e-12);
  }

  /** EMAN2's Transform({"type":"eman","az":30,"alt":50,"phi":80}), by the formula of its manual. */
  @Test
  void eman2IsItsFormula() {
    double az = Math.toRadians(30);
    double alt = Math.toRadians(50);
    double phi = Math.toRadians(80);
    double[] m = EulerConvention.EMAN2.read(30, 50, 80).matrix();
    assertEquals(
        Math.cos(phi) * Math.cos(az) - Math.cos(alt) * Math.sin(az) * Math.sin(phi), m[0], 1e-12);
    assertEquals(
        Math.cos(phi) * Math.sin(az) + Math.cos(alt) * Math.cos(az) * Math.sin(phi), m[1], 1e-12);
    assertEquals(Math.sin(alt) * Math.sin(phi), m[2], 1e-12);
    assertEquals(Math.sin(alt) * Math.sin(az), m[6], 1e-12);
    assertEquals(-Math.sin(alt) * Math.cos(az), m[7], 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"2,0,0,0,1,0,0,0,1", "-1,0,0,0,1,0,0,0,1", "1,0.1,0,0,1,0,0,0,1"})
  void matricesThatAreNoRotationsAreRefused(
      double a, double b, double c, double d, double e, double f, double g, double h, double i) {
    assertThrows(
        IllegalArgumentException.class, () -> EulerAngles.ofMatrix(a, b, c, d, e, f, g, h, i));
  }

  private static double[] aboutZ(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {c, s, 0, -s, c, 0, 0, 0, 1};
  }

  private static double[] aboutX(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {1, 0, 0, 0, c, s, 0, -s, c};
  }

  private static double[] product(double[] a, double[] b) {
    double[] m = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 3; k++) {
        m[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
      }
    }
    return m;
  }
}
