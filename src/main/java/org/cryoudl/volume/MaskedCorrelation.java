package org.cryoudl.volume;

import org.cryoudl.image.grid.Grid;

/**
 * The shell correlation of two half maps inside a mask, with what the mask itself brings in taken
 * away by random phases.
 *
 * @param unmasked of the volumes as they are
 * @param masked of both inside the mask
 * @param random of both inside the mask, with random phases from a shell on
 * @param corrected {@link ShellCorrelation#correctedBy} random phases
 * @param randomFrom the first shell of random phases
 */
public record MaskedCorrelation(
    ShellCorrelation unmasked,
    ShellCorrelation masked,
    ShellCorrelation random,
    ShellCorrelation corrected,
    int randomFrom) {

  /** Phases are random from where the volumes agree less than this, as RELION has it. */
  public static final double RANDOM_BELOW = 0.8;

  /**
   * Correlates two cubes of one size.
   *
   * @param mask from 0 to 1, of their size
   * @param seed of the random phases
   */
  public static MaskedCorrelation of(Grid first, Grid second, Grid mask, long seed) {
    ShellCorrelation unmasked = ShellCorrelation.of(first, second);
    ShellCorrelation masked = ShellCorrelation.of(times(first, mask), times(second, mask));
    int from = unmasked.firstBelow(RANDOM_BELOW);
    ShellCorrelation random =
        ShellCorrelation.of(
            times(PhaseRandomisation.randomised(first, from, seed, 0), mask),
            times(PhaseRandomisation.randomised(second, from, seed, 1), mask));
    return new MaskedCorrelation(unmasked, masked, random, masked.correctedBy(random, from), from);
  }

  private static Grid times(Grid grid, Grid mask) {
    float[] product = new float[grid.size()];
    for (int i = 0; i < product.length; i++) {
      product[i] = grid.values()[i] * mask.values()[i];
    }
    return grid.with(product);
  }
}
