package org.cryoudl.volume;

import java.util.List;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;

/**
 * Adds up the transforms of pictures where they belong in the transform of the volume, on a grid of
 * double density: each value goes to its eight neighbours, with the weights of trilinear
 * interpolation. {@link #add} is not safe for several threads; it uses the threads of the run
 * itself, and its sums do not depend on their number.
 */
public final class Backprojection {

  private static final int PADDING = PaddedTransform.PADDING;

  private final int box;
  private final List<double[]> symmetry;

  /** The grid's points: x from 0, y and z from -middle. */
  private final int columns;

  private final int middle;
  private final int side;

  /** Real part, imaginary part and weight of every point, one after the other. */
  private final float[] sums;

  /**
   * A picture's transform, ready to be added.
   *
   * @param section its transform times its CTF, phases referring to the centre pixel
   * @param weights the square of the CTF at every position; 1 everywhere if empty
   * @param view the direction it was taken in
   */
  public record Picture(HalfSpectrum section, float[] weights, EulerAngles view) {}

  /**
   * @param box side of the pictures in pixels
   * @param group the rotations that leave the particle as it is
   */
  public Backprojection(int box, PointGroup group) {
    this.box = box;
    this.symmetry = group.rotations();
    this.columns = PADDING * (box / 2) + 2;
    this.middle = columns - 1;
    this.side = 2 * middle + 1;
    this.sums = new float[Math.multiplyExact(3 * columns * side, side)];
  }

  /** Side of the pictures in pixels. */
  public int box() {
    return box;
  }

  /** Adds pictures, in all directions in which the symmetry repeats them. */
  public void add(List<Picture> pictures) {
    int slabs = Parallelism.current().threads();
    int[] bounds = bounds(slabs);
    ParallelLoop.run(
        slabs,
        slab -> {
          for (Picture picture : pictures) {
            for (double[] rotation : symmetry) {
              insert(picture, rotation, bounds[slab], bounds[slab + 1]);
            }
          }
        });
  }

  /**
   * Sections between which the work divides evenly: each thread owns the points between two of
   * them. Of pictures from all sides, so many values lie at a height as a tent is high there.
   */
  private int[] bounds(int slabs) {
    int[] bounds = new int[slabs + 1];
    for (int i = 0; i <= slabs; i++) {
      double share = (double) i / slabs;
      double height = share <= 0.5 ? Math.sqrt(2 * share) - 1 : 1 - Math.sqrt(2 * (1 - share));
      bounds[i] = i == 0 ? 0 : i == slabs ? side : middle + (int) Math.round(middle * height);
    }
    return bounds;
  }

  /** Adds a picture to the sections from {@code first} to before {@code end}. */
  private void insert(Picture picture, double[] rotation, int first, int end) {
    double[] m = picture.view().matrix();
    double[] along = turned(rotation, m[0], m[1], m[2]);
    double[] down = turned(rotation, m[3], m[4], m[5]);
    float[] values = picture.section().values();
    float[] weights = picture.weights();
    int radius = box / 2;
    for (int row = 0; row < box; row++) {
      int ky = HalfSpectrum.rowFrequency(box, row);
      // The values at kx = 0 are there twice, once the conjugate of the other.
      int from = ky < 0 ? 1 : 0;
      for (int kx = from; kx < HalfSpectrum.columns(box); kx++) {
        if (kx * kx + ky * ky > radius * radius) {
          break;
        }
        double z = along[2] * kx + down[2] * ky;
        double x = along[0] * kx + down[0] * ky;
        int sign = x < 0 ? -1 : 1;
        int section = (int) Math.floor(sign * z) + middle;
        if (section + 1 < first || section >= end) {
          continue;
        }
        int i = HalfSpectrum.index(box, row, kx);
        spread(
            sign * x,
            sign * (along[1] * kx + down[1] * ky),
            sign * z,
            values[i],
            sign * values[i + 1],
            weights.length == 0 ? 1 : weights[i / 2],
            first,
            end);
      }
    }
  }

  private static double[] turned(double[] rotation, double x, double y, double z) {
    double[] result = new double[3];
    for (int i = 0; i < 3; i++) {
      result[i] =
          PADDING * (rotation[3 * i] * x + rotation[3 * i + 1] * y + rotation[3 * i + 2] * z);
    }
    return result;
  }

  private void spread(
      double x, double y, double z, float re, float im, float weight, int first, int end) {
    int x0 = (int) x;
    int y0 = (int) Math.floor(y);
    int z0 = (int) Math.floor(z);
    float fx = (float) (x - x0);
    float fy = (float) (y - y0);
    float fz = (float) (z - z0);
    for (int k = 0; k < 2; k++) {
      int section = z0 + k + middle;
      if (section < first || section >= end) {
        continue;
      }
      float wz = k == 0 ? 1 - fz : fz;
      for (int j = 0; j < 2; j++) {
        float w = wz * (j == 0 ? 1 - fy : fy);
        int at = 3 * ((section * side + y0 + j + middle) * columns + x0);
        float near = w * (1 - fx);
        sums[at] += near * re;
        sums[at + 1] += near * im;
        sums[at + 2] += near * weight;
        float far = w * fx;
        sums[at + 3] += far * re;
        sums[at + 4] += far * im;
        sums[at + 5] += far * weight;
      }
    }
  }

  /** Adds what another of the same box has added up. */
  public void merge(Backprojection other) {
    if (other.sums.length != sums.length) {
      throw new IllegalArgumentException(
          "cannot add up boxes of " + box + " and " + other.box + " pixels");
    }
    ParallelLoop.run(
        side,
        section -> {
          int length = 3 * columns * side;
          for (int i = section * length; i < (section + 1) * length; i++) {
            sums[i] += other.sums[i];
          }
        });
  }

  /** Reads the sums at one point. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes the sums.
     *
     * @param position of the point in the half spectrum of the padded cube, in complex numbers
     * @param radius its distance from the origin in points of the grid
     */
    void read(int position, double radius, float re, float im, float weight);
  }

  /** Side of the padded cube. */
  int padded() {
    return PADDING * box;
  }

  /**
   * Hands out the sums inside the sphere of the box's Nyquist frequency, what lies at kx = 0 joined
   * with its conjugate. Called by several threads at once, each for sections of its own.
   */
  void forEach(Reader reader) {
    int radius = PADDING * (box / 2);
    int stored = padded() / 2 + 1;
    ParallelLoop.run(
        2 * radius + 1,
        section -> {
          int kz = section - radius;
          for (int ky = -radius; ky <= radius; ky++) {
            for (int kx = 0; kx <= radius; kx++) {
              long squared = (long) kx * kx + (long) ky * ky + (long) kz * kz;
              if (squared > (long) radius * radius) {
                break;
              }
              int at = at(kx, ky, kz);
              float re = sums[at];
              float im = sums[at + 1];
              float weight = sums[at + 2];
              if (kx == 0) {
                int mate = at(0, -ky, -kz);
                re += sums[mate];
                im -= sums[mate + 1];
                weight += sums[mate + 2];
              }
              int position =
                  (Math.floorMod(kz, padded()) * padded() + Math.floorMod(ky, padded())) * stored
                      + kx;
              reader.read(position, Math.sqrt(squared), re, im, weight);
            }
          }
        });
  }

  private int at(int kx, int ky, int kz) {
    return 3 * (((kz + middle) * side + ky + middle) * columns + kx);
  }
}
