package org.cryoudl.report.block;

/**
 * A value marked by a straight line across a chart.
 *
 * @param direction along which axis the line runs
 * @param value where it crosses the other axis
 * @param label written beside it
 */
public record Level(Direction direction, double value, String label) {

  /** Along which axis a line runs. */
  public enum Direction {
    HORIZONTAL,
    VERTICAL
  }

  public static Level horizontal(double value, String label) {
    return new Level(Direction.HORIZONTAL, value, label);
  }

  public static Level vertical(double value, String label) {
    return new Level(Direction.VERTICAL, value, label);
  }
}
