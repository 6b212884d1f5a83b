package org.cryoudl.image.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * An edge across the image, {@code tanh((x cos a + y sin a - d) / w)}.
 *
 * @param angle a, in radians
 * @param distance d, in pixels
 * @param width w, in pixels
 */
public record BackgroundStep(double angle, double distance, double width)
    implements BackgroundPattern {

  /** Widths tried, as shares of the box. */
  private static final double[] WIDTHS = {0.02, 0.06, 0.12};

  /** Distances from the centre that are tried, and the largest, as shares of the box. */
  private static final double DISTANCE_STEP = 0.06;

  private static final double LARGEST_DISTANCE = 0.36;

  /** Those that are tried at first. */
  public static List<BackgroundStep> tried(int box) {
    List<BackgroundStep> all = new ArrayList<>();
    int distances = 1 + 2 * (int) Math.round(LARGEST_DISTANCE / DISTANCE_STEP);
    for (double width : WIDTHS) {
      for (double angle = 0; angle < 180; angle += ANGLE_STEP_DEGREES) {
        for (int d = 0; d < distances; d++) {
          double distance = d * DISTANCE_STEP - LARGEST_DISTANCE;
          all.add(new BackgroundStep(Math.toRadians(angle), distance * box, width * box));
        }
      }
    }
    return all;
  }

  @Override
  public int functions() {
    return 1;
  }

  @Override
  public DoubleBinaryOperator function(int number) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return (x, y) -> Math.tanh((x * cos + y * sin - distance) / width);
  }

  @Override
  public int parameters() {
    return 3;
  }

  @Override
  public BackgroundStep moved(int parameter, double by, int box) {
    return switch (parameter) {
      case 0 ->
          new BackgroundStep(angle + by * Math.toRadians(ANGLE_STEP_DEGREES / 2), distance, width);
      case 1 -> new BackgroundStep(angle, distance + by * DISTANCE_STEP / 2 * box, width);
      default -> {
        double factor = Math.pow(1 + 0.5 * Math.abs(by), Math.signum(by));
        yield new BackgroundStep(angle, distance, width * factor);
      }
    };
  }

  @Override
  public boolean isPossible(int box) {
    return Math.abs(distance) <= 0.4 * box && width >= 0.5;
  }
}
