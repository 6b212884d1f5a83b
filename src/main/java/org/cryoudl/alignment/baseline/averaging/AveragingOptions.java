package org.cryoudl.alignment.baseline.averaging;

import java.util.OptionalDouble;

/**
 * What a user may decide about {@link IterativeAveraging}.
 *
 * @param rotation whether turns are searched, which the original did not do
 * @param threshold correlation coefficient above which an image enters the average; found from the
 *     distribution of the coefficients if empty
 * @param rounds how often all images are gone through, at least 1
 */
public record AveragingOptions(boolean rotation, OptionalDouble threshold, int rounds) {

  /** With rotation search, automatic threshold, eight rounds. */
  public static final AveragingOptions DEFAULT =
      new AveragingOptions(true, OptionalDouble.empty(), 8);

  public AveragingOptions {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
    }
    if (threshold.isPresent() && !(Math.abs(threshold.getAsDouble()) < 1)) {
      throw new IllegalArgumentException(
          "the threshold is a correlation, above -1 and below 1, got " + threshold.getAsDouble());
    }
  }
}
