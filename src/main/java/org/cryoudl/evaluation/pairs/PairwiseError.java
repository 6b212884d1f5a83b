package org.cryoudl.evaluation.pairs;

import java.util.List;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.geometry.Angles;

/**
 * How well angles between two images agree with known truth, modulo half a turn: {@code
 * wrap180(predicted - (truth(image) - truth(reference)))}, wrap180 into [-90, 90). No offset is
 * fitted, since comparing an image with itself gives 0.
 *
 * @param pairs what was compared, at least one
 * @param errors figures about the pairs' errors
 */
public record PairwiseError(List<Pair> pairs, AngleErrors errors) {

  private static final double HALF_TURN = 180;

  public PairwiseError {
    pairs = List.copyOf(pairs);
  }

  /** Figures about pairs. */
  public static PairwiseError of(List<Pair> pairs) {
    return new PairwiseError(
        pairs, AngleErrors.of(pairs.stream().mapToDouble(Pair::errorDegrees).toArray()));
  }

  /**
   * Two images and the angle between them.
   *
   * @param reference row of the reference, from 0
   * @param image row of the image that is turned
   * @param predictedDegrees the psi that turns the image onto the reference, +x toward +row
   * @param trueDegrees the same from the truth: psi of the image less psi of the reference, in
   *     [-90, 90)
   * @param confidence the network's confidence in its prediction, 0 to 1; NaN if it gives none
   */
  public record Pair(
      int reference, int image, double predictedDegrees, double trueDegrees, double confidence) {

    /**
     * A pair whose true psi are known.
     *
     * @param referencePsiDegrees true psi of the reference
     * @param imagePsiDegrees true psi of the image
     */
    public static Pair of(
        int reference,
        int image,
        double predictedDegrees,
        double referencePsiDegrees,
        double imagePsiDegrees,
        double confidence) {
      double truth = Angles.wrap(imagePsiDegrees - referencePsiDegrees, HALF_TURN);
      return new Pair(reference, image, predictedDegrees, truth, confidence);
    }

    /** Predicted less true, in [-90, 90). */
    public double errorDegrees() {
      return Angles.wrap(predictedDegrees - trueDegrees, HALF_TURN);
    }
  }

  /**
   * Counts of |error| in steps of one degree.
   *
   * @return 90 counts: value i belongs to i up to i + 1 degrees, the last one to 90 degrees too
   */
  public int[] histogram() {
    int[] counts = new int[(int) HALF_TURN / 2];
    for (Pair pair : pairs) {
      counts[Math.min(counts.length - 1, (int) Math.abs(pair.errorDegrees()))]++;
    }
    return counts;
  }
}
