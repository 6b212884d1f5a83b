package org.cryoudl.displacement;

import java.util.List;

/**
 * How far the parts of an image have moved in another: a vector at each point of a grid.
 *
 * @param columns of the grid
 * @param rows of the grid
 * @param vectors row by row
 */
public record DisplacementField(int columns, int rows, List<Vector> vectors) {

  /**
   * The displacement of a block.
   *
   * @param x column of its centre in the first image, in pixels from 0
   * @param y row of its centre
   * @param dx how far it moved toward larger columns, in pixels
   * @param dy how far it moved toward larger rows
   * @param coefficient normalised cross-correlation at the peak, -1 to 1
   * @param masked whether it is not to be trusted: a low coefficient, or nothing to see in the
   *     block
   * @param outlier whether it differs from its neighbours more than they do from each other
   */
  public record Vector(
      double x,
      double y,
      double dx,
      double dy,
      double coefficient,
      boolean masked,
      boolean outlier) {

    /** Length in pixels. */
    public double magnitude() {
      return Math.hypot(dx, dy);
    }
  }

  public DisplacementField {
    vectors = List.copyOf(vectors);
    if (vectors.size() != columns * rows) {
      throw new IllegalArgumentException(
          "a grid of " + columns + " x " + rows + " has not " + vectors.size() + " vectors");
    }
  }

  /** The vector at a point of the grid. */
  public Vector at(int row, int column) {
    return vectors.get(row * columns + column);
  }

  /** How many vectors are neither masked nor outliers. */
  public int trusted() {
    return (int) vectors.stream().filter(each -> !each.masked() && !each.outlier()).count();
  }

  /**
   * How smooth the field is: the root mean square difference between neighbours that are trusted,
   * in pixels a step; 0 if there are none.
   */
  public double roughness() {
    double sum = 0;
    int count = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        for (int[] next : new int[][] {{r, c + 1}, {r + 1, c}}) {
          if (next[0] < rows && next[1] < columns) {
            Vector here = at(r, c);
            Vector there = at(next[0], next[1]);
            if (!here.masked() && !here.outlier() && !there.masked() && !there.outlier()) {
              double across = here.dx() - there.dx();
              double down = here.dy() - there.dy();
              sum += across * across + down * down;
              count++;
            }
          }
        }
      }
    }
    return count == 0 ? 0 : Math.sqrt(sum / count);
  }
}
