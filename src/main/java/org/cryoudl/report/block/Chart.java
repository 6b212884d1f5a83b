package org.cryoudl.report.block;

import java.util.ArrayList;
import java.util.List;

/**
 * A drawing of numbers. Colours are the page's: series take them in their order.
 *
 * @param id anchor, and name in the JSON and CSV
 * @param title what is shown
 * @param caption how to read it
 * @param x horizontal axis
 * @param y vertical axis
 * @param series at least one
 * @param levels marked values
 */
public record Chart(
    String id,
    String title,
    String caption,
    Axis x,
    Axis y,
    List<Series> series,
    List<Level> levels)
    implements Block {

  public Chart {
    series = List.copyOf(series);
    levels = List.copyOf(levels);
    if (series.isEmpty()) {
      throw new IllegalArgumentException("chart '" + id + "' needs a series");
    }
  }

  /** A chart without marked values. */
  public Chart(String id, String title, String caption, Axis x, Axis y, Series... series) {
    this(id, title, caption, x, y, List.of(series), List.of());
  }

  /** The same chart with one more marked value. */
  public Chart withLevel(Level level) {
    List<Level> more = new ArrayList<>(levels);
    more.add(level);
    return new Chart(id, title, caption, x, y, series, more);
  }
}
