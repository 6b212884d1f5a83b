package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointGroupTest {

  @ParameterizedTest
  @CsvSource({"C1,1", "c5,5", "D7,14", "T,12", "O,24", "I,60", "I1,60", "I2,60", "I3,60", "I4,60"})
  void groupsAreClosedAndOfTheirOrder(String name, int order) {
    List<double[]> rotations = PointGroup.named(name).rotations();
    assertEquals(order, rotations.size());
    for (double[] a : rotations) {
      for (double[] b : rotations) {
        assertEquals(1, count(rotations, product(a, b)), name);
      }
    }
    assertEquals(1, rotations.get(0)[0] + rotations.get(0)[4] + rotations.get(0)[8] - 2, 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C0", "D", "I5", "helix", ""})
  void otherNamesAreRefused(String name) {
    UsageException e = assertThrows(UsageException.class, () -> PointGroup.named(name));
    assertTrue(e.getMessage().contains("got '" + name + "'"), e.getMessage());
  }

  /** RELION prints the rotations of each group; ours are the same, in whatever order. */
  @ParameterizedTest
  @ValueSource(strings = {"C5", "D7", "T", "O", "I", "I1", "I2", "I3", "I4"})
  void axesAreThoseOfRelion(String name) throws IOException, InterruptedException {
    List<double[]> printed = relion(name);
    List<double[]> ours = PointGroup.named(name).rotations();
    assertEquals(printed.size(), ours.size());
    for (double[] m : printed) {
      assertEquals(1, count(ours, m), name);
    }
  }

  private static List<double[]> relion(String name) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "relion_refine", "--sym", name, "--print_symmetry_ops", "--o", "x", "--i", "x")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("RELION is not installed");
      throw e;
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher block = Pattern.compile("R\\(\\d+\\)=((?:\\s+-?[0-9.e-]+){9})").matcher(text);
    List<double[]> found = new ArrayList<>();
    while (block.find()) {
      String[] numbers = block.group(1).strip().split("\\s+");
      double[] m = new double[9];
      for (int i = 0; i < 9; i++) {
        m[i] = Double.parseDouble(numbers[i]);
      }
      found.add(m);
    }
    return found;
  }

  /** To the five digits that RELION prints. */
  private static long count(List<double[]> all, double[] wanted) {
    return all.stream()
        .filter(
            m -> {
              double worst = 0;
              for (int i = 0; i < 9; i++) {
                worst = Math.max(worst, Math.abs(m[i] - wanted[i]));
              }
              return worst < 2e-5;
            })
        .count();
  }

  private static double[] product(double[] a, double[] b) {
    double[] m = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 3; k++) {
        m[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
      }
    }
    return m;
  }
}
