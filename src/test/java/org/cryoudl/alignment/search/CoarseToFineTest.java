package org.cryoudl.alignment.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseToFineTest {

  private static final int BOX = 100;

  private static List<ExpectationRound> all(CoarseToFine schedule) {
    List<ExpectationRound> rounds = new ArrayList<>(schedule.oneView(false));
    rounds.addAll(schedule.oneView(true));
    rounds.addAll(schedule.classes());
    rounds.addAll(
        List.of(
            schedule.start(true),
            schedule.start(false),
            schedule.anywhere(),
            schedule.fine(),
            schedule.choice(50),
            schedule.lastChoice(50)));
    return rounds;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.5, 7, 1000})
  void noRoundLooksFartherThanAllowed(double longest) {
    for (ExpectationRound round : all(new CoarseToFine(BOX, longest))) {
      assertTrue(round.rangePixels() <= longest, "range " + round);
    }
  }

  /**
   * A step that moves what lies at the edge of the mask (0.43 box) by more than half a period of
   * the finest frequency compared could miss the maximum.
   */
  @Test
  void gridsFollowTheDetailCompared() {
    for (ExpectationRound round : all(CoarseToFine.ofAnyShift(BOX))) {
      double period = (double) BOX / round.radius();
      double arc = Math.toRadians(round.stepDegrees()) * 0.43 * BOX;
      assertTrue(arc / 2 < period / 2, "turns of " + round);
      assertTrue(round.stepPixels() < period / 2, "shifts of " + round);
      assertTrue(round.windowDegrees() >= 2 * round.stepDegrees(), "window of " + round);
    }
  }

  @Test
  void detailThatAveragesDoNotResolveIsNotChosenBy() {
    CoarseToFine schedule = new CoarseToFine(BOX, 10);
    assertEquals(25, schedule.choice(25).radius());
    assertEquals(CoarseToFine.FINEST_RADIUS, schedule.choice(49).radius());
    assertEquals(CoarseToFine.COARSE_RADIUS, schedule.lastChoice(3).radius());
  }

  @Test
  void roundsAboutKnownPosesStayInTheWindow() {
    AlignmentPlan.PoseWindow window = new AlignmentPlan.PoseWindow(3, 2.5);
    CoarseToFine schedule = CoarseToFine.ofAnyShift(BOX);
    for (ExpectationRound round : schedule.about(window, AlignmentPlan.Estimate.ALL)) {
      assertTrue(round.windowDegrees() <= 3 && round.rangePixels() <= 2.5, "window " + round);
      assertEquals(1.5, round.stepDegrees());
    }
    for (ExpectationRound round : schedule.about(window, AlignmentPlan.Estimate.SHIFTS)) {
      assertEquals(0, round.windowDegrees());
    }
    for (ExpectationRound round : schedule.about(window, AlignmentPlan.Estimate.ANGLES)) {
      assertEquals(0, round.rangePixels());
    }
  }
}
