package org.cryoudl.training;

/**
 * Something measured in the course of training.
 *
 * @param split {@code train}, {@code validation}, or {@code truth} for what only a simulated set
 *     can tell and nothing uses
 * @param name what was measured, with its unit
 * @param value the outcome
 */
record Measurement(String split, String name, double value) {

  static final String TRAIN = "train";
  static final String VALIDATION = "validation";
  static final String TRUTH = "truth";
}
