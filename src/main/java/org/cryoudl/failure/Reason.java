package org.cryoudl.failure;

/**
 * Why something is refused or warned of, as data: what was found and what the limits are. A program
 * may word a reason in the terms of its own users, as the command line does with the names of its
 * options; {@link #sentence} serves everywhere else.
 */
public interface Reason {

  /** What is wrong, where, and the offending numbers; no full stop, no option of any program. */
  String problem();

  /** What to do, as far as it can be said without a program's options; empty if nothing. */
  String remedy();

  /** Both as one sentence. */
  default String sentence() {
    return remedy().isEmpty() ? problem() : problem() + "; " + remedy();
  }
}
