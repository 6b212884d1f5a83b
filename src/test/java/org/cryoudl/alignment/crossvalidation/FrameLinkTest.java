package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

class FrameLinkTest {

  private static final int COUNT = 400;

  /** Every tenth particle takes the other half-turn; shifts differ along one direction. */
  @Test
  void motionBetweenFramesAndWhatIsLeftAreFound() {
    Random random = new Random(3);
    Pose[] first = new Pose[COUNT];
    Pose[] second = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      second[i] = new Pose(360 * random.nextDouble(), random.nextGaussian(), 2);
      double along = 1.5 * random.nextGaussian();
      double[] slide = Angles.rotate(30, along, 0);
      double turn = 75 + random.nextGaussian() + (i % 10 == 0 ? 180 : 0);
      first[i] = second[i].thenMove(turn, 4 + slide[0], -3 + slide[1]);
    }
    FrameLink link = FrameLink.of(first, second);
    assertEquals(75, link.turnDegrees(), 0.2);
    assertEquals(4, link.shiftXPixels(), 0.3);
    assertEquals(-3, link.shiftYPixels(), 0.3);
    assertEquals(COUNT * 9 / 10, link.agreeing());
    assertEquals(COUNT, link.within(10));
    assertEquals(1, link.typicalTurn(), 0.12);
    double[] spread = link.spread();
    assertEquals(2.25, spread[0] + spread[2], 0.4);
    double axis = Math.toDegrees(0.5 * Math.atan2(2 * spread[1], spread[0] - spread[2]));
    assertEquals(30, axis, 3);
  }
}
