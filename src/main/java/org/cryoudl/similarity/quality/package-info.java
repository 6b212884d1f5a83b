/**
 * How much there is to see in one class average ({@link
 * org.cryoudl.similarity.quality.AverageQuality}).
 */
package org.cryoudl.similarity.quality;
