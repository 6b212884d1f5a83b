package org.cryoudl.io.png;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineChartTest {

  @Test
  void ticksAreRoundAndCoverTheValues() {
    AxisTicks ticks = AxisTicks.covering(List.of(new double[] {0.13, 3.9}), true);
    assertEquals(List.of(0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0), ticks.values());
    assertEquals("2.5", ticks.text(2.5));
    assertEquals(0, ticks.part(0), 0);
    assertEquals(1, ticks.part(4), 0);
    AxisTicks steps = AxisTicks.covering(List.of(new double[] {0, 500}), false);
    assertEquals("300", steps.text(300));
    AxisTicks rates = AxisTicks.covering(List.of(new double[] {0, 5e-4}), true);
    assertEquals("4e-4", rates.text(4e-4).replace("e-04", "e-4"));
  }

  @Test
  void aSingleValueHasAnAxisToo() {
    AxisTicks ticks = AxisTicks.covering(List.of(new double[] {7}), true);
    assertTrue(ticks.least() < 7 && ticks.most() > 7, ticks.toString());
    assertTrue(Double.isFinite(AxisTicks.covering(List.of(new double[] {0, 0}), true).part(0)));
  }

  /** The line's colour must lie where the axes say the points are. */
  @Test
  void pointsLieWhereTheAxesSay() {
    double[] x = {0, 10};
    double[] y = {0, 10};
    LineChart chart =
        new LineChart(
            "title", "x", "y", List.of(new LineChart.Line("line", x, y, LineChart.Style.SOLID, 0)));
    BufferedImage picture = LineChart.draw(List.of(chart, chart));
    assertEquals(640, picture.getHeight());
    // Halfway between the corners of the plot: x 90 to 880, y 66 to 272.
    assertEquals(169, leastRed(picture, 485, 66, 272), 1);
    assertEquals(320 + 169, leastRed(picture, 485, 320 + 66, 320 + 272), 1);
    assertEquals(272 - 206 / 5, leastRed(picture, 90 + 790 / 5, 200, 272), 1);
  }

  /** The row whose pixel has least red: the line is blue, all else is grey or white. */
  private static int leastRed(BufferedImage picture, int column, int from, int to) {
    int best = from + 2;
    for (int row = from + 2; row < to - 1; row++) {
      if ((picture.getRGB(column, row) >> 16 & 255) < (picture.getRGB(column, best) >> 16 & 255)) {
        best = row;
      }
    }
    return best;
  }

  @Test
  void linesNeedAsManyXAsY() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LineChart.Line("a", new double[2], new double[3], LineChart.Style.DOTS, 0));
  }
}
