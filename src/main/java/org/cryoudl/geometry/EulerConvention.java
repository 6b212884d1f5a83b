package org.cryoudl.geometry;

import java.util.List;
import java.util.Locale;

/**
 * How programs write a direction of view. All forms stand for the rotation of {@link
 * EulerAngles#matrix}, from the density's frame to the picture's: three turns of the frame, each
 * about an axis of the frame as the turns before left it.
 */
public enum EulerConvention {
  /** RELION, XMIPP, cisTEM: about z, the new y, the new z. */
  ZYZ("rot", "tilt", "psi") {
    @Override
    public EulerAngles read(double... v) {
      return new EulerAngles(v[0], v[1], v[2]);
    }

    @Override
    public double[] write(EulerAngles angles) {
      return new double[] {angles.rotDegrees(), angles.tiltDegrees(), angles.psiDegrees()};
    }
  },
  /** Textbooks of mechanics: about z, the new x, the new z. */
  ZXZ("z1", "x", "z2") {
    @Override
    public EulerAngles read(double... v) {
      // A turn about x is one about y between quarter turns about z.
      return new EulerAngles(v[0] - QUARTER, v[1], v[2] + QUARTER);
    }

    @Override
    public double[] write(EulerAngles angles) {
      return new double[] {
        Angles.wrap(angles.rotDegrees() + QUARTER, 360),
        angles.tiltDegrees(),
        Angles.wrap(angles.psiDegrees() - QUARTER, 360)
      };
    }
  },
  /** EMAN2's azimuth, altitude and phi: the turns of ZXZ by other names. */
  EMAN2("az", "alt", "phi") {
    @Override
    public EulerAngles read(double... v) {
      return ZXZ.read(v);
    }

    @Override
    public double[] write(EulerAngles angles) {
      return ZXZ.write(angles);
    }
  },
  /** The rotation matrix, row by row. */
  MATRIX("r11", "r12", "r13", "r21", "r22", "r23", "r31", "r32", "r33") {
    @Override
    public EulerAngles read(double... v) {
      return EulerAngles.ofMatrix(v);
    }

    @Override
    public double[] write(EulerAngles angles) {
      return angles.matrix();
    }
  };

  private static final double QUARTER = 90;

  private final List<String> columns;

  EulerConvention(String... columns) {
    this.columns = List.of(columns);
  }

  /** Names of the numbers, in their order. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The direction that numbers of this convention stand for.
   *
   * @param v as many as {@link #columns}; degrees, or the elements of a matrix
   * @throws IllegalArgumentException if a matrix is no rotation
   */
  public abstract EulerAngles read(double... v);

  /** The numbers of this convention, as many as {@link #columns}. */
  public abstract double[] write(EulerAngles angles);

  /** The name in lower case, as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
