package org.cryoudl.montage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.image.Image;

/**
 * Divides an area in which tiles touch each other. Where one tile ends and the next begins the
 * levels jump along a whole straight line; the lines lie at equal distances.
 */
final class TileGrid {

  private static final int LEAST_SIDE = 24;

  /** How far the two sides of a tile may differ, as a share. */
  private static final double SQUARE = 0.04;

  /** Jumps along lines between tiles, compared with those along lines beside them. */
  private static final double TYPICAL_JUMP = 1.4;

  private static final double LEAST_JUMP = 1.05;
  private static final int BESIDE = 8;
  private static final double LEAST_LEVEL = 0.5;

  private TileGrid() {}

  /** The tiles of an area, row by row; the area alone if there are no lines between tiles. */
  static List<TileBox> divide(Image picture, TileBox area) {
    Image part = area.cut(picture);
    double[] across = jumps(part, true);
    double[] down = jumps(part, false);
    for (int columns = 1; columns <= area.width() / LEAST_SIDE; columns++) {
      double side = (double) area.width() / columns;
      int rows = (int) Math.round(area.height() / side);
      if (rows < 1 || rows * columns < 2) {
        continue;
      }
      double height = (double) area.height() / rows;
      if (height >= LEAST_SIDE
          && Math.abs(height - side) <= SQUARE * side
          && jumpsAt(across, columns)
          && jumpsAt(down, rows)) {
        return boxes(area, columns, rows);
      }
    }
    return List.of(area);
  }

  private static List<TileBox> boxes(TileBox area, int columns, int rows) {
    List<TileBox> boxes = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      int top = edge(area.height(), r, rows);
      for (int c = 0; c < columns; c++) {
        int left = edge(area.width(), c, columns);
        boxes.add(
            new TileBox(
                area.x() + left,
                area.y() + top,
                edge(area.width(), c + 1, columns) - left,
                edge(area.height(), r + 1, rows) - top));
      }
    }
    return boxes;
  }

  private static int edge(int length, int index, int count) {
    return (int) Math.round((double) length * index / count);
  }

  private static boolean jumpsAt(double[] jumps, int pieces) {
    if (pieces == 1) {
      return true;
    }
    double[] found = new double[pieces - 1];
    for (int i = 1; i < pieces; i++) {
      int at = edge(jumps.length, i, pieces);
      found[i - 1] = Math.max(jumps[at], Math.max(jumps[at - 1], jumps[at + 1]));
    }
    Arrays.sort(found);
    return found[found.length / 2] >= TYPICAL_JUMP && found[0] >= LEAST_JUMP;
  }

  /**
   * For each column (or row) how much it differs from the one before, compared with others near.
   */
  private static double[] jumps(Image part, boolean columns) {
    int length = columns ? part.width() : part.height();
    int breadth = columns ? part.height() : part.width();
    double[] difference = new double[length];
    for (int i = 1; i < length; i++) {
      double sum = 0;
      for (int j = 0; j < breadth; j++) {
        float here = columns ? part.at(j, i) : part.at(i, j);
        float before = columns ? part.at(j, i - 1) : part.at(i - 1, j);
        sum += Math.abs(here - before);
      }
      difference[i] = sum / breadth;
    }
    double[] ratio = new double[length];
    for (int i = 1; i < length; i++) {
      // Pictures that were magnified in blocks jump at every block: the largest jump near counts.
      double near = LEAST_LEVEL;
      for (int k = Math.max(1, i - BESIDE); k <= Math.min(length - 1, i + BESIDE); k++) {
        near = Math.abs(k - i) > 1 ? Math.max(near, difference[k]) : near;
      }
      ratio[i] = difference[i] / near;
    }
    return ratio;
  }
}
