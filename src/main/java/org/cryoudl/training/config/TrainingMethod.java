package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a network in training gets its target angles from. */
public enum TrainingMethod {
  /** The true angles: of molecules simulated on the fly, or of a simulated set's truth. */
  @JsonProperty("supervised")
  SUPERVISED,
  /**
   * Unsupervised difference learning, pair-wise: the known difference of the turns given to two
   * images (Chen, Feng and Shen, J. Struct. Biol. 215 (2023) 107940).
   */
  @JsonProperty("udl")
  UDL,
  /** Joint unsupervised difference learning: also that all images agree with one picture. */
  @JsonProperty("judl")
  JUDL
}
