package org.cryoudl.image.mask;

/** The lower envelope of parabolas along a line, which makes squared distances of lesser ones. */
final class DistanceLine {

  /** Farther than any point of a grid, squared. */
  static final float FAR = 1e12f;

  private final int length;
  private final double[] heights;
  private final int[] feet;
  private final double[] starts;

  DistanceLine(int length) {
    this.length = length;
    this.heights = new double[length];
    this.feet = new int[length];
    this.starts = new double[length + 1];
  }

  /** Adds the distance along a line to squared distances, in place. */
  void transform(float[] squared, int first, int step) {
    for (int q = 0; q < length; q++) {
      heights[q] = squared[first + q * step];
    }
    int last = 0;
    feet[0] = 0;
    starts[0] = Double.NEGATIVE_INFINITY;
    starts[1] = Double.POSITIVE_INFINITY;
    for (int q = 1; q < length; q++) {
      double crossing = crossing(q, feet[last]);
      while (crossing <= starts[last]) {
        last--;
        crossing = crossing(q, feet[last]);
      }
      last++;
      feet[last] = q;
      starts[last] = crossing;
      starts[last + 1] = Double.POSITIVE_INFINITY;
    }
    for (int q = 0, k = 0; q < length; q++) {
      while (starts[k + 1] < q) {
        k++;
      }
      double d = q - feet[k];
      squared[first + q * step] = (float) (d * d + heights[feet[k]]);
    }
  }

  private double crossing(int q, int p) {
    return (heights[q] + (double) q * q - heights[p] - (double) p * p) / (2.0 * q - 2.0 * p);
  }
}
