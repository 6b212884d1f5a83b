package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewGroupsTest {

  private static final int VIEWS = 400;

  private final ViewGrid grid = ViewGrid.of(VIEWS);

  private static double[] evenly() {
    double[] masses = new double[VIEWS];
    Arrays.fill(masses, 1);
    return masses;
  }

  /** Directions of even groups lie as near their group's mean as a cap of that area allows. */
  @Test
  void groupsAreCompact() {
    int count = 20;
    ViewGroups groups = ViewGroups.of(grid, evenly(), count, 1);
    double[][] means = new double[count][3];
    for (int v = 0; v < VIEWS; v++) {
      for (int n = 0; n < 3; n++) {
        means[groups.groupOf(v)][n] += grid.frame(v)[6 + n];
      }
    }
    double sum = 0;
    for (double[] mean : means) {
      sum += Math.sqrt(mean[0] * mean[0] + mean[1] * mean[1] + mean[2] * mean[2]);
    }
    // The mean cosine in a round cap of a share 1/n of the sphere is 1 - 1/n.
    assertEquals(1 - 1.0 / count, sum / VIEWS, 0.012);
  }

  /** Where only some views are shown, groups lie there. */
  @Test
  void massesDecide() {
    double[] masses = new double[VIEWS];
    for (int v = 0; v < VIEWS; v++) {
      masses[v] = Math.abs(grid.frame(v)[6]) > 0.95 ? 1 : 0;
    }
    ViewGroups groups = ViewGroups.of(grid, masses, 2, 1);
    for (int v = 0; v < VIEWS; v++) {
      for (int w = 0; w < VIEWS; w++) {
        if (masses[v] > 0 && masses[w] > 0) {
          boolean sameSide = grid.frame(v)[6] * grid.frame(w)[6] > 0;
          assertEquals(sameSide, groups.groupOf(v) == groups.groupOf(w));
        }
      }
    }
  }

  /**
   * The axis of the group's frame, as each of its views shows it, stays about where it is in space:
   * by no more than the views lie apart.
   */
  @Test
  void picturesOfAGroupShareAFrame() {
    ViewGroups groups = ViewGroups.of(grid, evenly(), 20, 1);
    for (int v = 0; v < VIEWS; v++) {
      for (int w = 0; w < VIEWS; w++) {
        if (groups.groupOf(v) == groups.groupOf(w)) {
          double apart = cosine(grid.frame(v), 6, grid.frame(w), 6);
          double[] one = axis(grid.frame(v), groups.turnDegrees(v));
          double[] other = axis(grid.frame(w), groups.turnDegrees(w));
          double moved = Math.acos(Math.min(1, cosine(one, 0, other, 0)));
          assertTrue(moved <= 1.15 * Math.acos(Math.min(1, apart)) + 1e-6);
        }
      }
    }
  }

  private static double[] axis(double[] frame, double turnDegrees) {
    double turn = Math.toRadians(-turnDegrees);
    double[] axis = new double[3];
    for (int n = 0; n < 3; n++) {
      axis[n] = Math.cos(turn) * frame[n] + Math.sin(turn) * frame[3 + n];
    }
    return axis;
  }

  private static double cosine(double[] one, int from, double[] other, int otherFrom) {
    double sum = 0;
    for (int n = 0; n < 3; n++) {
      sum += one[from + n] * other[otherFrom + n];
    }
    return sum;
  }

  @Test
  void thereMayBeAsManyGroupsAsViews() {
    ViewGrid few = ViewGrid.of(12);
    double[] masses = new double[12];
    Arrays.fill(masses, 2);
    ViewGroups groups = ViewGroups.of(few, masses, 12, 1);
    assertEquals(12, IntStream.range(0, 12).map(groups::groupOf).distinct().count());
    for (int v = 0; v < 12; v++) {
      assertEquals(0, ViewGroups.turnDegrees(few.frame(v), few.frame(v)), 1e-9);
    }
  }
}
