package org.cryoudl.displacement;

import java.util.function.DoubleUnaryOperator;
import org.cryoudl.image.Image;

/** Bends an image back by a field that is known on a grid. */
final class FieldWarp {

  private final double[] dx;
  private final double[] dy;
  private final int columns;
  private final int rows;

  FieldWarp(double[] dx, double[] dy, int columns, int rows) {
    this.dx = dx.clone();
    this.dy = dy.clone();
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Each pixel takes the value that lies where it went.
   *
   * @param gridX from a column of the image to one of the grid
   * @param gridY from a row of the image to one of the grid
   */
  Image bentBack(Image image, DoubleUnaryOperator gridX, DoubleUnaryOperator gridY) {
    Image bent = image.copy();
    for (int r = 0; r < image.height(); r++) {
      double row = gridY.applyAsDouble(r);
      for (int c = 0; c < image.width(); c++) {
        double column = gridX.applyAsDouble(c);
        bent.pixels()[r * image.width() + c] =
            cubic(image, c + field(dx, row, column), r + field(dy, row, column));
      }
    }
    return bent;
  }

  /**
   * The field between points of the grid, by cubic convolution (Keys 1981); even beyond its rim.
   */
  private double field(double[] values, double row, double column) {
    double y = Math.max(0, Math.min(rows - 1, row));
    double x = Math.max(0, Math.min(columns - 1, column));
    int top = (int) y;
    int left = (int) x;
    double sum = 0;
    for (int r = -1; r <= 2; r++) {
      double weight = weight(y - top - r);
      int from = Math.max(0, Math.min(rows - 1, top + r)) * columns;
      for (int c = -1; c <= 2; c++) {
        int at = from + Math.max(0, Math.min(columns - 1, left + c));
        sum += weight * weight(x - left - c) * values[at];
      }
    }
    return sum;
  }

  private static float cubic(Image image, double x, double y) {
    double inX = Math.max(0, Math.min(image.width() - 1, x));
    double inY = Math.max(0, Math.min(image.height() - 1, y));
    int left = (int) inX;
    int top = (int) inY;
    double sum = 0;
    for (int r = -1; r <= 2; r++) {
      double weight = weight(inY - top - r);
      int row = Math.max(0, Math.min(image.height() - 1, top + r));
      for (int c = -1; c <= 2; c++) {
        int column = Math.max(0, Math.min(image.width() - 1, left + c));
        sum += weight * weight(inX - left - c) * image.at(row, column);
      }
    }
    return (float) sum;
  }

  private static double weight(double distance) {
    double d = Math.abs(distance);
    if (d < 1) {
      return 1 + d * d * (1.5 * d - 2.5);
    }
    return d < 2 ? 2 + d * (-4 + d * (2.5 - 0.5 * d)) : 0;
  }
}
