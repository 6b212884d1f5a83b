package org.cryoudl.image.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryoudl.image.grid.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryMaskTest {

  private static Grid random(int width, int height, int depth) {
    SplittableRandom random = new SplittableRandom(width);
    float[] values = new float[width * height * depth];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return new Grid(width, height, depth, values);
  }

  /** Whether any point inside lies within the element: the definition, point by point. */
  private static boolean near(
      Grid grid, BinaryMask mask, StructuringElement element, double r, int x, int y, int z) {
    for (int k = 0; k < grid.depth(); k++) {
      for (int j = 0; j < grid.height(); j++) {
        for (int i = 0; i < grid.width(); i++) {
          int dx = Math.abs(i - x);
          int dy = Math.abs(j - y);
          int dz = Math.abs(k - z);
          boolean covers =
              element == StructuringElement.BALL
                  ? dx + dy + dz <= 1 || dx * dx + dy * dy + dz * dz < r * r
                  : Math.max(dx, Math.max(dy, dz)) <= r;
          if (covers && mask.at(i, j, k)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @CsvSource({
    "SQUARE,13,11,1,1",
    "SQUARE,13,11,1,3",
    "SQUARE,9,8,7,2",
    "BALL,13,11,1,1",
    "BALL,13,11,1,2.5",
    "BALL,9,8,7,2",
    "BALL,9,8,7,1.5"
  })
  void dilationAndErosionAreTheirDefinitions(
      StructuringElement element, int width, int height, int depth, double radius) {
    Grid grid = random(width, height, depth);
    BinaryMask sparse = BinaryMask.atLeast(grid, 0.97);
    BinaryMask dense = BinaryMask.atLeast(grid, 0.03);
    BinaryMask grown = sparse.dilated(element, radius);
    BinaryMask shrunk = dense.eroded(element, radius);
    for (int z = 0; z < depth; z++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          assertEquals(near(grid, sparse, element, radius, x, y, z), grown.at(x, y, z));
          assertEquals(!near(grid, dense.inverted(), element, radius, x, y, z), shrunk.at(x, y, z));
        }
      }
    }
  }

  /** Two bars and a frame: components and holes by hand. */
  @Test
  void componentsHangTogetherByFacesAndHolesAreFilled() {
    String[] rows = {
      "#.#####", "..#...#", "..#.#.#", "..#...#", "#.#####", ".#.....",
    };
    Grid grid = new Grid(7, 6, 1, new float[42]);
    for (int i = 0; i < 42; i++) {
      grid.values()[i] = rows[i / 7].charAt(i % 7) == '#' ? 1 : 0;
    }
    BinaryMask mask = BinaryMask.atLeast(grid, 0.5);
    assertEquals(20, mask.count());
    assertEquals(16, mask.largestComponent().count());
    assertEquals(20 + 8, mask.filled().count());
    assertEquals(25, mask.largestComponent().filled().count());
    assertEquals(mask, mask.inverted().inverted());
  }

  /** In a volume a tube open at both ends has no hole; a closed box has. */
  @Test
  void holesOfVolumesAreClosedOnAllSides() {
    Grid size = new Grid(7, 7, 7, new float[343]);
    BinaryMask box =
        BinaryMask.where(
            size,
            (x, y, z) -> {
              int d = Math.max(Math.abs(x - 3), Math.max(Math.abs(y - 3), Math.abs(z - 3)));
              return d == 2;
            });
    assertEquals(125, box.filled().count());
    BinaryMask tube =
        BinaryMask.where(size, (x, y, z) -> Math.max(Math.abs(x - 3), Math.abs(y - 3)) == 2);
    assertEquals(tube, tube.filled());
  }

  @Test
  void softEdgesFallByTheDistance() {
    Grid size = new Grid(21, 21, 21, new float[9261]);
    float[] soft = BinaryMask.where(size, (x, y, z) -> x == 10 && y == 10 && z == 10).soft(6);
    for (int i = 0; i < soft.length; i++) {
      double r =
          Math.sqrt(
              Math.pow(i % 21 - 10, 2) + Math.pow(i / 21 % 21 - 10, 2) + Math.pow(i / 441 - 10, 2));
      assertEquals(r >= 6 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * r / 6), soft[i], 1e-6);
    }
  }

  /** Two Gaussian groups of equal size: the best division lies midway. */
  @Test
  void otsuDividesTwoGroups() {
    SplittableRandom random = new SplittableRandom(1);
    Grid grid = new Grid(200, 100, 1, new float[20_000]);
    for (int i = 0; i < grid.size(); i++) {
      grid.values()[i] = (float) (random.nextGaussian() + (i % 2 == 0 ? 2 : 12));
    }
    assertEquals(7, Threshold.otsu(grid), 0.5);
    Grid two = new Grid(4, 1, 1, new float[] {1, 1, 3, 3});
    assertEquals(2, Threshold.otsu(two), 0.01);
  }

  /** 100 kDa of protein fill 121,000 cubic Angstrom: 968 voxels of 5 A. */
  @Test
  void theContourOfAMassHoldsItsVoxels() {
    Grid grid = random(20, 20, 20);
    double threshold = Threshold.ofMass(grid, 100, 5);
    assertEquals(968, BinaryMask.atLeast(grid, threshold).count());
    assertTrue(Double.isNaN(Threshold.ofMass(grid, 1000, 5)));
  }
}
