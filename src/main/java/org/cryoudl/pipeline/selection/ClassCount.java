package org.cryoudl.pipeline.selection;

/**
 * A class with its particles counted.
 *
 * @param known what the folder says of it
 * @param particles how many it holds
 * @param share of all particles of the folder
 */
record ClassCount(SortedClass known, int particles, double share) {}
