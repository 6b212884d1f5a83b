package org.cryoudl.alignment.search;

/** The log of a sum of exponentials that are added one by one, whatever their size. */
final class LogSum {

  /** Below the highest by so much, a term counts for nothing. */
  private static final double NEGLIGIBLE = -30;

  private double highest = Double.NEGATIVE_INFINITY;
  private double total;

  void add(double log) {
    if (log > highest) {
      total *= Math.exp(highest - log);
      highest = log;
    }
    double below = log - highest;
    total += below < NEGLIGIBLE ? 0 : Math.exp(below);
  }

  double log() {
    return highest + Math.log(total);
  }
}
