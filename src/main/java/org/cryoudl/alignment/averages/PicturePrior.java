package org.cryoudl.alignment.averages;

/** What is known of an average of two halves beyond the strength of its signal. */
public interface PicturePrior {

  /** Nothing. */
  PicturePrior WIENER = halves -> new float[0][];

  /**
   * What has to be added to the Wiener-filtered pictures.
   *
   * @return pictures for the first half, the second and all; none if nothing is to be added
   */
  float[][] corrections(Halves halves);

  /**
   * The averages of the two halves of a set.
   *
   * @param side side length of the pictures
   * @param masked average of each half, masked but not filtered
   * @param filtered the same, Wiener filtered
   * @param precision per half and shell one over the variance of a coefficient
   * @param penalty per shell one over the signal-to-noise ratio of the average of all, which the
   *     mask has been applied to
   */
  record Halves(
      int side, float[][] masked, float[][] filtered, double[][] precision, double[] penalty) {}
}
