package org.cryoudl.training.pairs;

import org.cryoudl.network.polar.PolarBatch;

/**
 * What one step learns from.
 *
 * @param layout which images are compared
 * @param input what the network sees of them
 * @param targets pairs x angleBins probabilities that the network's answer is held against
 * @param description which particles these are, for messages
 */
public record TrainingBatch(
    PairLayout layout, PolarBatch input, float[] targets, String description) {}
