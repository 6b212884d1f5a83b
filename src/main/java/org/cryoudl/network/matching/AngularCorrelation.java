package org.cryoudl.network.matching;

import ai.djl.ndarray.NDArray;

/**
 * The differentiable form of feature matching: circular cross-correlation along angle, summed over
 * channels and rings. {@link FeatureMatcher} is its counterpart on the host.
 */
public final class AngularCorrelation {

  private AngularCorrelation() {}

  /**
   * Curves over angle: value t is {@code sum reference[row][a] image[row][a - t]}, largest where
   * turning the image by t bins brings it onto the reference.
   *
   * @param reference pairs x rows x angleBins
   * @param image pairs x rows x angleBins
   * @return pairs x angleBins
   */
  public static NDArray curves(NDArray reference, NDArray image) {
    long bins = reference.getShape().get(2);
    return curvesOfTransforms(reference.rfft(bins, 2), image.rfft(bins, 2), bins);
  }

  /** As {@link #curves}, from the real transforms along angle of both sides. */
  public static NDArray curvesOfTransforms(NDArray reference, NDArray image, long bins) {
    return reference.mul(image.conj()).sum(new int[] {1}).irfft(bins, 1);
  }
}
