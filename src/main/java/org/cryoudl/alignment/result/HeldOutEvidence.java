package org.cryoudl.alignment.result;

/**
 * What particles that had no part in an average say of it.
 *
 * @param count how many were heard
 * @param logEvidence log of the likelihood ratio of the average, shown with an unknown strength, to
 *     pure noise
 * @param trust share of the average's strength that they confirm, 0 to 1; 0 if what they say could
 *     be chance
 * @param halfTurnTrust share of the difference between the average and itself after a half-turn
 *     that they confirm, 0 to 1
 * @param halfTurnCertainty mean probability of their half-turns, 0.5 to 1
 * @param elsewhere mean share of their posterior at other turns than the best, modulo 180 degrees
 */
public record HeldOutEvidence(
    int count,
    double logEvidence,
    double trust,
    double halfTurnTrust,
    double halfTurnCertainty,
    double elsewhere) {

  /** Log evidence from which on an average counts as more than noise. */
  public static final double NEEDED = Math.log(1000);

  /** What is taken if nobody can be heard: the average is believed. */
  public static final HeldOutEvidence NONE = new HeldOutEvidence(0, 0, 1, 1, 1, 0);

  /** The same of an average that a half-turn leaves as it is. */
  public HeldOutEvidence withoutHalfTurn() {
    return new HeldOutEvidence(count, logEvidence, trust, 1, 1, elsewhere);
  }

  /** Whether the witnesses deny that the average is more than noise. */
  public boolean deniesStructure() {
    return count > 0 && trust == 0;
  }
}
