package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.poses.ClassTurns;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

class BesideClassesTest {

  /** Two groups of views; two particles. */
  private static final Viewed.Grouped VIEWS =
      new Viewed.Grouped(
          new float[][] {{0.75f, 0.25f}, {0.5f, 0.5f}},
          new Pose[] {new Pose(10, 1, 2), new Pose(20, 3, 4)},
          new ClassTurns[] {
            new ClassTurns(new int[] {0, 1}, new float[] {10, 50}),
            new ClassTurns(new int[] {0, 1}, new float[] {20, 60})
          },
          new double[] {20, 2});

  /** Three free classes, of which the last stays. */
  private static PolarPosteriors free(double first, double second) {
    PolarPosteriors free = new PolarPosteriors(2, 3);
    free.shares[0] = new float[] {0.5f, 0.3f, 0.2f};
    free.shares[1] = new float[] {0, 0, 1};
    free.poses[0] = new Pose(100, 5, 6);
    free.poses[1] = new Pose(200, 7, 8);
    free.turns[0] = new ClassTurns(new int[] {0, 2}, new float[] {100, 130});
    free.turns[1] = new ClassTurns(new int[] {2}, new float[] {200});
    free.logEvidence[0] = first;
    free.logEvidence[1] = second;
    return free;
  }

  @Test
  void sharesAreThoseOfOneMixture() {
    double[] inVolume = {3, 2};
    double[] inClasses = {4, 9};
    Viewed.Grouped found =
        BesideClasses.of(List.of(views(3, 2)), beside(free(inClasses[0], inClasses[1]), 2));
    for (int i = 0; i < 2; i++) {
      // Every group and class is a third of the mixture: the volume is two of them.
      double ofVolume = 2.0 / 3 * Math.exp(inVolume[i]);
      double ofClass = Math.exp(inClasses[i]) * (i == 0 ? 0.2f : 1);
      double sum = ofVolume + ofClass;
      assertEquals(Math.log(sum), found.logEvidence()[i], 1e-6);
      for (int g = 0; g < 2; g++) {
        assertEquals(VIEWS.shares()[i][g] * ofVolume / sum, found.shares()[i][g], 1e-6);
      }
      assertEquals(ofClass / sum, found.shares()[i][2], 1e-6);
    }
    assertEquals(3, found.shares()[0].length);
  }

  @Test
  void posesAreThoseOfTheSideThatAParticleBelongsTo() {
    Viewed.Grouped found = BesideClasses.of(List.of(VIEWS), beside(free(4, 9), 2));
    assertEquals(new Pose(10, 1, 2), found.poses()[0]);
    assertEquals(new Pose(200, 7, 8), found.poses()[1]);
    assertArrayEquals(new int[] {0, 1}, found.turns()[0].classes());
    assertArrayEquals(new int[] {2}, found.turns()[1].classes());
    assertEquals(200, found.turns()[1].in(2), 0);
  }

  @Test
  void withoutOtherClassesTheViewsAreAll() {
    assertSame(VIEWS, BesideClasses.of(List.of(VIEWS), Optional.empty()));
  }

  @Test
  void twoVolumesShareTheParticles() {
    Viewed.Grouped found =
        BesideClasses.of(List.of(views(3, 2), views(1, 9)), beside(free(4, 1), 0));
    for (int i = 0; i < 2; i++) {
      // Every group and class is a fifth: two groups of each volume and one of three free classes.
      double first = 0.4 * Math.exp(i == 0 ? 3 : 2);
      double second = 0.4 * Math.exp(i == 0 ? 1 : 9);
      double free = 3 * 0.2 * Math.exp(i == 0 ? 4 : 1) * (i == 0 ? 0.5 : 0);
      double sum = first + second + free;
      assertEquals(Math.log(sum), found.logEvidence()[i], 1e-6);
      for (int g = 0; g < 2; g++) {
        assertEquals(VIEWS.shares()[i][g] * first / sum, found.shares()[i][g], 1e-6);
        assertEquals(VIEWS.shares()[i][g] * second / sum, found.shares()[i][2 + g], 1e-6);
      }
      assertEquals(free / sum, found.shares()[i][4], 1e-6);
    }
    assertEquals(new Pose(100, 5, 6), found.poses()[0]);
    assertEquals(new Pose(20, 3, 4), found.poses()[1]);
    assertEquals(60, found.turns()[1].in(3), 0);
  }

  private static Viewed.Grouped views(double... logEvidence) {
    return new Viewed.Grouped(VIEWS.shares(), VIEWS.poses(), VIEWS.turns(), logEvidence);
  }

  private static Optional<BesideClasses.Free> beside(PolarPosteriors free, int... kept) {
    return Optional.of(new BesideClasses.Free(free, 3, kept));
  }
}
