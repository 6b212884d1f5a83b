package org.cryoudl.simulation.specimen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.geometry.Vectors;

/** Points that keep a least distance, in cells of that size so that a look-up sees few of them. */
final class PackedPoints {

  private record Cell(int x, int y, int z) {}

  private final double spacing;
  private final Map<Cell, List<double[]>> cells = new HashMap<>();

  PackedPoints(double spacing) {
    this.spacing = spacing;
  }

  /** Adds all the points, or none and returns false if one is too close to an earlier one. */
  boolean addIfFree(List<double[]> points) {
    for (double[] point : points) {
      if (!isFree(point)) {
        return false;
      }
    }
    for (double[] point : points) {
      cells.computeIfAbsent(cellOf(point), cell -> new ArrayList<>()).add(point);
    }
    return true;
  }

  private boolean isFree(double[] point) {
    Cell home = cellOf(point);
    for (int i = 0; i < 27; i++) {
      Cell cell = new Cell(home.x + i % 3 - 1, home.y + i / 3 % 3 - 1, home.z + i / 9 - 1);
      for (double[] other : cells.getOrDefault(cell, List.of())) {
        if (Vectors.norm(Vectors.minus(point, other)) < spacing) {
          return false;
        }
      }
    }
    return true;
  }

  private Cell cellOf(double[] point) {
    return new Cell(
        (int) Math.floor(point[0] / spacing),
        (int) Math.floor(point[1] / spacing),
        (int) Math.floor(point[2] / spacing));
  }
}
