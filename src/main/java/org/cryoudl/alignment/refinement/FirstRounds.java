package org.cryoudl.alignment.refinement;

import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.PicturePrior;
import org.cryoudl.alignment.spectra.SubsetSource;

/**
 * How the expectation rounds of one view go.
 *
 * @param prior what is known of the averages that they make
 * @param everyTurn whether the first rounds try all turns, because no angle is known
 * @param turnsKnown whether turns are known by more than the view itself shows, so that they are
 *     refined, but neither half-turns nor other turns are chosen anew
 */
public record FirstRounds(PicturePrior prior, boolean everyTurn, boolean turnsKnown) {

  /** Rounds that choose turns. */
  public FirstRounds(PicturePrior prior, boolean everyTurn) {
    this(prior, everyTurn, false);
  }

  /** Particles that the first rounds are done with, at most. */
  public static final int PARTICLES = 400;

  /** From angles that are known modulo half a turn, with averages that are Wiener filtered. */
  public static final FirstRounds USUAL = new FirstRounds(PicturePrior.WIENER, false);

  /**
   * The particles that the first rounds of a set are done with; the angles of no others have to be
   * known.
   *
   * @param size of the set
   * @param modelParticles particles that make its first averages
   * @return their positions, ascending
   */
  public static int[] particles(int size, int modelParticles) {
    int[] model = SubsetSource.evenly(size, modelParticles);
    return IntStream.of(SubsetSource.evenly(model.length, PARTICLES)).map(i -> model[i]).toArray();
  }
}
