package org.cryoudl.simulation.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.views.DirectionModel.Axis;
import org.cryoudl.simulation.views.DirectionModel.Kind;
import org.junit.jupiter.api.Test;

class DirectionModelTest {

  private static final int COUNT = 40_000;

  @Test
  void uniformDirectionsHaveTheMomentsOfTheSphere() {
    double[][] d = draw(DirectionModel.uniform());
    for (int a = 0; a < 3; a++) {
      for (int b = a; b < 3; b++) {
        double second = 0;
        double first = 0;
        for (double[] each : d) {
          first += each[a] / COUNT;
          second += each[a] * each[b] / COUNT;
        }
        // Mean 0 with variance 1/3; squares have mean 1/3 and variance 4/45.
        assertEquals(0, first, 4 * Math.sqrt(1.0 / 3 / COUNT));
        assertEquals(a == b ? 1.0 / 3 : 0, second, 4 * Math.sqrt(4.0 / 45 / COUNT));
      }
    }
  }

  @Test
  void preferredDirectionsScatterAsTheDistributionSays() {
    double spread = 20;
    DirectionModel model =
        new DirectionModel(
            Kind.PREFERRED, List.of(new Axis(70.0, 110.0, null)), spread, null, null);
    double[] m = new EulerAngles(70, 110, 0).matrix();
    double kappa = 1 / Math.pow(Math.toRadians(spread), 2);
    double mean = 0;
    double[] sum = new double[3];
    for (double[] d : draw(model)) {
      mean += (d[0] * m[6] + d[1] * m[7] + d[2] * m[8]) / COUNT;
      for (int a = 0; a < 3; a++) {
        sum[a] += d[a] / COUNT;
      }
    }
    // The mean resultant length of the von Mises-Fisher distribution on the sphere.
    double expected = 1 / Math.tanh(kappa) - 1 / kappa;
    assertEquals(expected, mean, 4 / kappa / Math.sqrt(COUNT));
    for (int a = 0; a < 3; a++) {
      assertEquals(expected * m[6 + a], sum[a], 0.01);
    }
  }

  @Test
  void axesAndTheUniformPartComeInTheirShares() {
    DirectionModel model =
        new DirectionModel(
            Kind.PREFERRED,
            List.of(new Axis(0.0, 0.0, 3.0), new Axis(0.0, 180.0, 1.0)),
            5.0,
            0.4,
            null);
    int up = 0;
    int down = 0;
    for (double[] d : draw(model)) {
      up += d[2] > Math.cos(Math.toRadians(30)) ? 1 : 0;
      down += d[2] < -Math.cos(Math.toRadians(30)) ? 1 : 0;
    }
    double cap = (1 - Math.cos(Math.toRadians(30))) / 2;
    assertEquals(0.6 * 0.75 + 0.4 * cap, (double) up / COUNT, 0.01);
    assertEquals(0.6 * 0.25 + 0.4 * cap, (double) down / COUNT, 0.01);
  }

  @Test
  void listedDirectionsAreTakenInOrderAndAgain() {
    DirectionModel model = new DirectionModel(Kind.FILE, null, null, null, "views.csv");
    List<EulerAngles> rows = List.of(new EulerAngles(1, 2, 0), new EulerAngles(3, 4, 0));
    assertEquals(rows.get(0), model.draw(KeyedRandom.of(1, "t", 0), rows, 0));
    assertEquals(rows.get(1), model.draw(KeyedRandom.of(1, "t", 5), rows, 5));
    assertEquals(rows.get(1), model.draw(KeyedRandom.of(1, "t", 5), rows, 3_000_000_001L));
  }

  @Test
  void axesWithoutTheirKindAreRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new DirectionModel(Kind.PREFERRED, null, null, null, null))
            .getMessage();
    assertTrue(message.contains("at least one axis"), message);
  }

  private static double[][] draw(DirectionModel model) {
    double[][] all = new double[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      double[] m = model.draw(KeyedRandom.of(3, "direction", i), List.of(), i).matrix();
      all[i] = new double[] {m[6], m[7], m[8]};
    }
    return all;
  }
}
