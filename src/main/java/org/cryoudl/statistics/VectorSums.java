package org.cryoudl.statistics;

/** Sums of arrays, for partial results that loops bring together. */
public final class VectorSums {

  private VectorSums() {}

  /** Adds {@code other}, of the same length, to {@code sum}. */
  public static void addInto(double[] sum, double[] other) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += other[s];
    }
  }

  /** As the other. */
  public static void addInto(float[] sum, float[] other) {
    for (int s = 0; s < sum.length; s++) {
      sum[s] += other[s];
    }
  }
}
