package org.cryoudl.montage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.statistics.Robust;

/**
 * Divides an area in which tiles touch each other. Where one tile ends and the next begins the
 * levels jump along a whole straight line; or, if averages are round, the picture is even along
 * these lines. The lines lie at equal distances.
 */
final class TileGrid {

  private static final int LEAST_SIDE = 24;

  /** How far the two sides of a tile may differ, as a share. */
  private static final double SQUARE = 0.04;

  /** Jumps along lines between tiles, compared with those along lines beside them. */
  private static final double TYPICAL_JUMP = 1.4;

  private static final double LEAST_JUMP = 0.9;
  private static final int BESIDE = 8;
  private static final double LEAST_LEVEL = 0.5;

  /** Changes beside lines between round averages, compared with typical ones. */
  private static final double CALM = 0.45;

  /** How far from the line these may lie, in pixels. */
  private static final int NEAR = 2;

  private TileGrid() {}

  /**
   * The tiles of an area, row by row; the area alone if there are no lines between tiles. The
   * finest grid counts, for lines of a fine one are those of coarser ones too.
   *
   * @param round whether the tiles may be round averages whose corners have one level; only where
   *     the area is known to end where its outer tiles end
   */
  static List<TileBox> divide(Image picture, TileBox area, boolean round) {
    Image part = area.cut(picture);
    double[] changeAcross = changes(part, true);
    double[] changeDown = changes(part, false);
    double[] across = jumps(changeAcross);
    double[] down = jumps(changeDown);
    for (int columns = area.width() / LEAST_SIDE; columns >= 1; columns--) {
      double side = (double) area.width() / columns;
      int rows = (int) Math.round(area.height() / side);
      if (rows < 1 || rows * columns < 2) {
        continue;
      }
      double height = (double) area.height() / rows;
      if (height >= LEAST_SIDE
          && Math.abs(height - side) <= SQUARE * side
          && (jumpsAt(across, columns) && jumpsAt(down, rows)
              || round && isEvenAt(changeAcross, columns) && isEvenAt(changeDown, rows))) {
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

  /** Whether hardly anything changes beside the lines that divide an area. */
  private static boolean isEvenAt(double[] changes, int pieces) {
    double most = CALM * Robust.median(changes);
    for (int i = 1; i < pieces; i++) {
      int at = edge(changes.length, i, pieces);
      double least = Double.POSITIVE_INFINITY;
      for (int k = Math.max(1, at - NEAR); k <= Math.min(changes.length - 1, at + NEAR); k++) {
        least = Math.min(least, changes[k]);
      }
      if (least > most) {
        return false;
      }
    }
    return true;
  }

  /** For each column (or row) how much it differs from the one before. */
  private static double[] changes(Image part, boolean columns) {
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
    return difference;
  }

  /** The same compared with others near. */
  private static double[] jumps(double[] changes) {
    int length = changes.length;
    double[] ratio = new double[length];
    for (int i = 1; i < length; i++) {
      // Pictures that were magnified in blocks jump at every block: the largest jump near counts.
      double near = LEAST_LEVEL;
      for (int k = Math.max(1, i - BESIDE); k <= Math.min(length - 1, i + BESIDE); k++) {
        near = Math.abs(k - i) > 1 ? Math.max(near, changes[k]) : near;
      }
      ratio[i] = changes[i] / near;
    }
    return ratio;
  }
}
