package org.cryoudl.evaluation.poses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

class PoseDifferencesTest {

  @Test
  void aMotionOfTheFrameIsNoDifference() {
    Pose[] first = poses(50);
    Pose[] second = new Pose[first.length];
    for (int i = 0; i < first.length; i++) {
      second[i] = first[i].thenMove(77, -3, 5);
    }
    PoseDifferences none = PoseDifferences.of(first, second);
    for (int i = 0; i < first.length; i++) {
      assertEquals(0, none.psiDegrees()[i], 1e-9);
      assertEquals(0, none.shiftPixels()[i], 1e-9);
    }
  }

  @Test
  void whatDiffersIsTold() {
    Pose[] first = poses(50);
    Pose[] second = first.clone();
    first[7] =
        new Pose(
            second[7].psiDegrees() + 180, second[7].originXPixels(), second[7].originYPixels());
    first[9] =
        new Pose(
            second[9].psiDegrees() - 12, second[9].originXPixels() + 3, second[9].originYPixels());
    PoseDifferences differences = PoseDifferences.of(first, second);
    assertEquals(180, Math.abs(differences.psiDegrees()[7]), 1e-9);
    assertEquals(-12, differences.psiDegrees()[9], 1e-9);
    assertEquals(3, differences.shiftPixels()[9], 1e-9);
    assertEquals(0, differences.psiDegrees()[0], 1e-9);
    assertEquals(0.04, differences.score().mod360().shareAbove10(), 1e-12);
  }

  private static Pose[] poses(int count) {
    Random random = new Random(3);
    Pose[] poses = new Pose[count];
    for (int i = 0; i < count; i++) {
      poses[i] =
          new Pose(random.nextDouble() * 360, random.nextGaussian() * 4, random.nextGaussian() * 4);
    }
    return poses;
  }
}
