package org.cryoudl.cli.console;

import java.util.List;

/** A program that keeps what the user typed, for the records of runs. */
public interface Typed {

  /** The arguments, in the user's order. */
  List<String> typed();
}
