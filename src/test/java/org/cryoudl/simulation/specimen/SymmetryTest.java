package org.cryoudl.simulation.specimen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.geometry.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetryTest {

  @ParameterizedTest
  @CsvSource({"C1, 1", "C11, 11", "D1, 2", "D2, 4", "D7, 14", "O, 24"})
  void isAGroupOfProperRotations(String name, int order) {
    List<Symmetry.Motion> motions = Symmetry.ofPointGroup(name).motions();
    assertEquals(order, motions.size());
    double[] point = {1, 2.3, 4.1};
    for (Symmetry.Motion first : motions) {
      assertEquals(1, determinant(first.matrix()), 1e-12);
      double[] once = first.apply(point[0], point[1], point[2]);
      for (Symmetry.Motion second : motions) {
        double[] twice = second.apply(once[0], once[1], once[2]);
        long same =
            motions.stream()
                .map(m -> Vectors.minus(m.apply(point[0], point[1], point[2]), twice))
                .filter(difference -> Vectors.norm(difference) < 1e-9)
                .count();
        assertEquals(1, same, name + " must hold every product once");
      }
    }
  }

  @Test
  void helixStepsByRiseAndTwistAboutTheOrigin() {
    List<Symmetry.Motion> motions = Symmetry.helix(10, 30, 45).motions();
    assertEquals(5, motions.size());
    double[] next = motions.get(3).apply(1, 0, 0);
    assertEquals(Math.cos(Math.PI / 6), next[0], 1e-12);
    assertEquals(0.5, next[1], 1e-12);
    assertEquals(10, next[2], 1e-12);
  }

  @Test
  void unknownNameIsRefused() {
    for (String name : List.of("C0", "T", "d2", "D", "")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Symmetry.ofPointGroup(name))
              .getMessage();
      assertTrue(message.endsWith("got " + name), message);
    }
  }

  private static double determinant(double[] m) {
    double[] x = {m[0], m[1], m[2]};
    double[] y = {m[3], m[4], m[5]};
    double[] z = {m[6], m[7], m[8]};
    return Vectors.dot(Vectors.cross(x, y), z);
  }
}
