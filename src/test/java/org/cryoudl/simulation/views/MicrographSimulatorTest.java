package org.cryoudl.simulation.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.views.MicrographSimulator.Placed;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.Test;

class MicrographSimulatorTest {

  private static final CtfModel NO_CTF =
      new CtfModel(CtfModel.Mode.NONE, null, null, null, null, null, null, null, null);
  private static final IceModel NO_ICE = new IceModel(0.0, 0.0, 0);

  private static MicrographSimulator simulator(int particles, double snr, IceModel ice) {
    return TestMicrographs.simulator(
        256, 5, particles, snr, ice, NO_CTF, MicrographRecipe.Contrast.DARK, 3);
  }

  /** 40 electrons per A^2 on pixels of 25 A^2. */
  @Test
  void aMicrographOfNothingIsPoissonNoise() {
    Image image = simulator(0, 0.1, NO_ICE).simulate(0);
    double sum = 0;
    double squares = 0;
    for (float value : image.pixels()) {
      assertEquals(Math.rint(value), value);
      sum += value;
      squares += (double) value * value;
    }
    int n = image.pixels().length;
    double mean = sum / n;
    assertEquals(1000, mean, 1);
    assertEquals(1000, squares / n - mean * mean, 20);
  }

  @Test
  void theGradientRisesByAtMostWhatTheRecipeSays() {
    Image image = simulator(0, 0.1, new IceModel(0.0, 30.0, 0)).simulate(0);
    double[] corners = new double[4];
    for (int r = 0; r < 64; r++) {
      for (int c = 0; c < 64; c++) {
        corners[0] += image.at(r, c) / 4096;
        corners[1] += image.at(r, 192 + c) / 4096;
        corners[2] += image.at(192 + r, c) / 4096;
        corners[3] += image.at(192 + r, 192 + c) / 4096;
      }
    }
    double across = (corners[1] + corners[3] - corners[0] - corners[2]) / 2 / 0.75;
    double down = (corners[2] + corners[3] - corners[0] - corners[1]) / 2 / 0.75;
    double rise = Math.hypot(across, down) / Math.sqrt(1000);
    assertTrue(rise > 14 && rise < 31, "rise " + rise);
  }

  /** Without noise to speak of, every molecule is dark at the place the truth names. */
  @Test
  void moleculesAreDarkWhereTheTruthSays() {
    MicrographSimulator simulator = simulator(12, 1000, NO_ICE);
    Image image = simulator.simulate(0);
    List<Placed> placed = simulator.truth(0).particles();
    assertEquals(12, placed.size());
    for (Placed each : placed) {
      // The mean place of what is missing within the molecule's reach is its centre of mass.
      double weight = 0;
      double column = 0;
      double row = 0;
      for (int r = -20; r <= 20; r++) {
        for (int c = -20; c <= 20; c++) {
          int y = (int) Math.rint(each.row()) + r;
          int x = (int) Math.rint(each.column()) + c;
          if (y >= 0 && x >= 0 && y < 256 && x < 256) {
            double missing = Math.max(0, 900 - image.at(y, x));
            weight += missing;
            column += missing * x;
            row += missing * y;
          }
        }
      }
      assertTrue(weight > 0);
      assertEquals(each.column(), column / weight, 2.5);
      assertEquals(each.row(), row / weight, 2.5);
    }
  }

  @Test
  void moleculesAreNotNearerThanTheirDiameter() {
    List<Placed> placed = simulator(12, 1, NO_ICE).truth(0).particles();
    double radius = TestMicrographs.molecule().radiusAngstroms() / 5;
    for (int i = 0; i < placed.size(); i++) {
      for (int j = 0; j < i; j++) {
        double apart =
            Math.hypot(
                placed.get(i).column() - placed.get(j).column(),
                placed.get(i).row() - placed.get(j).row());
        assertTrue(apart >= 2 * radius - 1e-9, "apart " + apart);
      }
    }
  }

  @Test
  void theBytesDoNotDependOnTheThreads() {
    MicrographSimulator simulator = simulator(5, 0.1, new IceModel(0.3, 3.0, 2));
    Image one = Parallelism.of(1).call(() -> simulator.simulate(1));
    Image two = Parallelism.of(2).call(() -> simulator.simulate(1));
    assertArrayEquals(one.pixels(), two.pixels());
  }
}
