package org.cryoudl.simulation.specimen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.geometry.Vectors;
import org.junit.jupiter.api.Test;

class RandomSpecimenTest {

  @Test
  void moleculesHaveTheirSizeAndLieInTheMiddle() {
    for (long seed = 1; seed <= 8; seed++) {
      Density density = new RandomSpecimen(seed, 160.0, 5, null).specimen().density();
      assertTrue(
          density.radiusAngstroms() > 0.75 * 80 && density.radiusAngstroms() < 1.2 * 80,
          seed + ": radius " + density.radiusAngstroms());
      double off = Vectors.norm(density.centreOfMass());
      assertTrue(off < 12, seed + ": centre of mass at " + off);
    }
  }

  @Test
  void aSeedDecidesEverything() {
    assertEquals(
        new RandomSpecimen(3L, 120.0, 3, null).specimen().density(),
        new RandomSpecimen(3L, 120.0, 3, null).specimen().density());
    assertNotEquals(
        new RandomSpecimen(3L, 120.0, 3, null).specimen().density(),
        new RandomSpecimen(4L, 120.0, 3, null).specimen().density());
  }

  @Test
  void aMotionMovesItsPartAndNothingElse() {
    Specimen specimen = new RandomSpecimen(5L, 140.0, 3, null).specimen();
    Density still = specimen.density();
    Density moved =
        specimen.density(
            List.of(new PartMotion(2, new double[] {30, 0, 0}, new double[] {0, 0, 10})));
    assertEquals(still.blobs().size(), moved.blobs().size());
    double mass = 0;
    double all = 0;
    for (int i = 0; i < still.blobs().size(); i++) {
      Density.Blob a = still.blobs().get(i);
      Density.Blob b = moved.blobs().get(i);
      all += a.weight();
      if (!a.equals(b)) {
        mass += a.weight();
        // Turned about z through its own centre: heights change by the move alone.
        assertEquals(a.z() + 10, b.z(), 1e-9);
      }
    }
    assertTrue(mass > 0 && mass < all);
    assertEquals(still.centreOfMass()[2] + 10 * mass / all, moved.centreOfMass()[2], 1e-6);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> specimen.density(List.of(new PartMotion(4, null, null))))
            .getMessage();
    assertTrue(message.contains("from 1 to 3, got 4"), message);
  }
}
