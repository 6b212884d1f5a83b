package org.cryoudl.alignment.result;

/**
 * How far two halves of a set agree that were refined apart, each from a start of its own. An
 * average can take up noise as if it were structure, and particles then agree with it, and with
 * each other, on what is not there; another average made without them does not confirm it.
 *
 * @param particles how many were compared with the averages of both halves
 * @param turns share of them whose two turns differ by at most 10 degrees, modulo 180; one in nine
 *     is chance
 * @param halfTurns share of them whose two half-turns are the same; 0.5 is chance
 * @param psiFactor what standard errors of the angle are to be multiplied by, for the share of the
 *     average's information that the halves have in common
 * @param psiDegrees least standard error of the angle, from what the halves differ by
 * @param shiftFactor the same factor for shifts
 * @param axisDegrees direction in the average along which shifts differ most between the halves,
 *     modulo 180 degrees, clockwise from +x
 * @param alongPixels standard error of a shift along it, from these differences
 */
public record HalfSetAgreement(
    int particles,
    double turns,
    double halfTurns,
    double psiFactor,
    double psiDegrees,
    double shiftFactor,
    double axisDegrees,
    double alongPixels) {

  /** Turns that differ by less agree. */
  public static final double WINDOW_DEGREES = 10;

  private static final double CHANCE = WINDOW_DEGREES / 90;

  /**
   * The share of right turns that explains the agreement if either average errs by itself and at
   * random.
   */
  public double turnCertainty() {
    return Math.sqrt(Math.max(0, least(turns) - CHANCE) / (1 - CHANCE));
  }

  /** The same for half-turns. */
  public double halfTurnCertainty() {
    return oneOfTwo(least(halfTurns));
  }

  /** The share of right half-turns that explains the agreement best. */
  public double likelyHalfTurns() {
    return oneOfTwo(halfTurns);
  }

  private static double oneOfTwo(double agreement) {
    return 0.5 * (1 + Math.sqrt(Math.max(0, 2 * agreement - 1)));
  }

  /**
   * Two standard errors below: what lies that close to chance means nothing. Half a particle more
   * on either side (Jeffreys): a few that all agree are no proof.
   */
  private double least(double share) {
    double likely = (share * particles + 0.5) / (particles + 1);
    return likely - 2 * Math.sqrt(likely * (1 - likely) / (particles + 1));
  }
}
