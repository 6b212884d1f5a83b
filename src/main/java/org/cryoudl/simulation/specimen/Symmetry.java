package org.cryoudl.simulation.specimen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The motions that repeat an asymmetric unit. Axes as RELION's: the main axis of Cn and Dn is z, a
 * two-fold axis of Dn is x, the four-fold axes of O are x, y and z; a helix runs along z.
 */
public final class Symmetry {

  private static final Pattern NAME = Pattern.compile("([CD])([1-9][0-9]{0,2})|O");

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
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "symmetry must be C1, C2 ..., D1, D2 ... or O, got " + name);
    }
    if (name.equals("O")) {
      return new Symmetry(octahedral());
    }
    int order = Integer.parseInt(matcher.group(2));
    List<Motion> motions = new ArrayList<>();
    for (int k = 0; k < order; k++) {
      double[] turn = aboutZ(360.0 * k / order);
      motions.add(new Motion(turn, 0));
      if (matcher.group(1).equals("D")) {
        // A half-turn about x first: y and z change sign.
        motions.add(
            new Motion(new double[] {turn[0], -turn[1], 0, turn[3], -turn[4], 0, 0, 0, -1}, 0));
      }
    }
    return new Symmetry(motions);
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

  /** The 24 proper rotations that map the axes onto each other. */
  private static List<Motion> octahedral() {
    List<Motion> motions = new ArrayList<>();
    int[][] orders = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {0, 2, 1}, {2, 1, 0}, {1, 0, 2}};
    for (int p = 0; p < orders.length; p++) {
      int parity = p < 3 ? 1 : -1;
      for (int signs = 0; signs < 8; signs++) {
        double[] m = new double[9];
        int determinant = parity;
        for (int axis = 0; axis < 3; axis++) {
          int sign = (signs >> axis & 1) == 0 ? 1 : -1;
          m[3 * axis + orders[p][axis]] = sign;
          determinant *= sign;
        }
        if (determinant == 1) {
          motions.add(new Motion(m, 0));
        }
      }
    }
    return motions;
  }
}
