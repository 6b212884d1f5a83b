package org.cryoudl.alignment.plan;

import java.util.OptionalDouble;

/**
 * How particles are sorted into classes.
 *
 * @param classes how many, at least 1
 * @param maxResolutionAngstroms no finer detail decides the classes; as fine as is useful if empty
 * @param seed of the search: same seed, same classes
 */
public record ClassPlan(int classes, OptionalDouble maxResolutionAngstroms, long seed) {

  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 1;

  /** Largest shift where none is given, as a share of the box: particles were picked. */
  private static final double DEFAULT_SHIFT = 0.1;

  public ClassPlan {
    if (classes < 1) {
      throw new IllegalArgumentException("at least 1 class is needed, got " + classes);
    }
    if (maxResolutionAngstroms.isPresent() && !(maxResolutionAngstroms.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "a resolution must be above 0 A, got " + maxResolutionAngstroms.getAsDouble());
    }
  }

  /** So many classes, else defaults. */
  public static ClassPlan of(int classes) {
    return new ClassPlan(classes, OptionalDouble.empty(), DEFAULT_SEED);
  }

  /** Largest shift looked for. */
  public double maxShiftPixels(AlignmentOptions options, int box) {
    return options.hasMaxShift() ? options.maxShiftPixels(box) : DEFAULT_SHIFT * box;
  }

  /** Finest frequency that decides the classes, in cycles per box; at least 3. */
  public int finestRing(int box, OptionalDouble pixelSizeAngstroms) {
    if (maxResolutionAngstroms.isEmpty() || pixelSizeAngstroms.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    double ring = box * pixelSizeAngstroms.getAsDouble() / maxResolutionAngstroms.getAsDouble();
    return Math.max(3, (int) Math.floor(ring));
  }
}
