package org.cryoudl.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;

/**
 * The rotations that leave a particle as it is: one of the point groups of proteins, with RELION's
 * axes (Heymann et al., J. Struct. Biol. 151 (2005) 196). The main axis of Cn and Dn is z, a
 * two-fold axis of Dn is x, the four-fold axes of O are x, y and z, a three-fold axis of T is z; I
 * has two-fold axes along x, y and z and is called I2 too; I1 is I turned by 90 degrees about z; I3
 * and I4 have a five-fold axis along z.
 */
public final class PointGroup {

  private static final Pattern CYCLIC = Pattern.compile("([CD])([1-9][0-9]{0,2})");

  /** Elements that differ by less are the same rotation. */
  private static final double SAME = 1e-6;

  private static final double GOLDEN = (1 + Math.sqrt(5)) / 2;

  private final String name;
  private final List<double[]> rotations;

  private PointGroup(String name, List<double[]> rotations) {
    this.name = name;
    this.rotations = List.copyOf(rotations);
  }

  /** A name that is no point group of proteins. */
  public record UnknownPointGroup(String name) implements Reason {
    @Override
    public String problem() {
      return "a point group must be C1, C2 ..., D2, D3 ..., T, O, or I (I1 to I4 for other axes),"
          + " got '"
          + name
          + "'";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /**
   * A point group by its Schoenflies name.
   *
   * @throws UsageException if it is none of them
   */
  public static PointGroup named(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    Matcher matcher = CYCLIC.matcher(upper);
    if (matcher.matches()) {
      return new PointGroup(
          upper, cyclic(Integer.parseInt(matcher.group(2)), matcher.group(1).equals("D")));
    }
    double[] five = {GOLDEN - 1, 0, 1};
    return switch (upper) {
      case "T" ->
          generated(upper, turn(3, 0, 0, 1), turn(2, 0, Math.sqrt(2.0 / 3), Math.sqrt(1.0 / 3)));
      case "O" -> new PointGroup(upper, octahedral());
      case "I", "I2" -> generated(upper, turn(2, 0, 0, 1), turn(5, five));
      case "I1" -> generated(upper, turn(2, 0, 0, 1), turn(5, 1, 0, 1 - GOLDEN));
      case "I3" -> generated(upper, turn(5, 0, 0, 1), turn(2, -1, 0, GOLDEN));
      case "I4" -> generated(upper, turn(5, 0, 0, 1), turn(2, 1, 0, GOLDEN));
      default -> throw new UsageException(new UnknownPointGroup(name));
    };
  }

  /** The name in capitals. */
  public String name() {
    return name;
  }

  /** Number of rotations: how often an asymmetric unit is repeated. */
  public int order() {
    return rotations.size();
  }

  /** The rotations, the identity first; each nine values, row by row, of its own. */
  public List<double[]> rotations() {
    return rotations.stream().map(double[]::clone).toList();
  }

  private static List<double[]> cyclic(int order, boolean dihedral) {
    List<double[]> found = new ArrayList<>();
    for (int k = 0; k < order; k++) {
      double cos = Math.cos(Math.toRadians(360.0 * k / order));
      double sin = Math.sin(Math.toRadians(360.0 * k / order));
      found.add(new double[] {cos, -sin, 0, sin, cos, 0, 0, 0, 1});
      if (dihedral) {
        // A half-turn about x first: y and z change sign.
        found.add(new double[] {cos, sin, 0, sin, -cos, 0, 0, 0, -1});
      }
    }
    return found;
  }

  /** The 24 proper rotations that map the axes onto each other. */
  private static List<double[]> octahedral() {
    List<double[]> found = new ArrayList<>();
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
          found.add(m);
        }
      }
    }
    return found;
  }

  /** All products of some rotations. */
  private static PointGroup generated(String name, double[]... generators) {
    List<double[]> found = new ArrayList<>();
    found.add(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
    for (int i = 0; i < found.size(); i++) {
      for (double[] generator : generators) {
        double[] product = product(generator, found.get(i));
        if (found.stream().noneMatch(known -> isSame(known, product))) {
          found.add(product);
        }
      }
    }
    return new PointGroup(name, found);
  }

  private static boolean isSame(double[] a, double[] b) {
    double difference = 0;
    for (int i = 0; i < 9; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
    }
    return difference < SAME;
  }

  private static double[] product(double[] a, double[] b) {
    double[] c = new double[9];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 3; k++) {
          c[3 * i + j] += a[3 * i + k] * b[3 * k + j];
        }
      }
    }
    return c;
  }

  /** The turn by 360 / order degrees about an axis (Rodrigues). */
  private static double[] turn(int order, double... axis) {
    double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
    double x = axis[0] / length;
    double y = axis[1] / length;
    double z = axis[2] / length;
    double c = Math.cos(2 * Math.PI / order);
    double s = Math.sin(2 * Math.PI / order);
    double d = 1 - c;
    return new double[] {
      c + d * x * x,
      d * x * y - s * z,
      d * x * z + s * y,
      d * x * y + s * z,
      c + d * y * y,
      d * y * z - s * x,
      d * x * z - s * y,
      d * y * z + s * x,
      c + d * z * z
    };
  }
}
