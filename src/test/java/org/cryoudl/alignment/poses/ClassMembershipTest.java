package org.cryoudl.alignment.poses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClassMembershipTest {

  private static ClassMembership membership(float[]... shares) {
    ClassMembership membership = new ClassMembership(shares.length, shares[0].length);
    for (int i = 0; i < shares.length; i++) {
      membership.shares[i] = shares[i].clone();
      for (int k = 1; k < shares[i].length; k++) {
        if (shares[i][k] > shares[i][membership.classIndex[i]]) {
          membership.classIndex[i] = k;
        }
      }
    }
    return membership;
  }

  @Test
  void temperedClassesAreAsSureAsThoseOfParticlesThatHadNoPart() {
    ClassMembership membership =
        membership(new float[] {0.99f, 0.01f}, new float[] {0.2f, 0.8f}, new float[] {1, 0});
    int[] before = membership.classIndex.clone();
    membership.temper(0.8);
    assertEquals(0.8, Arrays.stream(membership.ownShares()).average().orElseThrow(), 1e-4);
    assertArrayEquals(before, membership.classIndex);
    // Log odds of all shrink alike: of 0.99 and 0.8, ln 99 and ln 4.
    double first = Math.log(membership.shares[0][0] / membership.shares[0][1]);
    double second = Math.log(membership.shares[1][1] / membership.shares[1][0]);
    assertEquals(Math.log(99) / Math.log(4), first / second, 1e-3);
    for (float[] share : membership.shares) {
      assertEquals(1, share[0] + share[1], 1e-6);
    }
  }

  @Test
  void classesThatAreLessSureThanTheOthersStayAsTheyAre() {
    ClassMembership membership = membership(new float[] {0.7f, 0.3f}, new float[] {0.4f, 0.6f});
    membership.temper(0.9);
    assertEquals(0.7, membership.shares[0][0], 1e-6);
    assertEquals(0.6, membership.shares[1][1], 1e-6);
  }

  /** A class that nobody is in has no share, and the others are its posterior's rest. */
  @Test
  void sharesOfAClassWithoutParticlesGoToTheOthers() {
    ClassMembership membership = membership(new float[] {0.6f, 0.1f, 0.3f});
    membership.temper(0.9);
    assertArrayEquals(new float[] {1, 0, 0}, membership.shares[0], 1e-6f);
    membership = membership(new float[] {0.6f, 0.1f, 0.3f}, new float[] {0.1f, 0.8f, 0.1f});
    membership.temper(0.9);
    assertArrayEquals(new float[] {6 / 7f, 1 / 7f, 0}, membership.shares[0], 1e-6f);
  }

  /** Odds of 99 to 1; half of the difference is real: their square root, and sizes for the rest. */
  @Test
  void classesThatDifferLessAreLessSurelyToldApart() {
    ClassMembership half = membership(new float[] {0.99f, 0.01f}, new float[] {0.01f, 0.99f});
    half.moderate(new double[][] {{1, 0.5}, {0.5, 1}});
    assertEquals(Math.sqrt(99) / (1 + Math.sqrt(99)), half.shares[0][0], 1e-5);
    assertEquals(half.shares[0][0], half.shares[1][1], 1e-6);
    ClassMembership alike =
        membership(
            new float[] {1, 0, 0},
            new float[] {1, 0, 0},
            new float[] {1, 0, 0},
            new float[] {0, 1, 0},
            new float[] {0, 0, 1});
    alike.moderate(new double[][] {{1, 0, 1}, {0, 1, 1}, {1, 1, 1}});
    // Three particles in the first of two equal classes, one in the other; the third differs.
    assertArrayEquals(new float[] {0.75f, 0.25f, 0}, alike.shares[0], 1e-6f);
    assertArrayEquals(new float[] {0.75f, 0.25f, 0}, alike.shares[3], 1e-6f);
    assertArrayEquals(new float[] {0, 0, 1}, alike.shares[4], 1e-6f);
  }

  @Test
  void aClassThatShowsNothingLeavesItsParticlesTheSharesOfAll() {
    ClassMembership membership =
        membership(new float[] {1, 0}, new float[] {1, 0}, new float[] {1, 0}, new float[] {0, 1});
    membership.doubt(new double[] {1, 0});
    assertArrayEquals(new float[] {0.75f, 0.25f}, membership.shares[3], 1e-6f);
    assertArrayEquals(new float[] {1, 0}, membership.shares[0], 0);
    assertTrue(membership.ownShares()[3] < 0.3);
  }

  /** The odds between a class of which nothing is known and another are those of their sizes. */
  @Test
  void aClassThatIsNotKnownIsNotToldFromOthers() {
    ClassMembership membership =
        membership(
            new float[] {1, 0, 0},
            new float[] {1, 0, 0},
            new float[] {1, 0, 0},
            new float[] {0, 1, 0},
            new float[] {0, 0, 1});
    membership.moderateByClass(new double[] {1, 0, 1});
    assertArrayEquals(new float[] {0.75f, 0.25f, 0}, membership.shares[0], 1e-6f);
    assertArrayEquals(new float[] {0.6f, 0.2f, 0.2f}, membership.shares[3], 1e-6f);
    assertArrayEquals(new float[] {0, 0.5f, 0.5f}, membership.shares[4], 1e-6f);
  }
}
