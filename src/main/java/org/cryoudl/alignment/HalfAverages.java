package org.cryoudl.alignment;

import java.util.Arrays;

/**
 * The averages of the two halves of a set (particles of even and odd index) and of all particles,
 * Wiener filtered by the ring correlation of the halves and masked to a soft disc.
 *
 * @param box side length in pixels
 * @param halves one filtered, masked picture for each half
 * @param full the same for all particles
 * @param unfiltered the average of all particles, masked, without the Wiener filter
 * @param ringCorrelation correlation of the (masked) halves per shell
 */
record HalfAverages(
    int box, float[][] halves, float[] full, float[] unfiltered, double[] ringCorrelation) {

  /**
   * Finishes the sums of a round.
   *
   * @param sums one accumulator for each half; the first receives the sum of both
   * @param mask weights per pixel, 0 to 1
   */
  static HalfAverages of(AverageAccumulator[] sums, int box, int radius, float[] mask) {
    double[] open = new double[radius + 1];
    // A mean that differs from zero is no part of the particle.
    open[0] = Double.POSITIVE_INFINITY;
    float[] first = masked(sums[0].average(open), mask);
    float[] second = masked(sums[1].average(open), mask);
    double[] frc = ShellSnr.ringCorrelation(first, second, box, radius);
    double[] penalty = ShellSnr.penalty(frc);
    penalty[0] = Double.POSITIVE_INFINITY;
    double[] halfPenalty = Arrays.stream(penalty).map(p -> 2 * p).toArray();
    float[][] halves = {
      masked(sums[0].average(halfPenalty), mask), masked(sums[1].average(halfPenalty), mask)
    };
    sums[0].merge(sums[1]);
    return new HalfAverages(
        box,
        halves,
        masked(sums[0].average(penalty), mask),
        masked(sums[0].average(open), mask),
        frc);
  }

  private static float[] masked(float[] image, float[] mask) {
    // The mean under the mask is removed first, so that the mask's edge draws no disc.
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < image.length; i++) {
      double edge = mask[i] * (1 - mask[i]);
      sum += edge * image[i];
      weight += edge;
    }
    float level = weight > 0 ? (float) (sum / weight) : 0;
    float[] result = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      result[i] = mask[i] * (image[i] - level);
    }
    return result;
  }
}
