package org.cryoudl.simulation.specimen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.cryoudl.geometry.PointGroup;

/**
 * The motions that repeat an asymmetric unit. Axes as RELION's: the main axis of Cn and Dn is z, a
 * two-fold axis of Dn is x, the four-fold axes of O are x, y and z; a helix runs along z.
 */
public final class Symmetry {

  private static final Pattern NAME = Pattern.compile("[CD][1-9][0-9]{0,2}|O");

  /**
   * A rigid motion {@code r -> M r + (0, 0, rise)}.
   *
   * @param matrix nine values, row by row
   * @param riseAngstroms translation along z in A
   */
  record Motion(double[] matrix, double riseAngstroms) {

    double[] apply(double x, double y, double z) {
      return new double[] {
        matrix[0] * x + matrix[1] * y + matrix[2] * z,
        matrix[3] * x + matrix[4] * y + matrix[5] * z,
        matrix[6] * x + matrix[7] * y + matrix[8] * z + riseAngstroms
      };
    }
  }

  private final List<Motion> motions;

  private Symmetry(List<Motion> motions) {
    this.motions = List.copyOf(motions);
  }

  /**
   * A point group by its Schoenflies name.
   *
   * @param name C1, C2 ..., D2, D3 ..., or O
   * @throws IllegalArgumentException if it is none of them
   */
  public static Symmetry ofPointGroup(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "symmetry must be C1, C2 ..., D1, D2 ... or O, got " + name);
    }
    return new Symmetry(
        PointGroup.named(name).rotations().stream().map(turn -> new Motion(turn, 0)).toList());
  }

  /**
   * A helix along z, centred on the origin.
   *
   * @param riseAngstroms step along z from one subunit to the next, in A
   * @param twistDegrees turn about z from one subunit to the next; positive is right-handed
   * @param lengthAngstroms extent along z that the subunits' origins cover, in A
   */
  public static Symmetry helix(double riseAngstroms, double twistDegrees, double lengthAngstroms) {
    int half = (int) Math.floor(lengthAngstroms / 2 / riseAngstroms);
    List<Motion> motions = new ArrayList<>();
    for (int k = -half; k <= half; k++) {
      motions.add(new Motion(aboutZ(k * twistDegrees), k * riseAngstroms));
    }
    return new Symmetry(motions);
  }

  List<Motion> motions() {
    return motions;
  }

  /** Number of copies that an asymmetric unit becomes. */
  public int order() {
    return motions.size();
  }

  private static double[] aboutZ(double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    return new double[] {cos, -sin, 0, sin, cos, 0, 0, 0, 1};
  }
}
