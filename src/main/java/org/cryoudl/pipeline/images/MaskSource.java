package org.cryoudl.pipeline.images;

/** Where the points inside a mask come from. */
public sealed interface MaskSource {

  /** All values of at least a threshold. */
  record Given(double threshold) implements MaskSource {}

  /** A threshold that is found from the values, by Otsu's rule. */
  record Otsu() implements MaskSource {}

  /** The contour that holds a mass of protein. */
  record Mass(double kilodaltons) implements MaskSource {}

  /** A plain figure, whatever the values. */
  record Figure(MaskShape shape) implements MaskSource {}
}
