package org.cryoudl.evaluation.errors;

import java.util.Arrays;
import org.cryoudl.statistics.Robust;

/**
 * Figures about a set of angle errors.
 *
 * @param meanDegrees mean of |error|
 * @param medianDegrees median of |error|; the upper of the two middle values of an even number
 * @param rmsDegrees root of the mean squared error
 * @param shareAbove1 part of the errors larger than 1 degree, 0 to 1
 * @param shareAbove3 part larger than 3 degrees
 * @param shareAbove10 part larger than 10 degrees
 */
public record AngleErrors(
    double meanDegrees,
    double medianDegrees,
    double rmsDegrees,
    double shareAbove1,
    double shareAbove3,
    double shareAbove10) {

  /**
   * Figures about errors.
   *
   * @param errorsDegrees signed, wrapped, at least one; not changed
   */
  public static AngleErrors of(double[] errorsDegrees) {
    int count = errorsDegrees.length;
    if (count == 0) {
      throw new IllegalArgumentException("at least 1 error is needed, got 0");
    }
    double[] sizes = Arrays.stream(errorsDegrees).map(Math::abs).sorted().toArray();
    double sum = 0;
    double squares = 0;
    for (double size : sizes) {
      sum += size;
      squares += size * size;
    }
    return new AngleErrors(
        sum / count,
        Robust.median(sizes),
        Math.sqrt(squares / count),
        shareAbove(sizes, 1),
        shareAbove(sizes, 3),
        shareAbove(sizes, 10));
  }

  private static double shareAbove(double[] sizes, double limit) {
    return Arrays.stream(sizes).filter(size -> size > limit).count() / (double) sizes.length;
  }
}
