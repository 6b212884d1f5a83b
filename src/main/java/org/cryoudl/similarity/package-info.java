/**
 * How alike class averages are: quality of each ({@link
 * org.cryoudl.similarity.quality.AverageQuality}), likeness of every pair over rotation, mirror and
 * shift ({@link org.cryoudl.similarity.Similarities}), and groups of the same view ({@link
 * org.cryoudl.similarity.grouping.Dendrogram}).
 */
package org.cryoudl.similarity;
