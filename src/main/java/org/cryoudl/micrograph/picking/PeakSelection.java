package org.cryoudl.micrograph.picking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Local maxima of a plane, the highest first, none nearer to a higher one than a distance.
 *
 * @param distance least distance of two peaks in pixels
 */
record PeakSelection(double distance) {

  /**
   * A peak.
   *
   * @param column in pixels, between pixels where the parabola through the neighbours has its top
   * @param row the same
   * @param value at the pixel
   * @param index of the pixel
   */
  record Peak(double column, double row, float value, int index) {}

  /** The part of a plane that peaks may lie in. */
  record Window(double left, double top, double right, double bottom) {

    boolean holds(int column, int row) {
      return column >= left && column <= right && row >= top && row <= bottom;
    }

    double area() {
      return Math.max(0, right - left) * Math.max(0, bottom - top);
    }
  }

  /** All peaks above a value. */
  List<Peak> of(float[] values, int side, Window window, double least) {
    List<Peak> maxima = new ArrayList<>();
    for (int r = 1; r < side - 1; r++) {
      for (int c = 1; c < side - 1; c++) {
        int i = r * side + c;
        if (values[i] > least && window.holds(c, r) && isMaximum(values, side, i)) {
          double dx = top(values[i - 1], values[i], values[i + 1]);
          double dy = top(values[i - side], values[i], values[i + side]);
          maxima.add(new Peak(c + dx, r + dy, values[i], i));
        }
      }
    }
    maxima.sort(Comparator.comparingDouble((Peak p) -> -p.value).thenComparingInt(Peak::index));
    List<Peak> chosen = new ArrayList<>();
    int cells = (int) Math.ceil(side / Math.max(1, distance)) + 1;
    List<List<Peak>> grid = new ArrayList<>();
    for (int i = 0; i < cells * cells; i++) {
      grid.add(new ArrayList<>());
    }
    for (Peak peak : maxima) {
      int x = (int) (peak.column / Math.max(1, distance));
      int y = (int) (peak.row / Math.max(1, distance));
      if (isFree(peak, grid, cells, x, y)) {
        chosen.add(peak);
        grid.get(y * cells + x).add(peak);
      }
    }
    return chosen;
  }

  private boolean isFree(Peak peak, List<List<Peak>> grid, int cells, int x, int y) {
    for (int j = Math.max(0, y - 1); j <= Math.min(cells - 1, y + 1); j++) {
      for (int i = Math.max(0, x - 1); i <= Math.min(cells - 1, x + 1); i++) {
        for (Peak other : grid.get(j * cells + i)) {
          if (Math.hypot(other.column - peak.column, other.row - peak.row) < distance) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isMaximum(float[] values, int side, int i) {
    for (int dr = -1; dr <= 1; dr++) {
      for (int dc = -1; dc <= 1; dc++) {
        int j = i + dr * side + dc;
        // Of equal neighbours the first one is the peak.
        if (j < i && values[j] >= values[i] || j > i && values[j] > values[i]) {
          return false;
        }
      }
    }
    return true;
  }

  private static double top(double before, double at, double after) {
    double bend = before - 2 * at + after;
    return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  }
}
