package org.cryoudl.alignment.result;

/**
 * Two classes that show one view as far as the particles tell, or whose averages are the same
 * picture to the eye, although particles tell them apart.
 *
 * @param first the smaller position among the views, from 0
 * @param second the larger one
 * @param correlation of the two averages where they lie best on each other, as particles see them
 * @param expected what two averages of one view with their noise would correlate by
 * @param detail mean ring correlation of the two averages over the rings that both resolve, divided
 *     by what two averages of one view with their noise would have; coarse and fine detail count
 *     alike, as they do to the eye
 * @param confirmedShare share of the difference of the averages that held-out particles confirm; 0
 *     if they confirm none
 */
public record ClassLikeness(
    int first,
    int second,
    double correlation,
    double expected,
    double detail,
    double confirmedShare) {

  /** Whether held-out particles confirm that the two differ, however alike they look. */
  public boolean isConfirmedDifferent() {
    return confirmedShare > 0;
  }
}
