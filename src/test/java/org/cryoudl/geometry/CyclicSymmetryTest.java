package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CyclicSymmetryTest {

  @Test
  void namesAreRead() {
    assertEquals(6, CyclicSymmetry.named("C6").order());
    assertEquals(12, CyclicSymmetry.named("c12").order());
    assertTrue(CyclicSymmetry.named("C1").isNone());
    assertEquals("C6", CyclicSymmetry.named("c6").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0", "D2", "Cx", "C", "6", "", "C-3", "C61", "C6 ", "C99999"})
  void otherNamesAreRefusedInOneLine(String name) {
    UsageException refused = assertThrows(UsageException.class, () -> CyclicSymmetry.named(name));
    assertTrue(refused.getMessage().contains("'" + name + "'"), refused.getMessage());
    assertTrue(refused.getMessage().contains("C1 to C60"), refused.getMessage());
    assertEquals(-1, refused.getMessage().indexOf('\n'));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 12, 60})
  void equivalentAnglesHaveOneCanonicalForm(int order) {
    CyclicSymmetry symmetry = new CyclicSymmetry(order);
    for (int n = -order; n <= order; n++) {
      double psi = 0.37 * symmetry.periodDegrees() + n * 360.0 / order;
      assertEquals(0.37 * symmetry.periodDegrees(), symmetry.canonical(psi), 1e-9);
    }
  }

  /** Over both half-turns and the widest window, each turn modulo the symmetry comes once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 12})
  void theWidestWindowsCoverEveryTurnOnce(int order) {
    CyclicSymmetry symmetry = new CyclicSymmetry(order);
    int bins = 24;
    int[] covered = new int[bins];
    double width = symmetry.periodDegrees() / bins;
    for (double centre : symmetry.bothHalfTurns(11.3)) {
      double window = symmetry.widestWindowDegrees();
      for (double psi = centre - window + width / 2; psi < centre + window; psi += width) {
        double in = Angles.wrap(psi - 11.3, symmetry.periodDegrees()) / width + bins / 2.0;
        covered[(int) Math.floor(in)]++;
      }
    }
    int[] once = new int[bins];
    Arrays.fill(once, 1);
    assertArrayEquals(once, covered);
  }

  @Test
  void aHalfTurnOfAnOddSymmetryIsHalfAPeriod() {
    assertArrayEquals(new double[] {10, 190}, CyclicSymmetry.NONE.bothHalfTurns(10));
    assertArrayEquals(new double[] {10, 70}, new CyclicSymmetry(3).bothHalfTurns(10));
    assertArrayEquals(new double[] {10}, new CyclicSymmetry(4).bothHalfTurns(10));
    assertEquals(0, Angles.wrap(190 - 70, 120), 1e-12);
  }
}
