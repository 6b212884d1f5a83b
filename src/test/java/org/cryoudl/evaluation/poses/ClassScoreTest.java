package org.cryoudl.evaluation.poses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

class ClassScoreTest {

  @Test
  void confusionAndPurityAreCounted() {
    int[] truth = {1, 1, 1, 2, 2, 3};
    int[] found = {4, 4, 1, 1, 1, 2};
    Pose[] poses = new Pose[6];
    Arrays.fill(poses, Pose.IDENTITY);
    ClassScore score = ClassScore.of(found, truth, poses, poses, new int[0]);
    assertArrayEquals(new int[] {1, 2, 0}, score.confusion()[0]);
    assertArrayEquals(new int[] {0, 0, 1}, score.confusion()[1]);
    assertArrayEquals(new int[] {0, 0, 0}, score.confusion()[2]);
    assertArrayEquals(new int[] {2, 0, 0}, score.confusion()[3]);
    assertEquals(5.0 / 6, score.purity(), 1e-12);
    assertEquals(Optional.empty(), score.poses().get(2));
    assertEquals(2, score.poses().get(0).orElseThrow().particles());
  }

  /** Two classes with frames of their own; the second is three-fold and takes any of its turns. */
  @Test
  void everyClassHasItsOwnFrameAndSymmetry() {
    Random random = new Random(2);
    int count = 60;
    int[] classes = new int[count];
    Pose[] truth = new Pose[count];
    Pose[] found = new Pose[count];
    for (int i = 0; i < count; i++) {
      classes[i] = 1 + i % 2;
      truth[i] = new Pose(360 * random.nextDouble(), random.nextDouble(), random.nextDouble());
      double error = i % 4 < 2 ? 0.5 : -0.5;
      double turn = i % 2 == 0 ? 77 : -31 + 120 * random.nextInt(3);
      found[i] = truth[i].thenMove(turn + error, 0, 0).normalised();
    }
    ClassScore score = ClassScore.of(classes, classes, found, truth, new int[] {1, 3});
    assertEquals(1, score.purity());
    for (int k = 0; k < 2; k++) {
      AlignmentScore poses = score.poses().get(k).orElseThrow();
      assertEquals(0.5, poses.mod360().meanDegrees(), 0.02);
      assertEquals(0, poses.meanShiftPixels().orElseThrow(), 1e-6);
    }
    ClassScore plain = ClassScore.of(classes, classes, found, truth, new int[0]);
    assertTrue(plain.poses().get(1).orElseThrow().mod360().meanDegrees() > 40);
  }
}
