package org.cryoudl.fourier;

/** Levels of the Fourier ring correlation of two half averages. */
public final class RingLevel {

  /**
   * Where the average of both counts as resolved: its correlation with the truth is then 0.5
   * (Rosenthal and Henderson, J. Mol. Biol. 333 (2003) 721).
   */
  public static final double RESOLVED = 0.143;

  private RingLevel() {}
}
