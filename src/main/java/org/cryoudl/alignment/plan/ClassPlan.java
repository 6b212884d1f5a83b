package org.cryoudl.alignment.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.UsageException;

/**
 * How particles are sorted into classes.
 *
 * @param wanted how many, at least 1; if empty, as many as suit the set
 * @param maxResolutionAngstroms no finer detail decides the classes; as fine as is useful if empty
 * @param seed of the search: same seed, same classes
 * @param search where it begins and how it goes
 */
public record ClassPlan(
    OptionalInt wanted, OptionalDouble maxResolutionAngstroms, long seed, SearchSettings search) {

  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 1;

  /** Largest shift where none is given, as a share of the box: particles were picked. */
  private static final double DEFAULT_SHIFT = 0.1;

  private static final int PARTICLES_PER_CLASS = 100;
  private static final int MOST_SUGGESTED = 50;
  private static final int LEAST_RING = 3;

  public ClassPlan {
    if (wanted.isPresent() && wanted.getAsInt() < 1) {
      throw new IllegalArgumentException("at least 1 class is needed, got " + wanted.getAsInt());
    }
    if (maxResolutionAngstroms.isPresent() && !(maxResolutionAngstroms.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "a resolution must be above 0 A, got " + maxResolutionAngstroms.getAsDouble());
    }
  }

  /** A search from nothing, with everything free. */
  public ClassPlan(OptionalInt wanted, OptionalDouble maxResolutionAngstroms, long seed) {
    this(wanted, maxResolutionAngstroms, seed, SearchSettings.DEFAULT);
  }

  /** So many classes, else defaults. */
  public static ClassPlan of(int classes) {
    return new ClassPlan(OptionalInt.of(classes), OptionalDouble.empty(), DEFAULT_SEED);
  }

  /** The same with another search. */
  public ClassPlan withSearch(SearchSettings other) {
    return new ClassPlan(wanted, maxResolutionAngstroms, seed, other);
  }

  /** Whether there may be more than one class. */
  public boolean sorts() {
    return wanted.isEmpty() || wanted.getAsInt() > 1;
  }

  /** The number of classes of a set: as wanted, else one for every 100 particles, 2 to 50. */
  public int classes(int particles) {
    return wanted.orElse(Math.max(2, Math.min(MOST_SUGGESTED, particles / PARTICLES_PER_CLASS)));
  }

  /** The plan with the number of classes that a set gets. */
  public ClassPlan forSet(int particles) {
    return withClasses(classes(particles));
  }

  /**
   * The plan with the number of classes that a set gets where the search starts from some: those,
   * or more if more are wanted.
   *
   * @param start number of classes to start from
   * @param file which they come from
   * @throws UsageException if fewer are wanted
   */
  public ClassPlan startingWith(int start, Path file) {
    requireNoFewer(start, file);
    return withClasses(wanted.orElse(start));
  }

  /**
   * Checks that no fewer classes are wanted than a search starts from.
   *
   * @throws UsageException if fewer are wanted
   */
  public void requireNoFewer(int start, Path file) {
    if (wanted.isPresent() && wanted.getAsInt() < start) {
      throw new UsageException(new ClassStartReason.FewerThanStart(wanted.getAsInt(), start, file));
    }
  }

  private ClassPlan withClasses(int classes) {
    return new ClassPlan(OptionalInt.of(classes), maxResolutionAngstroms, seed, search);
  }

  /** Largest shift looked for. */
  public double maxShiftPixels(AlignmentOptions options, int box) {
    return options.hasMaxShift() ? options.maxShiftPixels(box) : DEFAULT_SHIFT * box;
  }

  /**
   * Finest frequency that decides the classes, in cycles per box; at least 3.
   *
   * @param file which the particles come from, for messages
   * @throws UsageException if a resolution is given, but no pixel size is known
   */
  public int finestRing(int box, OptionalDouble pixelSizeAngstroms, Path file) {
    if (maxResolutionAngstroms.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    double angstroms = maxResolutionAngstroms.getAsDouble();
    if (pixelSizeAngstroms.isEmpty()) {
      throw new UsageException(new AlignmentReason.ResolutionWithoutPixelSize(angstroms, file));
    }
    double ring = Math.floor(box * pixelSizeAngstroms.getAsDouble() / angstroms);
    return (int) Math.max(LEAST_RING, Math.min(ring, Integer.MAX_VALUE));
  }

  /**
   * Where the classes are decided by other detail than was wanted.
   *
   * @param usedRings finest ring that the search uses, in cycles per box
   */
  public Optional<AlignmentReason> otherDetail(
      int box, OptionalDouble pixelSizeAngstroms, int usedRings) {
    if (maxResolutionAngstroms.isEmpty() || pixelSizeAngstroms.isEmpty()) {
      return Optional.empty();
    }
    double wantedRing =
        box * pixelSizeAngstroms.getAsDouble() / maxResolutionAngstroms.getAsDouble();
    double used = box * pixelSizeAngstroms.getAsDouble() / usedRings;
    return wantedRing >= usedRings + 1 || wantedRing < usedRings
        ? Optional.of(
            new AlignmentReason.OtherDetailUsed(
                maxResolutionAngstroms.getAsDouble(), used, usedRings))
        : Optional.empty();
  }

  /**
   * Checks that nothing is wanted which only several classes have, where there is to be one.
   *
   * @throws UsageException if something is
   */
  public void requireNothingOfSeveral() {
    if (!sorts() && !search.equals(SearchSettings.DEFAULT)) {
      throw new UsageException(new ClassStartReason.OnlyForSeveral());
    }
  }

  /** What of the plan has no part where all particles are one class. */
  public Optional<AlignmentReason> unusedByOneClass() {
    boolean given = maxResolutionAngstroms.isPresent() || seed != DEFAULT_SEED;
    return sorts() || !given ? Optional.empty() : Optional.of(new AlignmentReason.NothingToSort());
  }
}
