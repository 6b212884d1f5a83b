package org.cryoudl.similarity;

/**
 * How averages are compared.
 *
 * @param mirror whether an average may be mirrored to match another
 * @param maxShiftShare how far an average may be shifted, as a share of the box: 0 to 0.1
 * @param blend how much each measure counts
 */
public record SimilarityOptions(boolean mirror, double maxShiftShare, Blend blend) {

  /** Mirrored too, shifts up to 6 % of the box. */
  public static final SimilarityOptions DEFAULT =
      new SimilarityOptions(true, 0.0625, Blend.DEFAULT);

  private static final double LARGEST_SHIFT = 0.1;

  public SimilarityOptions {
    if (!(maxShiftShare >= 0 && maxShiftShare <= LARGEST_SHIFT)) {
      throw new IllegalArgumentException(
          "shifts are a share of the box from 0 to " + LARGEST_SHIFT + ", got " + maxShiftShare);
    }
  }

  /** The same without mirrored averages. */
  public SimilarityOptions withoutMirror() {
    return new SimilarityOptions(false, maxShiftShare, blend);
  }

  /**
   * Weights of the measures in the score; they are divided by their sum.
   *
   * @param ncc of the normalised cross-correlation
   * @param ssim of the structural similarity
   * @param mutualInformation of the mutual information
   */
  public record Blend(double ncc, double ssim, double mutualInformation) {

    /** Half from the cross-correlation, a quarter from each of the others. */
    public static final Blend DEFAULT = new Blend(0.5, 0.25, 0.25);

    public Blend {
      if (!(ncc >= 0
          && ssim >= 0
          && mutualInformation >= 0
          && ncc + ssim + mutualInformation > 0)) {
        throw new IllegalArgumentException(
            "weights must be 0 or more and not all 0, got "
                + ncc
                + ", "
                + ssim
                + ", "
                + mutualInformation);
      }
    }

    /** The score of a pair. */
    double of(PairMeasures measures) {
      return (ncc * measures.ncc()
              + ssim * measures.ssim()
              + mutualInformation * measures.mutualInformation())
          / (ncc + ssim + mutualInformation);
    }
  }
}
