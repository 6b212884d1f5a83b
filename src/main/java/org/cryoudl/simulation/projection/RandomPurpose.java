package org.cryoudl.simulation.projection;

/** What a simulation draws random numbers for; each purpose has its own stream. */
public enum RandomPurpose {
  CLASS,
  POSE,
  DEFOCUS,
  WHITE_NOISE,
  LOW_FREQUENCY_NOISE,
  SPECIMEN_PART,
  PURE_NOISE,
  RANDOM_SPECIMEN,
  DIRECTION,
  MICROGRAPH,
  PARTICLE_DEFOCUS,
  JUNK,
  NEIGHBOUR,
  NOISE_LEVEL,
  PLACE,
  ICE,
  DOSE,
  UNEVEN_ICE
}
