package org.cryoudl.image.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * A plane wave of any phase, {@code cos} and {@code sin} of {@code 2 pi (x cos a + y sin a) / l}.
 *
 * @param angle a, in radians
 * @param length l, in pixels
 */
public record BackgroundWave(double angle, double length) implements BackgroundPattern {

  /** Periods across the box: below these a plane does, beyond them the inside is not told. */
  private static final double FEWEST_PERIODS = 0.8;

  private static final double MOST_PERIODS = 2.4;
  private static final double PERIODS_STEP = 0.2;

  /** Those that are tried at first. */
  public static List<BackgroundWave> tried(int box) {
    List<BackgroundWave> all = new ArrayList<>();
    int periods = 1 + (int) Math.round((MOST_PERIODS - FEWEST_PERIODS) / PERIODS_STEP);
    for (double angle = 0; angle < 180; angle += ANGLE_STEP_DEGREES) {
      for (int p = 0; p < periods; p++) {
        double length = box / (FEWEST_PERIODS + p * PERIODS_STEP);
        all.add(new BackgroundWave(Math.toRadians(angle), length));
      }
    }
    return all;
  }

  @Override
  public int functions() {
    return 2;
  }

  @Override
  public DoubleBinaryOperator function(int number) {
    double alongX = 2 * Math.PI * Math.cos(angle) / length;
    double alongY = 2 * Math.PI * Math.sin(angle) / length;
    return number == 0
        ? (x, y) -> Math.cos(x * alongX + y * alongY)
        : (x, y) -> Math.sin(x * alongX + y * alongY);
  }

  @Override
  public int parameters() {
    return 2;
  }

  @Override
  public BackgroundWave moved(int parameter, double by, int box) {
    return parameter == 0
        ? new BackgroundWave(angle + by * Math.toRadians(ANGLE_STEP_DEGREES / 2), length)
        : new BackgroundWave(angle, box / (box / length + by * PERIODS_STEP / 2));
  }

  @Override
  public boolean isPossible(int box) {
    double periods = box / length;
    return periods >= FEWEST_PERIODS - PERIODS_STEP && periods <= MOST_PERIODS + PERIODS_STEP;
  }
}
