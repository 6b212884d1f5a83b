package org.cryoudl.training.run;

/**
 * Something measured in the course of training.
 *
 * @param split {@code train}, {@code validation}, or {@code truth} for what only a simulated set
 *     can give and training does not use
 * @param name what was measured, with its unit
 * @param value the outcome
 */
public record Metric(String split, String name, double value) {

  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TRUTH = "truth";
}
