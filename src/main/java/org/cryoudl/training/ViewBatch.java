package org.cryoudl.training;

import org.cryoudl.network.PolarBatch;

/**
 * Views of several particles under known turns. View v of particle g stands at {@code v * particles
 * + g}, so that all first views come first.
 *
 * @param particles number of particles
 * @param views views of each, at least 2
 * @param input what the network sees
 * @param turnDegrees how far each view's particle is turned, from +x toward +row
 */
record ViewBatch(int particles, int views, PolarBatch input, double[] turnDegrees) {}
