package org.cryoudl.displacement;

/**
 * How a displacement field is measured.
 *
 * @param blockPixels side of the blocks that are looked for, even, 8 or more
 * @param stepPixels distance of their centres, 2 or more
 * @param search side of the area in which a block is looked for, as a multiple of the block's, 1.25
 *     to 4
 * @param leastCoefficient vectors with a lower correlation coefficient are masked, 0 to 1
 */
public record DisplacementOptions(
    int blockPixels, int stepPixels, double search, double leastCoefficient) {

  /** Blocks of 12 pixels, 4 apart, in areas of twice their side; coefficients from 0.7. */
  public static final DisplacementOptions DEFAULT = new DisplacementOptions(12, 4, 2, 0.7);

  public DisplacementOptions {
    if (blockPixels < 8 || blockPixels % 2 != 0) {
      throw new IllegalArgumentException(
          "a block has an even side of 8 pixels or more, got " + blockPixels);
    }
    if (stepPixels < 2) {
      throw new IllegalArgumentException("a step has 2 pixels or more, got " + stepPixels);
    }
    if (!(search >= 1.25 && search <= 4)) {
      throw new IllegalArgumentException(
          "the search area is 1.25 to 4 times the block, got " + search);
    }
    if (!(leastCoefficient >= 0 && leastCoefficient <= 1)) {
      throw new IllegalArgumentException(
          "a coefficient lies between 0 and 1, got " + leastCoefficient);
    }
  }

  /** Side of the area in which a block is looked for, even. */
  int areaPixels() {
    return 2 * (int) Math.ceil(search * blockPixels / 2);
  }
}
