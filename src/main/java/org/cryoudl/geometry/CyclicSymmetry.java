package org.cryoudl.geometry;

import java.util.Locale;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;

/**
 * Rotational symmetry of a view about one point: it looks the same after every turn by 360 / order
 * degrees.
 *
 * @param order 1 for none, at most {@link #LARGEST}
 */
public record CyclicSymmetry(int order) {

  /** Largest order that can be given. */
  public static final int LARGEST = 60;

  /** No symmetry. */
  public static final CyclicSymmetry NONE = new CyclicSymmetry(1);

  /** A name that is no symmetry. */
  public record UnknownSymmetry(String name) implements Reason {
    @Override
    public String problem() {
      return "a symmetry must be C1 to C"
          + LARGEST
          + ", the rotational symmetry of the view in the plane, got '"
          + name
          + "'";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  public CyclicSymmetry {
    if (order < 1 || order > LARGEST) {
      throw new IllegalArgumentException("order must be within 1 and " + LARGEST + ": " + order);
    }
  }

  /**
   * Reads a name such as C6.
   *
   * @throws UsageException if it is none
   */
  public static CyclicSymmetry named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    int order = upper.matches("C\\d{1,4}") ? Integer.parseInt(upper.substring(1)) : 0;
    if (order < 1 || order > LARGEST) {
      throw new UsageException(new UnknownSymmetry(name));
    }
    return new CyclicSymmetry(order);
  }

  /** Whether there is none. */
  public boolean isNone() {
    return order == 1;
  }

  /** The turn after which the view repeats itself. */
  public double periodDegrees() {
    return 360.0 / order;
  }

  /** The period of angles that are known modulo 180 degrees. */
  public double periodModuloHalfTurn() {
    return hasHalfTurn() ? periodDegrees() : periodDegrees() / 2;
  }

  /** Whether a half-turn changes nothing. */
  public boolean hasHalfTurn() {
    return order % 2 == 0;
  }

  /** The equivalent angle within half a period of zero, [-period / 2, period / 2). */
  public double canonical(double psiDegrees) {
    return Angles.wrap(psiDegrees, periodDegrees());
  }

  /**
   * The turns, all different, that angles known modulo 180 degrees leave open.
   *
   * @return one or two angles; two lie half a period apart
   */
  public double[] bothHalfTurns(double psiDegrees) {
    return hasHalfTurn()
        ? new double[] {psiDegrees}
        : new double[] {psiDegrees, psiDegrees + 180.0 / order};
  }

  /** The widest window about {@link #bothHalfTurns} in which no turn comes twice. */
  public double widestWindowDegrees() {
    return periodModuloHalfTurn() / 2;
  }

  /** The name, C1 for none. */
  @Override
  public String toString() {
    return "C" + order;
  }
}
