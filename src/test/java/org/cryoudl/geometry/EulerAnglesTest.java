package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EulerAnglesTest {

  @Test
  void isThreeTurnsAboutZThenYThenZ() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      double rot = random.nextDouble(-360, 360);
      double tilt = random.nextDouble(-180, 180);
      double psi = random.nextDouble(-360, 360);
      double[] expected = times(aboutZ(psi), times(aboutY(tilt), aboutZ(rot)));
      assertArrayEquals(expected, new EulerAngles(rot, tilt, psi).matrix(), 1e-12);
    }
  }

  @Test
  void psiAloneIsTheInPlaneRotationOfAParticle() {
    double[] m = new EulerAngles(0, 0, 30).matrix();
    double[] particle = new Pose(30, 0, 0).applyInverse(3, 5);
    assertArrayEquals(particle, new double[] {3 * m[0] + 5 * m[1], 3 * m[3] + 5 * m[4]}, 1e-12);
  }

  @Test
  void mustBeFinite() {
    assertThrows(IllegalArgumentException.class, () -> new EulerAngles(0, Double.NaN, 0));
  }

  /** The coordinate system turns by +degrees, so coordinates turn the other way. */
  private static double[] aboutZ(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {c, s, 0, -s, c, 0, 0, 0, 1};
  }

  private static double[] aboutY(double degrees) {
    double c = Math.cos(Math.toRadians(degrees));
    double s = Math.sin(Math.toRadians(degrees));
    return new double[] {c, 0, -s, 0, 1, 0, s, 0, c};
  }

  private static double[] times(double[] a, double[] b) {
    double[] product = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 3; k++) {
        product[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
      }
    }
    return product;
  }
}
