package org.cryoudl.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StandardisationTest {

  @Test
  void valuesHaveTheMeanAndDeviationOfTheirDefinition() {
    Standardisation found = Standardisation.of(new float[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertEquals(5, found.mean(), 1e-12);
    assertEquals(1 / 2.0, found.scale(), 1e-12);
  }

  @Test
  void valuesThatDifferByRoundingAloneAreEven() {
    assertEquals(0, Standardisation.of(new float[] {255, Math.nextUp(255f), 255}).scale());
    assertEquals(0, Standardisation.of(new float[5]).scale());
    // A mean of 0 needs no more than a little.
    assertEquals(1e6, Standardisation.of(new float[] {1e-6f, -1e-6f}).scale(), 1);
  }
}
