package org.cryoudl.similarity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.similarity.grouping.Dendrogram;
import org.cryoudl.similarity.grouping.GroupThreshold;
import org.junit.jupiter.api.Test;

class DendrogramTest {

  private static Similarities scores(double[][] matrix) {
    Similarities similarities =
        new Similarities(matrix.length, new SimilarityOptions.Blend(1, 0, 0));
    for (int i = 0; i < matrix.length; i++) {
      for (int j = i + 1; j < matrix.length; j++) {
        similarities.set(
            PairIndex.of(i, j, matrix.length),
            new PairMeasures(matrix[i][j], 0, 0),
            new PairPose(false, Pose.IDENTITY),
            false);
      }
    }
    return similarities;
  }

  private static double[][] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] matrix = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        matrix[i][j] = random.nextDouble();
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  /** The plain way: again and again the two groups whose members are most alike on average. */
  private static double[] plainHeights(double[][] matrix) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < matrix.length; i++) {
      groups.add(new ArrayList<>(List.of(i)));
    }
    double[] heights = new double[matrix.length - 1];
    for (int step = 0; step < heights.length; step++) {
      int bestA = 0;
      int bestB = 1;
      double best = -1;
      for (int a = 0; a < groups.size(); a++) {
        for (int b = a + 1; b < groups.size(); b++) {
          double sum = 0;
          for (int i : groups.get(a)) {
            for (int j : groups.get(b)) {
              sum += matrix[i][j];
            }
          }
          double mean = sum / groups.get(a).size() / groups.get(b).size();
          if (mean > best) {
            best = mean;
            bestA = a;
            bestB = b;
          }
        }
      }
      heights[step] = best;
      groups.get(bestA).addAll(groups.remove(bestB));
    }
    return heights;
  }

  @Test
  void chainsGiveTheTreeOfThePlainWay() {
    for (int seed = 0; seed < 20; seed++) {
      double[][] matrix = random(17, seed);
      Dendrogram tree = Dendrogram.of(scores(matrix));
      double[] heights = tree.joints().stream().mapToDouble(Dendrogram.Joint::similarity).toArray();
      assertArrayEquals(plainHeights(matrix), heights, 1e-5);
    }
  }

  @Test
  void groupsOfAHandMadeMatrix() {
    double[][] matrix = {
      {1, 0.95, 0.1, 0.2, 0.1},
      {0.95, 1, 0.2, 0.1, 0.1},
      {0.1, 0.2, 1, 0.9, 0.88},
      {0.2, 0.1, 0.9, 1, 0.82},
      {0.1, 0.1, 0.88, 0.82, 1}
    };
    Dendrogram tree = Dendrogram.of(scores(matrix));
    assertArrayEquals(new int[] {2, 2, 1, 1, 1}, tree.groups(0.5));
    assertArrayEquals(new int[] {1, 1, 2, 2, 3}, tree.groups(0.87));
    assertArrayEquals(new int[] {1, 2, 3, 4, 5}, tree.groups(0.97));
    assertArrayEquals(new int[] {1, 1, 1, 1, 1}, tree.groups(0));
    assertEquals(0.85, tree.joints().get(2).similarity(), 1e-6);
    int[] order = tree.leafOrder();
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, sorted);
    assertEquals(1, Math.abs(place(order, 0) - place(order, 1)));
    double threshold = GroupThreshold.of(tree, scores(matrix));
    assertArrayEquals(new int[] {2, 2, 1, 1, 1}, tree.groups(threshold));
  }

  private static int place(int[] order, int value) {
    return Arrays.stream(order).boxed().toList().indexOf(value);
  }

  @Test
  void oneAverageAndNone() {
    assertArrayEquals(new int[] {1}, Dendrogram.of(scores(new double[1][1])).groups(0.5));
    assertArrayEquals(new int[] {0}, Dendrogram.of(scores(new double[1][1])).leafOrder());
    assertArrayEquals(new int[0], Dendrogram.of(scores(new double[0][0])).groups(0.5));
  }
}
