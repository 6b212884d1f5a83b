package org.cryoudl.alignment.result;

/**
 * Two classes that show one view as far as the particles tell.
 *
 * @param first the smaller position among the views, from 0
 * @param second the larger one
 * @param correlation of the two averages where they lie best on each other, as particles see them
 * @param expected what two averages of one view with their noise would correlate by
 */
public record ClassLikeness(int first, int second, double correlation, double expected) {}
