package org.cryoudl.alignment.result;

import java.util.OptionalInt;

/**
 * How far particles that were held out of an average agree with it.
 *
 * @param count how many were held out and compared
 * @param logEvidence log of the likelihood ratio of the average, shown with an unknown strength, to
 *     pure noise
 * @param logPrior log of the average's share beforehand, which {@code logEvidence} holds once for
 *     each particle: they chose this average among others. 0 if there is but one
 * @param trust share of the average's strength that they confirm, 0 to 1; 0 if their agreement
 *     could be chance
 * @param halfTurnTrust share of the difference between the average and itself after a half-turn
 *     that they confirm, 0 to 1
 * @param halfTurnCertainty mean probability of their half-turns, 0.5 to 1
 * @param elsewhere mean share of their posterior at other turns than the best, modulo 180 degrees
 * @param confirmedShell finest detail of the average that they confirm, in cycles per box; empty if
 *     they confirm all that its halves agree on, or are too few to tell
 */
public record HeldOutEvidence(
    int count,
    double logEvidence,
    double logPrior,
    double trust,
    double halfTurnTrust,
    double halfTurnCertainty,
    double elsewhere,
    OptionalInt confirmedShell) {

  /** Of the only average, whose detail was not tested. */
  public HeldOutEvidence(
      int count,
      double logEvidence,
      double trust,
      double halfTurnTrust,
      double halfTurnCertainty,
      double elsewhere) {
    this(
        count,
        logEvidence,
        0,
        trust,
        halfTurnTrust,
        halfTurnCertainty,
        elsewhere,
        OptionalInt.empty());
  }

  /** Log evidence from which on an average counts as more than noise. */
  public static final double NEEDED = Math.log(1000);

  /** Where no particle was held out: the average is taken as it is. */
  public static final HeldOutEvidence NONE = new HeldOutEvidence(0, 0, 1, 1, 1, 0);

  /** Where there were too few particles for any test: nothing is known of their turns. */
  public static final HeldOutEvidence UNTESTED = new HeldOutEvidence(0, 0, 1, 0, 0.5, 1);

  /** The same of an average that a half-turn leaves as it is. */
  public HeldOutEvidence withoutHalfTurn() {
    return new HeldOutEvidence(
        count, logEvidence, logPrior, trust, 1, 1, elsewhere, confirmedShell);
  }

  /** The same of an average whose detail was tested. */
  public HeldOutEvidence confirming(OptionalInt shell) {
    return new HeldOutEvidence(
        count, logEvidence, logPrior, trust, halfTurnTrust, halfTurnCertainty, elsewhere, shell);
  }

  /**
   * Log evidence that one particle gives on average, in nats, as if it had not chosen the average;
   * 0 without any. Where averages are noise it is near 0 or below, although each particle took the
   * best of them.
   */
  public double natsPerParticle() {
    return count > 0 ? logEvidence / count - logPrior : 0;
  }

  /**
   * Whether the particles agree with the average, each alone and all together, but no more than
   * their choice among several averages may have made them.
   */
  public boolean mayBeChosen() {
    return indicatesNoise() && natsPerParticle() >= 1 && natsPerParticle() * count >= NEEDED;
  }

  /** Whether nothing could be tested, so that nothing is certain. */
  public boolean isUntested() {
    return count == 0 && elsewhere == UNTESTED.elsewhere;
  }

  /** Whether the held-out particles agree with the average no better than noise does. */
  public boolean indicatesNoise() {
    return count > 0 && trust == 0;
  }
}
