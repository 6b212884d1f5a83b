package org.cryoudl.pipeline.health;

/** One thing that was looked at in a set of particles, and what was found. */
public sealed interface InputFinding permits MetadataFinding, ImageFinding {

  /** How good it is. */
  HealthLevel level();

  /** What was looked at, in one or two words. */
  String subject();

  /** What was found, as a sentence without full stop, made from the finding's numbers. */
  String text();
}
