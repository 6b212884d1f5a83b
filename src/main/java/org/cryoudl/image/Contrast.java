package org.cryoudl.image;

/** Whether particles are brighter or darker than their background. */
public enum Contrast {
  WHITE,
  DARK,
  /** What speaks for one and what speaks for the other contradict each other. */
  UNDECIDED
}
