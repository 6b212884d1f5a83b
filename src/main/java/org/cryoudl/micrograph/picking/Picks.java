package org.cryoudl.micrograph.picking;

import java.util.List;
import org.cryoudl.io.micrographs.Coordinate;

/**
 * What was found on a micrograph.
 *
 * @param coordinates of the particles, the surest first
 * @param contaminated of places that were left out because they look unlike the other picks
 * @param threshold least correlation
 * @param expectedFalse picks that noise alone is expected to give above the threshold
 * @param isDark whether particles are darker than the ice
 * @param searchedPixelAngstroms size of the pixels that were compared, in A
 */
public record Picks(
    List<Coordinate> coordinates,
    List<Coordinate> contaminated,
    double threshold,
    double expectedFalse,
    boolean isDark,
    double searchedPixelAngstroms) {

  /** The number of false picks that 19 of 20 micrographs of noise do not exceed: Poisson. */
  public int mostFalse() {
    double term = Math.exp(-expectedFalse);
    double sum = term;
    int count = 0;
    while (sum < 0.95 && count < 10_000) {
      count++;
      term *= expectedFalse / count;
      sum += term;
    }
    return count;
  }
}
