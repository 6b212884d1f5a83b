package org.cryoudl.evaluation.classes;

import java.util.Arrays;

/**
 * The assignment problem, solved exactly: rows and columns are paired one to one so that the sum of
 * the pairs' values is largest (Kuhn, Naval Res. Logist. Q. 2 (1955) 83; by shortest augmenting
 * paths, Jonker and Volgenant, Computing 38 (1987) 325). Takes time of the order of rows^2 columns.
 */
final class Assignment {

  private Assignment() {}

  /**
   * The column of each row; -1 where there are more rows than columns and the row has none.
   *
   * @param values rows of one length, at least one
   */
  static int[] largest(long[][] values) {
    int rows = values.length;
    int columns = values[0].length;
    if (rows > columns) {
      int[] rowOf = largest(transposed(values));
      int[] columnOf = new int[rows];
      Arrays.fill(columnOf, -1);
      for (int column = 0; column < columns; column++) {
        columnOf[rowOf[column]] = column;
      }
      return columnOf;
    }
    // Column 0 stands for the row that has no column yet; rows and columns count from 1.
    long[] rowPrice = new long[rows + 1];
    long[] columnPrice = new long[columns + 1];
    int[] rowOf = new int[columns + 1];
    for (int row = 1; row <= rows; row++) {
      augment(values, row, rowPrice, columnPrice, rowOf);
    }
    int[] columnOf = new int[rows];
    for (int column = 1; column <= columns; column++) {
      if (rowOf[column] > 0) {
        columnOf[rowOf[column] - 1] = column - 1;
      }
    }
    return columnOf;
  }

  /** Gives a row a column along the path that costs least, the cost of a pair being -value. */
  private static void augment(
      long[][] values, int row, long[] rowPrice, long[] columnPrice, int[] rowOf) {
    int columns = rowOf.length - 1;
    long[] least = new long[columns + 1];
    int[] before = new int[columns + 1];
    boolean[] reached = new boolean[columns + 1];
    Arrays.fill(least, Long.MAX_VALUE);
    rowOf[0] = row;
    int at = 0;
    while (rowOf[at] != 0) {
      reached[at] = true;
      int from = rowOf[at];
      long smallest = Long.MAX_VALUE;
      int next = 0;
      for (int column = 1; column <= columns; column++) {
        if (!reached[column]) {
          long cost = -values[from - 1][column - 1] - rowPrice[from] - columnPrice[column];
          if (cost < least[column]) {
            least[column] = cost;
            before[column] = at;
          }
          if (least[column] < smallest) {
            smallest = least[column];
            next = column;
          }
        }
      }
      for (int column = 0; column <= columns; column++) {
        if (reached[column]) {
          rowPrice[rowOf[column]] += smallest;
          columnPrice[column] -= smallest;
        } else {
          least[column] -= smallest;
        }
      }
      at = next;
    }
    while (at != 0) {
      rowOf[at] = rowOf[before[at]];
      at = before[at];
    }
  }

  private static long[][] transposed(long[][] values) {
    long[][] turned = new long[values[0].length][values.length];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < turned.length; c++) {
        turned[c][r] = values[r][c];
      }
    }
    return turned;
  }
}
