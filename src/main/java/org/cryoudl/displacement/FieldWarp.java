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
   * The field between points of the grid, by cubic convolution (Keys 1981); straight on beyond it.
   */
  private double field(double[] values, double row, double column) {
    int top = Math.max(0, Math.min(rows - 2, (int) Math.floor(row)));
    int left = Math.max(0, Math.min(columns - 2, (int) Math.floor(column)));
    boolean inside = row >= 0 && column >= 0 && row <= rows - 1 && column <= columns - 1;
    if (!inside || rows < 2 || columns < 2) {
      return linear(values, row, column, Math.max(0, top), Math.max(0, left));
    }
    double sum = 0;
    for (int r = -1; r <= 2; r++) {
      double weight = weight(row - top - r);
      for (int c = -1; c <= 2; c++) {
        sum += weight * weight(column - left - c) * node(values, top + r, left + c);
      }
    }
    return sum;
  }

  /** The value at a point of the grid; one step beyond its rim it goes on straight. */
  private double node(double[] values, int row, int column) {
    int r = Math.max(0, Math.min(rows - 1, row));
    int c = Math.max(0, Math.min(columns - 1, column));
    double value = values[r * columns + c];
    if (row != r) {
      value += value - values[(row < r ? r + 1 : r - 1) * columns + c];
    }
    if (column != c) {
      value += values[r * columns + c] - values[r * columns + (column < c ? c + 1 : c - 1)];
    }
    return value;
  }

  /** Bilinear between four points, and straight on beyond the rim. */
  private double linear(double[] values, double row, double column, int top, int left) {
    int below = Math.min(rows - 1, top + 1);
    int right = Math.min(columns - 1, left + 1);
    double y = row - top;
    double x = column - left;
    double upper = values[top * columns + left] * (1 - x) + values[top * columns + right] * x;
    double lower = values[below * columns + left] * (1 - x) + values[below * columns + right] * x;
    return upper * (1 - y) + lower * y;
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
