package org.cryoudl.alignment.expectation;

/**
 * What is known of averages beyond the strength of their signal, which the Wiener filter goes by.
 * Whether it holds is for particles to say that had no part in the averages ({@link
 * FoldEstimates}).
 */
public interface AveragesPrior {

  /** Nothing. */
  AveragesPrior WIENER = (filter, sums) -> new float[0][];

  /**
   * What has to be added to the averages of the Wiener filter.
   *
   * @param filter that fits the sums
   * @return by class: harmonics, each with real parts ring by ring and imaginary parts; no classes
   *     if nothing is to be added
   */
  float[][] corrections(ClassFilter filter, ClassSums sums);
}
