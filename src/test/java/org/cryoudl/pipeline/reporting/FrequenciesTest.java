package org.cryoudl.pipeline.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Series;
import org.junit.jupiter.api.Test;

class FrequenciesTest {

  @Test
  void scaleBarsAreRoundAndAtMostAThirdOfTheBox() {
    Frequencies known = new Frequencies(128, OptionalDouble.of(2.4)); // 307.2 A
    assertEquals("100 \u00c5", known.scaleBar().label());
    assertEquals(100 / 307.2, known.scaleBar().share(), 1e-12);
    assertEquals("128 px, 307.2 \u00c5", known.side());
    Frequencies unknown = new Frequencies(96, OptionalDouble.empty());
    assertEquals("20 px", unknown.scaleBar().label());
    assertEquals(20.0 / 96, unknown.scaleBar().share(), 1e-12);
    assertEquals("96 px", unknown.side());
    // 20 px of 0.05 A: a third is 0.33 A.
    assertEquals("0.2 \u00c5", new Frequencies(20, OptionalDouble.of(0.05)).scaleBar().label());
  }

  /** What is marked in a chart is what is claimed, and chance is drawn as it is tested. */
  @Test
  void chartsMarkWhatIsClaimed() {
    double[] values = new double[40];
    for (int s = 0; s < values.length; s++) {
      values[s] = Math.max(0, 1 - s / 30.0);
    }
    RingCorrelation rings = new RingCorrelation(values, 0.5);
    Frequencies frequencies = new Frequencies(80, OptionalDouble.of(3));
    Chart chart =
        frequencies.ringCorrelation(
            "id",
            "title",
            "caption",
            List.of(Frequencies.shells("halves", Series.Kind.LINE, rings.smoothed())),
            rings);
    List<Double> upright =
        chart.levels().stream()
            .filter(level -> level.direction() == Level.Direction.VERTICAL)
            .map(Level::value)
            .toList();
    assertEquals(
        List.of(rings.crossing(0.5).orElseThrow(), rings.crossing(0.143).orElseThrow()), upright);
    Series chance = chart.series().get(1);
    assertEquals("chance", chance.name());
    assertEquals(rings.chance()[20], chance.y()[20]);
    // The claim at 0.143 lies where the curve that is drawn meets the line of chance that is drawn.
    double claim = upright.get(1);
    int before = (int) claim;
    double above = chart.series().get(0).y()[before] - chance.y()[before];
    double below = chart.series().get(0).y()[before + 1] - chance.y()[before + 1];
    assertEquals(before + above / (above - below), claim, 1e-9);
  }
}
