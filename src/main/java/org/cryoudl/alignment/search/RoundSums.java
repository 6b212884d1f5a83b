package org.cryoudl.alignment.search;

import java.util.Arrays;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.poses.PoseFound;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.VectorSums;

/** What a piece of an {@link ExpectationRound} adds up. */
final class RoundSums {

  /** Per half and class. */
  final AverageAccumulator[][] halves;

  /** By class. */
  final double[] weights;

  double logEvidence;
  double squaredShifts;

  /**
   * Sums of nothing.
   *
   * @param side of the pictures of averages
   * @param radius finest detail of averages
   */
  RoundSums(int classes, int side, int radius, CyclicSymmetry symmetry) {
    halves = new AverageAccumulator[2][classes];
    for (AverageAccumulator[] half : halves) {
      Arrays.setAll(half, k -> new AverageAccumulator(side, radius, symmetry));
    }
    weights = new double[classes];
  }

  /** The sums as numbers; shares the arrays. */
  record Kept(float[][][] halves, double[] weights, double logEvidence, double squaredShifts) {}

  /** The sums as numbers. */
  Kept kept() {
    float[][][] numbers = new float[halves.length][weights.length][];
    for (int h = 0; h < halves.length; h++) {
      for (int k = 0; k < weights.length; k++) {
        numbers[h][k] = halves[h][k].kept();
      }
    }
    return new Kept(numbers, weights, logEvidence, squaredShifts);
  }

  void add(PoseFound found) {
    logEvidence += found.logEvidence();
    squaredShifts += squaredShift(found.pose());
    VectorSums.addInto(weights, found.classShares());
  }

  private static double squaredShift(Pose pose) {
    return pose.originXPixels() * pose.originXPixels()
        + pose.originYPixels() * pose.originYPixels();
  }

  void merge(RoundSums other) {
    merge(other.kept());
  }

  void merge(Kept other) {
    for (int h = 0; h < halves.length; h++) {
      for (int k = 0; k < weights.length; k++) {
        halves[h][k].merge(other.halves[h][k]);
      }
    }
    VectorSums.addInto(weights, other.weights);
    logEvidence += other.logEvidence;
    squaredShifts += other.squaredShifts;
  }
}
