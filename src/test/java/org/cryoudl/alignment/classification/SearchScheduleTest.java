package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchScheduleTest {

  private static final int CLASSES = 12;
  private static final SearchStart NOTHING = new SearchStart.FromNothing(false);

  private static SearchSchedule schedule(SearchStart start, OptionalInt most) {
    return SearchSchedule.of(
        new ClassSearch.Options(
            CLASSES,
            0.43,
            5,
            14,
            1,
            SearchListener.NONE,
            new SearchCourse(start, Optional.empty(), false, most)),
        14);
  }

  private static SearchStart of(int classes) {
    return new SearchStart.AtPoses(classes, new int[0], new Pose[0]);
  }

  private static int passesAtEnd(SearchSchedule schedule) {
    int growing =
        schedule.growing().stream()
            .filter(stage -> stage.classes() == CLASSES)
            .mapToInt(SearchStage::passes)
            .sum();
    return growing
        + schedule.renewals() * (schedule.crowded().passes() + schedule.renewed().passes())
        + schedule.last().passes();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 6, 13, 16, 27, 38})
  void noMorePassesThanAreWanted(int most) {
    for (SearchStart start : new SearchStart[] {NOTHING, of(12), of(9)}) {
      SearchSchedule bounded = schedule(start, OptionalInt.of(most));
      assertTrue(passesAtEnd(bounded) <= most);
      assertTrue(bounded.last().passes() >= 1);
      assertEquals(CLASSES, bounded.growing().get(bounded.growing().size() - 1).classes());
    }
  }

  /** What one volume knows, averages of classes do not: no pass follows. */
  @Test
  void noPassFollowsOneVolume() {
    SearchSchedule after = schedule(new SearchStart.OneVolume(CLASSES), OptionalInt.empty());
    assertEquals(0, after.passes());
    assertEquals(0, after.renewals());
  }

  @Test
  void manyPassesChangeNothing() {
    for (SearchStart start : new SearchStart[] {NOTHING, of(12), of(3)}) {
      assertEquals(schedule(start, OptionalInt.empty()), schedule(start, OptionalInt.of(1000)));
    }
  }

  /** Classes that are there are not made again; each stage divides no class more than once. */
  @Test
  void aStartTakesThePlaceOfGrowing() {
    SearchSchedule all = schedule(of(12), OptionalInt.empty());
    assertEquals(1, all.growing().size());
    assertEquals(all.last().rings(), all.growing().get(0).rings());
    assertEquals(all.last().rings(), all.crowded().rings());
    assertEquals(all.last().rings(), all.renewed().rings());
    int present = 3;
    for (SearchStage stage : schedule(of(3), OptionalInt.empty()).growing()) {
      assertTrue(stage.classes() <= 2 * present, stage.toString());
      present = stage.classes();
    }
    assertEquals(CLASSES, present);
    assertEquals(1, schedule(NOTHING, OptionalInt.empty()).growing().get(0).classes());
  }

  /** The start of a part of the particles is that of the same particles. */
  @Test
  void aPartKeepsItsStart() {
    Pose[] poses = {new Pose(1, 0, 0), new Pose(2, 0, 0), new Pose(3, 0, 0)};
    SearchCourse course =
        new SearchCourse(
                new SearchStart.AtPoses(2, new int[] {0, -1, 1}, poses),
                Optional.of(poses),
                true,
                OptionalInt.of(4))
            .pick(new int[] {2, 1});
    SearchStart.AtPoses start = (SearchStart.AtPoses) course.start();
    assertEquals(1, start.classIndex()[0]);
    assertEquals(-1, start.classIndex()[1]);
    assertEquals(poses[2], start.poses()[0]);
    assertEquals(poses[1], course.heldPoses().orElseThrow()[1]);
  }
}
