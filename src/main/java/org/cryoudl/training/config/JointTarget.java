package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What joint learning compares the answers of the network {@code cartesian} with. */
public enum JointTarget {
  /** Published: spectra turned by the answers must be alike enough for an autoencoder. */
  @JsonProperty("reconstruction")
  RECONSTRUCTION,
  /** Answers must agree with those of every image against the average of the other half. */
  @JsonProperty("average")
  AVERAGE
}
