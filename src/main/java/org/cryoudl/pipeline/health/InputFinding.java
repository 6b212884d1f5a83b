package org.cryoudl.pipeline.health;

import java.util.Optional;
import org.cryoudl.failure.Reason;

/** One thing that was looked at in a set of particles, and what was found. */
public sealed interface InputFinding permits MetadataFinding, ImageFinding {

  /** How good it is. */
  HealthLevel level();

  /** What was looked at, in one or two words. */
  String subject();

  /** What was found, as a sentence without full stop, made from the finding's numbers. */
  String text();

  /** What it is taken to be where it is doubtful. */
  default String taken() {
    return "as it is";
  }

  /** The same as data, where a program may word it in terms of its options. */
  default Optional<Reason> reason() {
    return Optional.empty();
  }
}
