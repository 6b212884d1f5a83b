package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Conventions against what RELION 3.1.3 and XMIPP's core did with a single bright pixel. */
class PoseTest {

  private static final double TOLERANCE = 1e-10;

  /** RELION: where a 1 at (4, 1) lands. */
  @ParameterizedTest
  @CsvSource({
    "0, 3, -2, 7, -1",
    "90, 0, 0, -1, 4",
    "90, 3, -2, 1, 7",
    "180, 3, -2, -7, 1",
    "-90, 1, 5, 6, -5",
  })
  void relionPutsPixelWhereRelionDoes(
      double psi, double originX, double originY, double x, double y) {
    Pose pose = new Pose(psi, originX, originY);
    assertArrayEquals(new double[] {x, y}, pose.apply(4, 1), TOLERANCE);
    assertArrayEquals(new double[] {4, 1}, pose.applyInverse(x, y), TOLERANCE);
  }

  /** XMIPP: where a 1 at (4, 1) lands. */
  @ParameterizedTest
  @CsvSource({
    "0, 3, -2, false, 7, -1",
    "90, 0, 0, false, 1, -4",
    "90, 3, -2, false, 4, -6",
    "90, 3, -2, true, 2, -6",
    "0, 3, -2, true, -1, -1",
    "-90, 1, 5, true, 2, 9",
  })
  void xmippPutsPixelWhereXmippDoes(
      double psi, double shiftX, double shiftY, boolean flip, double x, double y) {
    XmippPose pose = new XmippPose(psi, shiftX, shiftY, flip);
    assertArrayEquals(new double[] {x, y}, pose.apply(4, 1), TOLERANCE);
    if (!flip) {
      assertArrayEquals(new double[] {x, y}, pose.toRelion().apply(4, 1), TOLERANCE);
    }
  }

  static Stream<Pose> randomPoses() {
    SplittableRandom random = new SplittableRandom(7);
    return Stream.generate(
            () ->
                new Pose(
                    random.nextDouble(-400, 400),
                    random.nextDouble(-30, 30),
                    random.nextDouble(-30, 30)))
        .limit(50);
  }

  @ParameterizedTest
  @MethodSource("randomPoses")
  void xmippAndBackIsTheSameMotion(Pose pose) {
    Pose back = XmippPose.of(pose).toRelion();
    assertEquals(0, Angles.wrap(back.psiDegrees() - pose.psiDegrees(), 360), TOLERANCE);
    assertEquals(pose.originXPixels(), back.originXPixels(), TOLERANCE);
    assertEquals(pose.originYPixels(), back.originYPixels(), TOLERANCE);
    assertArrayEquals(pose.apply(4, 1), XmippPose.of(pose).apply(4, 1), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("randomPoses")
  void inverseUndoes(Pose pose) {
    double[] there = pose.apply(-3, 11);
    assertArrayEquals(new double[] {-3, 11}, pose.applyInverse(there[0], there[1]), TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("randomPoses")
  void thenMoveIsOneMotionAfterTheOther(Pose pose) {
    double[] first = pose.apply(4, 1);
    double[] turned = Angles.rotate(33, first[0], first[1]);
    assertArrayEquals(
        new double[] {turned[0] + 2.5, turned[1] - 7},
        pose.thenMove(33, 2.5, -7).apply(4, 1),
        TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("randomPoses")
  void normalisingKeepsTheMotion(Pose pose) {
    Pose normalised = pose.normalised();
    assertEquals(true, normalised.psiDegrees() >= -180 && normalised.psiDegrees() < 180);
    assertArrayEquals(pose.apply(4, 1), normalised.apply(4, 1), TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 360, 0",
    "180, 360, -180",
    "-180, 360, -180",
    "539, 360, 179",
    "-541, 360, 179",
    "90, 180, -90",
    "1e-300, 360, 1e-300",
  })
  void wrapsIntoHalfOpenInterval(double degrees, double period, double expected) {
    assertEquals(expected, Angles.wrap(degrees, period));
  }

  @Test
  void wrapNeverReturnsTheExcludedEnd() {
    double justBelow = Math.nextDown(-180.0);
    double wrapped = Angles.wrap(justBelow, 360);
    assertEquals(true, wrapped >= -180 && wrapped < 180);
  }

  @Test
  void refusesWhatIsNoMotion() {
    assertThrows(IllegalArgumentException.class, () -> new Pose(Double.NaN, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Pose(0, Double.POSITIVE_INFINITY, 0));
    assertThrows(IllegalStateException.class, () -> new XmippPose(0, 0, 0, true).toRelion());
  }
}
