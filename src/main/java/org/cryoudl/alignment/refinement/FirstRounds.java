package org.cryoudl.alignment.refinement;

import org.cryoudl.alignment.averages.PicturePrior;

/**
 * How the expectation rounds of one view go.
 *
 * @param prior what is known of the averages that they make
 * @param everyTurn whether the first rounds try all turns, because no angle is known
 */
public record FirstRounds(PicturePrior prior, boolean everyTurn) {

  /** From angles that are known modulo half a turn, with averages that are Wiener filtered. */
  public static final FirstRounds USUAL = new FirstRounds(PicturePrior.WIENER, false);
}
