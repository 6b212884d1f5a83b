package org.cryoudl.volume;

import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.image.Image;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The transform of a cube on a grid of double density, to be read at any frequency. Phases refer to
 * the voxel floor(box / 2) of each axis. The cube was divided beforehand by what interpolation will
 * multiply it by (gridding correction).
 *
 * <p>Immutable; may be used by several threads at once.
 */
final class PaddedTransform {

  /** Density of the grid: how many times longer the padded cube is. */
  static final int PADDING = 2;

  private final Interpolation interpolation;
  private final int reach;

  /** Grid points along y and z, and along x, margins included. */
  private final int side;

  private final int columns;

  /** Position of frequency 0 along y and z. */
  private final int middle;

  private final float[] values;

  PaddedTransform(Grid cube, Interpolation interpolation) {
    this.interpolation = interpolation;
    this.reach = interpolation.reach();
    int padded = PADDING * cube.width();
    this.columns = padded / 2 + 1 + 2 * reach;
    this.middle = padded / 2 + reach;
    this.side = 2 * middle + 1;
    this.values = new float[Math.multiplyExact(2 * columns * side, side)];
    float[] spectrum = transform(cube, padded);
    // RELION knows nothing beyond the sphere of the box's Nyquist frequency.
    int sphere = interpolation == Interpolation.LINEAR ? PADDING * (cube.width() / 2) : padded;
    ParallelLoop.run(side, z -> copySection(spectrum, padded, sphere, z));
  }

  private float[] transform(Grid cube, int padded) {
    int box = cube.width();
    int centre = Image.centre(box);
    double[] axis = new double[box];
    for (int i = 0; i < box; i++) {
      axis[i] = interpolation.transform((double) (i - centre) / padded);
    }
    boolean radial = interpolation == Interpolation.LINEAR;
    Grid wide = Grid.cube(padded);
    ParallelLoop.run(
        box,
        z -> {
          for (int y = 0; y < box; y++) {
            for (int x = 0; x < box; x++) {
              double correction =
                  radial
                      ? interpolation.transform(radius(x - centre, y - centre, z - centre) / padded)
                      : axis[x] * axis[y] * axis[z];
              int to =
                  wide.index(
                      Math.floorMod(x - centre, padded),
                      Math.floorMod(y - centre, padded),
                      Math.floorMod(z - centre, padded));
              wide.values()[to] = (float) (cube.at(x, y, z) / correction);
            }
          }
        });
    return GridFft.of(wide).forward(wide).values();
  }

  private static double radius(int x, int y, int z) {
    return Math.sqrt((double) x * x + (double) y * y + (double) z * z);
  }

  /** Copies a section with its margins, in which the transform repeats itself. */
  private void copySection(float[] spectrum, int padded, int sphere, int section) {
    int kz = section - middle;
    int stored = padded / 2 + 1;
    for (int row = 0; row < side; row++) {
      int ky = row - middle;
      int to = 2 * (section * side + row) * columns;
      for (int column = 0; column < columns; column++, to += 2) {
        int kx = column - reach;
        if ((long) kx * kx + (long) ky * ky + (long) kz * kz > (long) sphere * sphere
            && interpolation == Interpolation.LINEAR) {
          continue;
        }
        boolean mirrored = kx < 0 || kx > padded / 2;
        int sign = mirrored ? -1 : 1;
        int from =
            2
                * ((Math.floorMod(sign * kz, padded) * padded + Math.floorMod(sign * ky, padded))
                        * stored
                    + Math.floorMod(sign * kx, padded));
        values[to] = spectrum[from];
        values[to + 1] = sign * spectrum[from + 1];
      }
    }
  }

  /**
   * Reads the transform.
   *
   * @param x frequency in cycles per box of the cube; its length at most half a box
   * @param result receives real and imaginary part
   */
  void read(double x, double y, double z, double[] result) {
    int sign = x < 0 ? -1 : 1;
    double qx = sign * PADDING * x;
    double qy = sign * PADDING * y;
    double qz = sign * PADDING * z;
    if (interpolation == Interpolation.LINEAR) {
      readLinear(qx, qy, qz, result);
    } else {
      readWindow(qx, qy, qz, result);
    }
    result[1] *= sign;
  }

  private void readLinear(double qx, double qy, double qz, double[] result) {
    int x = (int) qx;
    int y = (int) Math.floor(qy);
    int z = (int) Math.floor(qz);
    double fx = qx - x;
    double fy = qy - y;
    double fz = qz - z;
    int at = 2 * (((z + middle) * side + y + middle) * columns + x + reach);
    int row = 2 * columns;
    int section = row * side;
    for (int part = 0; part < 2; part++, at++) {
      double near = line(at, fx) + fy * (line(at + row, fx) - line(at, fx));
      int far = at + section;
      double next = line(far, fx) + fy * (line(far + row, fx) - line(far, fx));
      result[part] = near + fz * (next - near);
    }
  }

  private double line(int at, double fraction) {
    return values[at] + fraction * (values[at + 2] - values[at]);
  }

  private void readWindow(double qx, double qy, double qz, double[] result) {
    int x = (int) Math.floor(qx) - reach + 1;
    int y = (int) Math.floor(qy) - reach + 1;
    int z = (int) Math.floor(qz) - reach + 1;
    double[] wx = KaiserBessel.weights(qx - x);
    double[] wy = KaiserBessel.weights(qy - y);
    double[] wz = KaiserBessel.weights(qz - z);
    int taps = wx.length;
    double re = 0;
    double im = 0;
    for (int k = 0; k < taps; k++) {
      for (int j = 0; j < taps; j++) {
        double w = wz[k] * wy[j];
        int at = 2 * (((z + k + middle) * side + y + j + middle) * columns + x + reach);
        double lineRe = 0;
        double lineIm = 0;
        for (int i = 0; i < taps; i++, at += 2) {
          lineRe += wx[i] * values[at];
          lineIm += wx[i] * values[at + 1];
        }
        re += w * lineRe;
        im += w * lineIm;
      }
    }
    result[0] = re;
    result[1] = im;
  }
}
