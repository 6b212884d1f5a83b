package org.cryoudl.alignment.result;

import org.cryoudl.statistics.NormalDistribution;

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
 * @param halfTurnCorrelation correlation of what the averages of the two halves differ by from
 *     themselves after a half-turn, as particles see it
 * @param halfTurnSeparation the least that this makes likely of the distance of the right half-turn
 *     from the wrong one, in standard deviations of the noise of a particle
 */
public record HalfSetAgreement(
    int particles,
    double turns,
    double halfTurns,
    double psiFactor,
    double psiDegrees,
    double shiftFactor,
    double axisDegrees,
    double alongPixels,
    double halfTurnCorrelation,
    double halfTurnSeparation) {

  /** Turns that differ by less agree. */
  public static final double WINDOW_DEGREES = 10;

  /** Averages that are more alike than this count as this much alike. */
  private static final double MOST_ALIKE = 0.98;

  /** Half-turns that lie farther apart are all right. */
  private static final double MOST_SEPARATION = 6;

  private static final double CHANCE = WINDOW_DEGREES / 90;

  /**
   * The share of right turns that explains the agreement if either average errs by itself and at
   * random.
   */
  public double turnCertainty() {
    return Math.sqrt(Math.max(0, least(turns) - CHANCE) / (1 - CHANCE));
  }

  /**
   * The share of right half-turns that the halves support, in the average of all particles.
   *
   * <p>A half decides rightly with probability {@code Phi(z)}. Both decide on the same noise of a
   * particle, as far as their averages are alike, so they agree more often than independent ones:
   * their scores have the correlation {@code rho} of these averages (of their part that a half-turn
   * changes). In the average of all, whose noise has half the variance, z is {@code sqrt(2 / (1 +
   * rho))} times as large. Where averages are very much alike, agreement says little, but their
   * common part says how far the two half-turns are apart.
   */
  public double halfTurnCertainty() {
    double rho = Math.min(MOST_ALIKE, Math.max(0, halfTurnCorrelation));
    double byAgreement = separation(least(halfTurns), rho) * Math.sqrt(2 / (1 + rho));
    return NormalDistribution.cumulative(Math.max(byAgreement, halfTurnSeparation));
  }

  /** The z at which two judges agree so often whose scores correlate. */
  private static double separation(double agreement, double rho) {
    double low = 0;
    double high = MOST_SEPARATION;
    if (agreement(low, rho) >= agreement) {
      return 0;
    }
    for (int step = 0; step < 40; step++) {
      double middle = 0.5 * (low + high);
      if (agreement(middle, rho) < agreement) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How often scores {@code z + sqrt(rho) t + sqrt(1 - rho) e} have one sign for two e. */
  private static double agreement(double z, double rho) {
    double sum = 0;
    double weights = 0;
    for (double t = -5; t <= 5; t += 0.1) {
      double weight = Math.exp(-0.5 * t * t);
      double right = NormalDistribution.cumulative((z + Math.sqrt(rho) * t) / Math.sqrt(1 - rho));
      sum += weight * (right * right + (1 - right) * (1 - right));
      weights += weight;
    }
    return sum / weights;
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
