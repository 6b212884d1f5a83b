package org.cryoudl.alignment.baseline.averaging;

import java.util.List;
import org.cryoudl.image.Image;

/**
 * How an iterative averaging went.
 *
 * @param halves what happened in each half of the set
 * @param combined the average of both halves, brought together
 * @param halfCorrelation correlation coefficient of the two halves' averages
 */
public record AveragingHistory(List<Half> halves, Image combined, double halfCorrelation) {

  /**
   * One half of the set.
   *
   * @param particles how many it has
   * @param correlations coefficient of each image with the running average at the time, round by
   *     round in the order of work
   * @param rounds figures about each round
   * @param frames the running average now and then, in order; the last one is the outcome
   */
  public record Half(
      int particles, double[] correlations, List<Round> rounds, List<Image> frames) {}

  /**
   * One pass through a half.
   *
   * @param meanCorrelation mean coefficient of the images that were accepted
   * @param threshold coefficient above which images were accepted
   * @param accepted how many were
   */
  public record Round(double meanCorrelation, double threshold, int accepted) {}
}
